using Streaming.Inference;

namespace Streaming.Speech;

/// <summary>
/// Takes a cache-aware streaming recogniser from elsewhere, a NeMo export or a folder of sherpa-onnx, and makes of it a folder that speech.encoder and the decoders
/// read. What it needs to know is taken from the tensors' names and shapes and from the metadata; the encoder is run once to see that it is so.
/// </summary>
public static class SpeechImport
{
    /// <summary>Imports a model.</summary>
    /// <param name="path">A folder, or the file of an encoder or a CTC model.</param>
    /// <param name="folder">The folder to make.</param>
    /// <param name="choices">What the model does not say.</param>
    /// <exception cref="ModelException">It is another kind of model, a file is missing or does not fit the others, or something has to be told; it says what.</exception>
    public static ImportedModel Run(string path, string folder, ImportChoices choices)
    {
        var source = ImportSource.Find(path, choices);
        var encoder = EncoderContract.Read(source.Encoder, choices);
        var transducer = TransducerContract.Read(source, encoder);
        var tokens = ImportTokens.Read(source.Tokens, encoder, transducer);
        EncoderTrial.Run(encoder);
        if (choices.First is { } first) EncoderContract.CheckFirst(first, encoder);
        var writer = new FolderWriter(folder, choices.Link);
        writer.Write(source, encoder, transducer, tokens, choices.First);
        return new ImportedModel(writer.Files, Findings(source, encoder, transducer, tokens), [.. encoder.Notes, .. transducer?.Notes ?? [], .. FirstNotes(choices)]);
    }

    private static KeyValuePair<string, string>[] Findings(ImportSource source, EncoderContract encoder, TransducerContract? transducer, ValueList<string> tokens) =>
    [
        new("encoder", $"{Path.GetFileName(source.Encoder)}: {encoder.Mels} mels, {encoder.Layers} layers of {encoder.Width}, {encoder.Left} frames of {EncoderContract.FrameMilliseconds} ms remembered"),
        new("lookahead", $"{EncoderContract.FrameMilliseconds * encoder.Lookahead} ms: windows of {encoder.Window} mel frames, {encoder.Shift} of them new"),
        new("decoding", (encoder.HasLogprobs ? "CTC" : "") + (encoder.HasLogprobs && transducer is not null ? ", " : "") + (transducer is null ? "" : $"transducer: {string.Join(", ", transducer.Files.Select(Path.GetFileName))}")),
        new("tokens", FormattableString.Invariant($"{tokens.Count:N0} and the blank")),
    ];

    private static string[] FirstNotes(ImportChoices choices) => choices.First is not null ? [] :
        ["without a first chunk of its own it begins on silence, and the first words may suffer: export one without the two dropped outputs, and name it with --first"];
}
