using Streaming.Inference;

namespace Streaming.Tests;

/// <summary>The Lyra codec: an encoder, a residual codebook and a vocoder, each with what it remembers.</summary>
public sealed class CodecTests : IDisposable
{
    private readonly Shelf shelf = new();

    [Fact]
    public void LyraCodesAndDecodesWithoutACard()
    {
        var audio = Shelf.Audio(SharedData.Path("audio/codec/sample1_16kHz.wav"));
        var encoder = new NodeRun(new Onnx(new() { Model = SharedData.Path("models/lyra2_encoder.onnx") })).Feed(StreamFormat.Signal(1, 16000)).Configure();
        var features = encoder.Push<float>(audio).Result<float>();
        var vocoder = new NodeRun(new Onnx(new() { Model = SharedData.Path("models/lyra2_vocoder.onnx") })).Feed(features.Format).Configure();
        var decoded = vocoder.Push<float>(features.Values).Result<float>();
        Assert.Equal(16000, decoded.Format.Rate);
        Assert.Equal(9.6, Best(audio, decoded.Values).SiSdr, 0.05);
    }

    // Reference: 6.13 dB, in 16 bits. 46 stages of 16 codewords at 50 vectors a second: 9.2 kbit/s.
    [Fact]
    public async Task LyraAt9200BitsASecondIsAsNearAsItsPublishedDecoding()
    {
        shelf.Put("encoder", "lyra2_encoder.onnx", Cards.LyraEncoder);
        shelf.Put("vocoder", "lyra2_vocoder.onnx", Cards.LyraVocoder);
        await shelf.Run($$"""
            graph: codec
            nodes:
              speech:  { node: files.wav, path: "{{SharedData.Path("audio/codec/sample1_16kHz.wav")}}" }
              encode:  { node: onnx, model: encoder }
              codes:   { node: dsp.rvq.encode, codebook: "{{SharedData.Path("models/lyra2_codebooks_46x16x64.npy")}}", stages: 46 }
              vectors: { node: dsp.rvq.decode, codebook: "{{SharedData.Path("models/lyra2_codebooks_46x16x64.npy")}}" }
              decode:  { node: onnx, model: vocoder }
              decoded: { node: record.wav, path: "{{shelf["decoded.wav"]}}" }
            links:
              - speech > encode > codes > vectors > decode > decoded
            """);
        var audio = Shelf.Audio(SharedData.Path("audio/codec/sample1_16kHz.wav"));
        var published = Shelf.Audio(SharedData.Path("audio/codec/lyra2_sample1_nq46.wav"));
        var decoded = Shelf.Audio(shelf["decoded.wav"]);
        Assert.Equal((0, 6.12), (Best(audio, decoded).Delay, Math.Round(Best(audio, decoded).SiSdr, 2)));
        Assert.Equal(published.Length, decoded.Length);
        // Theirs was clipped to 16 bits and rounded down; and sums were taken in another order.
        for (var i = 0; i < published.Length; i++) Assert.Equal(published[i], Math.Clamp(decoded[i], -1, 1), 2f / 32768);
    }

    public void Dispose() => shelf.Dispose();

    // The codec answers later than it is asked; the delay is that of the best fit.
    private static (int Delay, double SiSdr) Best(float[] reference, float[] estimate)
    {
        var length = Math.Min(reference.Length, estimate.Length);
        return Enumerable.Range(0, 1000)
            .Select(delay => (delay, Quality.SiSdr(reference.AsSpan(0, length - delay), estimate.AsSpan(delay, length - delay))))
            .MaxBy(fit => fit.Item2);
    }
}
