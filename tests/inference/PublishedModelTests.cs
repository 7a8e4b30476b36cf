using System.Globalization;
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

    // The judge remembers nothing: a score for each 9.01 s. It is the network's own, before the polynomial that maps it to people's opinions.
    [Fact]
    public async Task DnsmosJudgesWhatUlUnasCleanedInTheSameGraph()
    {
        shelf.Put("dnsmos", "dnsmos_sig_bak_ovr.onnx", Cards.Dnsmos);
        shelf.Put("ul-unas", "ulunas_stream_simple.onnx", Cards.UlUnas);
        await shelf.Run($$"""
            graph: judge
            nodes:
              noisy:   { node: files.wav, path: "{{SharedData.Path("audio/enhancement/ulunas_0119_noisy.wav")}}" }
              spectra: { node: dsp.stft, size: 512, hop: 256, window: sqrtHann, padding: reflect }
              enhance: { node: onnx, model: ul-unas }
              clean:   { node: dsp.istft, hop: 256, window: sqrtHann, padding: reflect }
              before:  { node: onnx, model: dnsmos }
              after:   { node: onnx, model: dnsmos }
              noisy-scores: { node: record.csv, path: "{{shelf["before.csv"]}}" }
              clean-scores: { node: record.csv, path: "{{shelf["after.csv"]}}" }
            links:
              - noisy > before > noisy-scores
              - noisy > spectra > enhance > clean > after > clean-scores
            """);
        var (before, after) = (Scores("before.csv"), Scores("after.csv"));
        Assert.All(before.Values.Concat(after.Values), score => Assert.InRange(score, 1, 5));
        Assert.All(new[] { "signal", "background", "overall" }, name => Assert.True(after[name] > before[name] + 1, $"{name}: {before[name]} to {after[name]}"));
    }

    public void Dispose() => shelf.Dispose();

    // One row below the names, the time first.
    private Dictionary<string, double> Scores(string file)
    {
        var rows = File.ReadAllLines(shelf[file]);
        Assert.Equal(2, rows.Length);
        return rows[0].Split(',').Zip(rows[1].Split(',')).Skip(1).ToDictionary(c => c.First, c => double.Parse(c.Second, CultureInfo.InvariantCulture));
    }
}
