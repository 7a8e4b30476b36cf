using Streaming.Inference;

namespace Streaming.Speech;

/// <summary>
/// What a folder with a speech model holds, as its speech.yaml says: which contract the encoder has, what it is fed, how far it looks ahead, its tokens, and the
/// files of a transducer. Every file named is there.
/// </summary>
internal sealed record SpeechModel
{
    /// <summary>Frames of features for one of the encoder: its subsampling.</summary>
    public const int FramesPerStep = 8;

    /// <summary>The full path of the folder.</summary>
    public required string Folder { get; init; }

    /// <summary>The full path of the encoder, model.onnx; its card lies beside it.</summary>
    public required string Encoder { get; init; }

    /// <summary>Which contract the encoder has.</summary>
    public required EncoderForm Form { get; init; }

    /// <summary>What it is fed.</summary>
    public required SpeechFeatures Features { get; init; }

    /// <summary>Encoder frames before the present ones that it keeps as context.</summary>
    public required int Left { get; init; }

    /// <summary>How many encoder frames it can look ahead; the first is what it does unless told otherwise.</summary>
    public required ValueList<int> Lookaheads { get; init; }

    /// <summary>Layers of the encoder.</summary>
    public required int Layers { get; init; }

    /// <summary>Numbers in an encoder frame.</summary>
    public required int Width { get; init; }

    /// <summary>Pieces of words by their number; one that begins a word begins with U+2581. Without the blank.</summary>
    public required ValueList<string> Tokens { get; init; }

    /// <summary>The number of the blank: the one after the last token.</summary>
    public int Blank => Tokens.Count;

    /// <summary>The full path of an encoder for the exact first chunk; null: there is none.</summary>
    public string? First { get; init; }

    /// <summary>The files of its transducer; null: it has none.</summary>
    public TransducerFiles? Transducer { get; init; }

    /// <summary>Milliseconds of an encoder frame.</summary>
    public double FrameMilliseconds => 1000 * FramesPerStep / Features.Rate;

    /// <summary>The tokens and the blank, as the labels of their probabilities.</summary>
    public ValueList<string> Labels => [.. Tokens, TokenTable.Blank];

    /// <summary>The files of its transducer.</summary>
    /// <exception cref="ModelException">It has none.</exception>
    public TransducerFiles RequireTransducer() => Transducer
        ?? throw new ModelException(Path.Combine(Folder, SpeechModelReader.Name), "'transducer: { decoder: …, joiner: … }' or 'transducer: { joint: … }'", "none", "link the encoder's 'logprobs' to speech.ctc, or name another model");

    /// <summary>Reads the folder of a model.</summary>
    /// <param name="folder">The folder, with model.onnx, speech.yaml and what that names.</param>
    /// <exception cref="ModelException">A file is missing, or something in one is wrong; it says where.</exception>
    public static SpeechModel Read(string folder) => SpeechModelReader.Read(folder);
}

/// <summary>The contract between an encoder and who steps it.</summary>
internal enum EncoderForm
{
    /// <summary>Our own: keys and values are cached, chunks do not overlap, and the first is told by the empty cache.</summary>
    Cached,

    /// <summary>NeMo's export with cache support: nine frames again before each chunk, and two outputs dropped.</summary>
    Nemo,
}

/// <summary>Whose features an encoder is fed, as dsp.mel names them.</summary>
internal enum FeatureConvention
{
    /// <summary>NeMo's AudioToMelSpectrogramPreprocessor.</summary>
    Nemo,
}

/// <summary>What an encoder is fed.</summary>
/// <param name="Convention">Whose features.</param>
/// <param name="Mels">How many filters.</param>
/// <param name="Rate">Frames per second.</param>
internal sealed record SpeechFeatures(FeatureConvention Convention, int Mels, double Rate)
{
    /// <summary>The logarithm of silence: that of the 2^-24 which NeMo adds.</summary>
    public const float Silence = -16.635532f;
}

/// <summary>The files of a transducer: a decoder (prediction network) and a joiner, or both in one joint.</summary>
/// <param name="Decoder">The full path of the decoder; null where there is a joint.</param>
/// <param name="Joiner">The full path of the joiner; null where there is a joint.</param>
/// <param name="Joint">The full path of NeMo's decoder_joint; null where they are two.</param>
internal sealed record TransducerFiles(string? Decoder, string? Joiner, string? Joint);
