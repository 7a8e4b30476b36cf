using System.Runtime.InteropServices;
using Streaming.Inference;

namespace Streaming.Tests;

/// <summary>Models that were not made for this engine, with cards and no code of their own.</summary>
public sealed class PublishedModelTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("streaming-models-");

    [Fact]
    public void SileroFindsSpeechAsItsReferenceDoes()
    {
        var model = Model("silero_vad_16k_op15.onnx", """
            model: silero-vad
            inputs:
              audio: { tensor: input, rate: 16000, axes: [batch, time], hop: 512, context: 64, pad: 0 }
            outputs:
              speech: { tensor: output, kind: features, axes: [batch, channel], labels: [speech] }
            states:
              - { input: state, output: stateN, batch: 1 }
            constants:
              sr: 16000
            """);
        var audio = Audio("audio/vad_60s.wav");
        var expected = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(SharedData.Path("audio/vad_60s.silero_prob.f32"))).ToArray();
        var run = new NodeRun(new Onnx(new() { Model = model })).Feed(StreamFormat.Signal(1, 16000)).Configure();
        foreach (var block in audio.Chunk(700)) run.Push<float>(block);
        var speech = run.Result<float>();
        Assert.Equal((1875, 31.25), (speech.Values.Length, speech.Format.Rate));
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], speech.Values[i], 1e-4f);
    }

    [Fact]
    public void LyraCodesAndDecodesWithoutACard()
    {
        var audio = Audio("audio/codec/sample1_16kHz.wav");
        var encoder = new NodeRun(new Onnx(new() { Model = SharedData.Path("models/lyra2_encoder.onnx") })).Feed(StreamFormat.Signal(1, 16000)).Configure();
        var features = encoder.Push<float>(audio).Result<float>();
        var vocoder = new NodeRun(new Onnx(new() { Model = SharedData.Path("models/lyra2_vocoder.onnx") })).Feed(features.Format).Configure();
        var decoded = vocoder.Push<float>(features.Values).Result<float>();
        Assert.Equal(16000, decoded.Format.Rate);
        var best = Enumerable.Range(0, 1000).Max(delay => Quality.SiSdr(audio.AsSpan(0, decoded.Values.Length - delay), decoded.Values.AsSpan(delay)));
        Assert.Equal(9.6, best, 0.05);
    }

    public void Dispose() => folder.Delete(true);

    private string Model(string file, string card)
    {
        var home = folder.CreateSubdirectory(Path.GetFileNameWithoutExtension(file));
        File.CreateSymbolicLink(Path.Combine(home.FullName, "model.onnx"), SharedData.Path($"models/{file}"));
        File.WriteAllText(Path.Combine(home.FullName, "card.yaml"), card);
        return home.FullName;
    }

    private static float[] Audio(string path)
    {
        var bytes = File.ReadAllBytes(SharedData.Path(path));
        var at = bytes.AsSpan().IndexOf("data"u8) + 8;
        return [.. MemoryMarshal.Cast<byte, short>(bytes.AsSpan(at)).ToArray().Select(s => s / 32768f)];
    }
}
