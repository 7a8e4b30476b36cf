using System.Text;

namespace Streaming.Speech;

/// <summary>Writes the card and the speech.yaml of an imported encoder, as a user would.</summary>
internal static class FolderText
{
    /// <summary>The card: what a step of it is fed, gives and remembers.</summary>
    public static string Card(string name, EncoderContract encoder)
    {
        var text = new StringBuilder();
        text.Append(FormattableString.Invariant($"model: {Quoted(name)}\n"));
        text.Append("summary: A cache-aware streaming FastConformer.\n");
        if (encoder.File.Metadata.TryGetValue("url", out var url) && url.Length > 0) text.Append(FormattableString.Invariant($"source: {Quoted(url)}\n"));
        if (encoder.Lookahead > 0) text.Append(FormattableString.Invariant($"latency: {SpeechModel.FramesPerStep * encoder.Lookahead}\n"));
        text.Append(FormattableString.Invariant($"inputs:\n  features: {{ tensor: audio_signal, kind: features, rate: 100, axes: [batch, mel={encoder.Mels}, time], hop: {encoder.Shift}, context: {EncoderContract.Again}, pad: {SpeechFeatures.Silence} }}\n"));
        text.Append("outputs:\n");
        if (encoder.HasEncoded) text.Append(FormattableString.Invariant($"  encoded: {{ tensor: outputs, kind: features, axes: [batch, channel={encoder.Width}, time={encoder.Frames}] }}\n"));
        if (encoder.HasLogprobs) text.Append(FormattableString.Invariant($"  logprobs: {{ tensor: logprobs, kind: features, axes: [batch, time={encoder.Frames}, token{(encoder.Vocabulary > 0 ? $"={encoder.Vocabulary + 1}" : "")}] }}\n"));
        text.Append("states:\n");
        text.Append(FormattableString.Invariant($"  - {{ input: cache_last_channel, output: cache_last_channel_next, axes: [batch, layer={encoder.Layers}, past={encoder.Left}, channel={encoder.Width}] }}\n"));
        text.Append(FormattableString.Invariant($"  - {{ input: cache_last_time, output: cache_last_time_next, axes: [batch, layer={encoder.Layers}, channel={encoder.Width}, past={encoder.Past}] }}\n"));
        text.Append("  - { input: cache_last_channel_len, output: cache_last_channel_next_len, axes: [batch] }\n");
        text.Append(FormattableString.Invariant($"constants:\n  length: {encoder.Window}\n"));
        if (encoder.Language is { } language) text.Append(FormattableString.Invariant($"  prompt_index: {language}\n"));
        return text.ToString();
    }

    /// <summary>How the files of the folder belong together.</summary>
    public static string Speech(EncoderContract encoder, ImportSource source, bool hasTransducer, bool hasFirst)
    {
        var text = new StringBuilder();
        text.Append("form: nemo\n");
        text.Append(FormattableString.Invariant($"features: {{ convention: nemo, mels: {encoder.Mels} }}\n"));
        text.Append(FormattableString.Invariant($"left: {encoder.Left}\nlookahead: [{encoder.Lookahead}]\nlayers: {encoder.Layers}\nwidth: {encoder.Width}\ntokens: tokens.txt\n"));
        if (hasFirst) text.Append("first: first.onnx\n");
        if (hasTransducer) text.Append(source.Joint is not null ? "transducer: { joint: decoder_joint.onnx }\n" : "transducer: { decoder: decoder.onnx, joiner: joiner.onnx }\n");
        return text.ToString();
    }

    private static string Quoted(string text) => text.All(c => char.IsLetterOrDigit(c) || c is '_' or '-' or '.') ? text : $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
