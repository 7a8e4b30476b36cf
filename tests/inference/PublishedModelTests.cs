using System.Runtime.InteropServices;
using Streaming.Inference;

namespace Streaming.Tests;

/// <summary>Models that were not made for this engine, with cards and no code of their own.</summary>
public sealed class PublishedModelTests : IDisposable
{
    private readonly Shelf shelf = new();

    [Fact]
    public void SileroFindsSpeechAsItsReferenceDoes()
    {
        var model = shelf.Put("silero", "silero_vad_16k_op15.onnx", Cards.Silero);
        var audio = Shelf.Audio(SharedData.Path("audio/vad_60s.wav"));
        var expected = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(SharedData.Path("audio/vad_60s.silero_prob.f32"))).ToArray();
        var run = new NodeRun(new Onnx(new() { Model = model })).Feed(StreamFormat.Signal(1, 16000)).Configure();
        foreach (var block in audio.Chunk(700)) run.Push<float>(block);
        var speech = run.Result<float>();
        Assert.Equal((1875, 31.25), (speech.Values.Length, speech.Format.Rate));
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], speech.Values[i], 1e-4f);
    }

    // A model that remembers nothing: each window of 9.01 s by itself. The network's own scores, without the polynomial that maps them to opinions.
    [Fact]
    public void DnsmosHearsThatSpeechWasCleaned()
    {
        var model = shelf.Put("dnsmos", "dnsmos_sig_bak_ovr.onnx", Cards.Dnsmos);
        var (noisy, clean) = (Scores("noisy"), Scores("clean"));
        Assert.Equal((1, "signal, background, overall"), (noisy.Times.Length, string.Join(", ", noisy.Format.Labels)));
        Assert.All(noisy.Values.Concat(clean.Values), score => Assert.InRange(score, 1, 5));
        Assert.True(clean.Values[1] > noisy.Values[1] + 1, $"background {noisy.Values[1]} to {clean.Values[1]}");
        Assert.True(clean.Values[2] > noisy.Values[2] + 0.5, $"overall {noisy.Values[2]} to {clean.Values[2]}");

        RunResult<float> Scores(string which)
        {
            var run = new NodeRun(new Onnx(new() { Model = model })).Feed(StreamFormat.Signal(1, 16000)).Configure();
            return run.Push<float>(Shelf.Audio(SharedData.Path($"audio/enhancement/ulunas_0119_{which}.wav"))).Result<float>();
        }
    }

    public void Dispose() => shelf.Dispose();
}
