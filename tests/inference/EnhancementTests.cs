using Streaming.Dsp;
using Streaming.Inference;

namespace Streaming.Tests;

/// <summary>Models that clean speech, between dsp.stft and dsp.istft in a graph.</summary>
public sealed class EnhancementTests : IDisposable
{
    private readonly Shelf shelf = new();

    // Reference: what the model's authors published, written in 16 bits.
    [Fact]
    public async Task GtcrnGivesItsAuthorsOutput()
    {
        shelf.Put("gtcrn", "gtcrn_simple.onnx", Cards.Gtcrn);
        var clean = await Enhance("gtcrn", "gtcrn_mix", symmetric: true);
        var expected = Shelf.Audio(SharedData.Path("audio/enhancement/gtcrn_enh_stream.wav"));
        Assert.Equal(expected.Length, clean.Length);
        // Their 16 bits were rounded down; a hundredth of a step is left for the order of sums.
        for (var i = 0; i < expected.Length; i++) Assert.InRange((clean[i] - expected[i]) * 32768, -0.01, 1.01);
    }

    // Reference: 7.48 dB before, 13.74 dB in the authors' own output.
    [Fact]
    public async Task UlUnasCleansAsItsAuthorsOutput()
    {
        shelf.Put("ul-unas", "ulunas_stream_simple.onnx", Cards.UlUnas);
        var clean = await Enhance("ul-unas", "ulunas_0119_noisy", symmetric: false);
        var truth = Shelf.Audio(SharedData.Path("audio/enhancement/ulunas_0119_clean.wav"));
        Assert.Equal(13.74, Quality.SiSdr(truth, clean), 0.01);
    }

    [Fact]
    public void CleanedSpectraAreStillOfTheirChannelAndFrequencies()
    {
        var stft = new NodeRun(new Stft(new() { Size = 512, Hop = 256 })).Feed(StreamFormat.Signal(1, 16000, "", ["left"])).Configure().OutputFormat();
        var run = new NodeRun(new Onnx(new() { Model = shelf.Put("gtcrn", "gtcrn_simple.onnx", Cards.Gtcrn) })).Feed(stft).Configure();
        var clean = run.OutputFormat();
        Assert.Equal(["left re", "left im"], clean.Labels);
        Assert.Equal((StreamKind.Spectrum, 62.5, stft.Axis), (clean.Kind, clean.Rate, clean.Axis));
        Assert.Equal(["left"], new NodeRun(new Istft(new() { Hop = 256 })).Feed(clean).Configure().OutputFormat().Labels);
        run.Close();
    }

    [Fact]
    public void SpectraThatLieOtherwiseAreRefused()
    {
        var turned = new StreamFormat { Kind = StreamKind.Spectrum, Shape = [2, 257], Rate = 62.5 };
        var run = new NodeRun(new Onnx(new() { Model = shelf.Put("gtcrn", "gtcrn_simple.onnx", Cards.Gtcrn) })).Feed(turned);
        var error = Assert.Throws<FormatMismatchException>(run.Configure);
        Assert.Equal($"expected samples of [257, 2] for the model's 'noisy', found {turned}; select those channels with dsp.select, or check the card's axes", error.Message);
    }

    public void Dispose() => shelf.Dispose();

    private async Task<float[]> Enhance(string model, string recording, bool symmetric)
    {
        await shelf.Run($$"""
            graph: enhance
            nodes:
              noisy:   { node: files.wav, path: "{{SharedData.Path($"audio/enhancement/{recording}.wav")}}" }
              spectra: { node: dsp.stft, size: 512, hop: 256, window: sqrtHann, padding: reflect }
              enhance: { node: onnx, model: {{model}} }
              signal:  { node: dsp.istft, hop: 256, window: sqrtHann, padding: reflect, symmetric: {{(symmetric ? "true" : "false")}} }
              clean:   { node: record.wav, path: "{{shelf["clean.wav"]}}" }
            links:
              - noisy > spectra > enhance > signal > clean
            """);
        return Shelf.Audio(shelf["clean.wav"]);
    }
}
