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
        Assert.Equal(9.6, Quality.SiSdr(audio.AsSpan(0, decoded.Values.Length), decoded.Values), 0.05);
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
        Assert.Equal(published.Length, decoded.Length);
        Assert.Equal(6.12, Quality.SiSdr(audio.AsSpan(0, decoded.Length), decoded), 0.01);
        // Theirs was clipped to 16 bits and rounded down; and sums were taken in another order.
        for (var i = 0; i < published.Length; i++) Assert.Equal(published[i], Math.Clamp(decoded[i], -1, 1), 2f / 32768);
    }

    public void Dispose() => shelf.Dispose();
}
