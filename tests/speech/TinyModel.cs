using Microsoft.ML.OnnxRuntime;

namespace Streaming.Tests;

/// <summary>A small encoder with random weights in both forms, and the graph that hears whole utterances, written by models/fastconformer/export.py.</summary>
internal static class TinyModel
{
    public const int Mels = 80, Width = 32, Tokens = 12;

    public static readonly int[] Lookaheads = [0, 1, 6, 13];

    private static readonly string home = Path.Combine(Repository.Root, "tests", "speech", "models");

    private static readonly Lazy<InferenceSession> whole = new(() => new InferenceSession(Path.Combine(home, "whole.onnx")));

    /// <summary>The folder of a form: "cached" or "nemo".</summary>
    public static string Of(string form) => Path.Combine(home, form);

    /// <summary>Log-mel features as speech has them, [frames, mels].</summary>
    public static float[] Features(int frames, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, frames * Mels).Select(_ => -16.6f + 14 * random.NextSingle())];
    }

    /// <summary>What the encoder makes of a whole utterance: encoded [frames, width] and log probabilities [frames, tokens].</summary>
    public static (float[] Encoded, float[] Logprobs) Whole(float[] features, int lookahead)
    {
        var frames = features.Length / Mels;
        using var signal = OrtValue.CreateTensorValueFromMemory(features, [1, frames, Mels]);
        using var length = OrtValue.CreateTensorValueFromMemory(new[] { (long)frames }, [1]);
        using var ahead = OrtValue.CreateTensorValueFromMemory(new[] { (long)lookahead }, []);
        using var options = new Microsoft.ML.OnnxRuntime.RunOptions();
        using var found = whole.Value.Run(options, ["features", "length", "lookahead"], [signal, length, ahead], ["encoded", "logprobs"]);
        return (found[0].GetTensorDataAsSpan<float>().ToArray(), found[1].GetTensorDataAsSpan<float>().ToArray());
    }

    /// <summary>What NeMo's form makes of one window [rows, mels] with nothing remembered: encoded [frames, width].</summary>
    public static float[] Window(string folder, float[] rows)
    {
        using var session = new InferenceSession(Path.Combine(folder, "model.onnx"));
        using var options = new Microsoft.ML.OnnxRuntime.RunOptions();
        var count = rows.Length / Mels;
        var inputs = session.InputMetadata.ToDictionary(i => i.Key, i => i.Key switch
        {
            "audio_signal" => OrtValue.CreateTensorValueFromMemory(Enumerable.Range(0, rows.Length).Select(k => rows[(k % count * Mels) + (k / count)]).ToArray(), [1, Mels, count]),
            "length" => OrtValue.CreateTensorValueFromMemory(new[] { (long)count }, [1]),
            "cache_last_channel_len" => OrtValue.CreateTensorValueFromMemory(new long[1], [1]),
            _ => OrtValue.CreateTensorValueFromMemory(new float[i.Value.Dimensions.Aggregate(-1, (n, d) => n * d)], [1, .. i.Value.Dimensions.Skip(1).Select(d => (long)d)]),
        });
        using var found = session.Run(options, inputs, ["outputs"]);
        var values = found[0].GetTensorDataAsSpan<float>();
        var encoded = new float[values.Length];
        for (var k = 0; k < encoded.Length; k++) encoded[k] = values[(k % Width * (encoded.Length / Width)) + (k / Width)];
        foreach (var input in inputs.Values) input.Dispose();
        return encoded;
    }
}
