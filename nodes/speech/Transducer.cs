namespace Streaming.Speech;

/// <summary>
/// Turns an encoder's frames into words by the prediction network and joiner of a transducer (RNN-T). With a beam of 1 the most probable token counts, up to 10 in a frame; with more
/// several hypotheses are followed (time synchronous decoding, up to 5 tokens in a frame), and hotwords can be listened for. A word's confidence is the product of its tokens'
/// probabilities; it begins where its first token is heard, or 'lead' before it where tokens are whole words, and ends with the frame of its last one. The prediction network
/// begins anew at a gap, and after a silence as long as the encoder's left context: sooner, the last word would be said again, since the encoder still hears it. It runs on the processor.
/// </summary>
[Node("speech.transducer", Summary = "Turns an encoder's frames (RNN-T) into words, utterances and partial texts with times.", Gap = GapPolicy.Handled, Example = "model: tiny.transducer, penalty: -35, beam: 4")]
public sealed partial class Transducer : SpeechDecoder, IStreamNode, IResource, IDisposable
{
    /// <summary>What can be set.</summary>
    public sealed record Settings : DecoderSettings
    {
        /// <summary>The folder of the speech model, with the transducer's files and tokens.</summary>
        [FilePath]
        public required string Model { get; init; }
    }

    private ITransducer? model;

    /// <summary>What the encoder of the same model makes of each frame.</summary>
    [Input(Kinds = [StreamKind.Signal, StreamKind.Features])]
    public Input<float> Encoded { get; } = new();

    /// <inheritdoc/>
    public void Configure()
    {
        var speech = SpeechModel.Read(Current.Model);
        var files = speech.RequireTransducer();
        var vocabulary = new Vocabulary(speech.Tokens);
        var tokens = speech.Tokens.Count + 1;
        Expect(Encoded, speech.Width, "encoder frames", "link the 'encoded' of a speech.encoder with the same model to it");
        var hotwords = Hotwords(Current, vocabulary);
        Dispose(); // it may be configured anew
        model = files.Joint is { } joint ? JointTransducer.Load(joint, speech.Width, tokens, Current.Beam) : SplitTransducer.Load(files.Decoder!, files.Joiner!, speech.Width, tokens, Current.Beam);
        ITokenSearch search = Current.Beam == 1 ? new TransducerGreedy(model, speech.Blank, (float)Current.Penalty) : new TransducerBeam(model, speech.Blank, (float)Current.Penalty, new Beam(Current.Beam), hotwords);
        Begin(Encoded, search, vocabulary, Current, speech.Left / Encoded.Format.Rate);
    }

    /// <inheritdoc/>
    public void Open(NodeContext context)
    {
    }

    /// <inheritdoc/>
    public void Close() => Dispose();

    /// <inheritdoc/>
    public void Dispose()
    {
        model?.Dispose();
        model = null;
    }
}
