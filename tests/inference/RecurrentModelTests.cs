using Streaming.Inference;

namespace Streaming.Tests;

/// <summary>What holds for every model that remembers: how its stream is cut changes nothing, and a restored run goes on as if it had never stopped.</summary>
public sealed class RecurrentModelTests : IDisposable
{
    private readonly Shelf shelf = new();

    /// <summary>Each model with the stream it reads and how many samples of it a step takes.</summary>
    public static TheoryData<string, string, StreamFormat, int> Models => new()
    {
        { "silero_vad_16k_op15.onnx", Cards.Silero, StreamFormat.Signal(1, 16000), 512 },
        { "lyra2_encoder.onnx", Cards.LyraEncoder, StreamFormat.Signal(1, 16000), 320 },
        { "lyra2_vocoder.onnx", Cards.LyraVocoder, new() { Kind = StreamKind.Features, Shape = [64], Rate = 50 }, 1 },
        { "gtcrn_simple.onnx", Cards.Gtcrn, new() { Kind = StreamKind.Spectrum, Shape = [257, 2], Rate = 62.5 }, 1 },
        { "ulunas_stream_simple.onnx", Cards.UlUnas, new() { Kind = StreamKind.Spectrum, Shape = [257, 2], Rate = 62.5 }, 1 },
        { "rnnoise_fp32.onnx", Cards.Rnnoise, new() { Kind = StreamKind.Features, Shape = [42], Rate = 100 }, 1 },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void HowTheStreamIsCutChangesNothing(string file, string card, StreamFormat format, int hop)
    {
        var (model, samples) = (shelf.Put("model", file, card), Samples(format, hop));
        var whole = Run(model, format, run => run.Push<float>(samples));
        foreach (var block in new[] { 1, 7, 64 })
        {
            var cut = Run(model, format, run =>
            {
                foreach (var part in samples.Chunk(block * format.SampleSize)) run.Push<float>(part);
            });
            Assert.Equal(whole.Values, cut.Values);
            Assert.Equal(whole.Times, cut.Times);
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void ARestoredRunGoesOnBitForBit(string file, string card, StreamFormat format, int hop)
    {
        var (model, samples) = (shelf.Put("model", file, card), Samples(format, hop));
        var whole = Run(model, format, run => run.Push<float>(samples));
        // After every step, and in the midst of two.
        foreach (var at in (int[])[.. Enumerable.Range(1, 19).Select(step => step * hop), 1, 10 * hop + hop / 2])
        {
            byte[] state = [];
            var begin = Run(model, format, run => state = run.Push<float>(samples.AsSpan(0, at * format.SampleSize)).Save());
            var rest = Run(model, format, run => run.Load(state).Push<float>(samples.AsSpan(at * format.SampleSize)));
            Assert.Equal(whole.Values, begin.Values.Concat(rest.Values));
            Assert.Equal(whole.Times, begin.Times.Concat(rest.Times));
        }
        var forgetful = Run(model, format, run => run.Push<float>(samples.AsSpan(10 * hop * format.SampleSize)));
        Assert.NotEqual(whole.Values[^forgetful.Values.Length..], forgetful.Values);
    }

    public void Dispose() => shelf.Dispose();

    private static RunResult<float> Run(string model, StreamFormat format, Action<NodeRun> feed)
    {
        var run = new NodeRun(new Onnx(new() { Model = model })).Feed(format).Configure();
        feed(run);
        var result = run.Result<float>();
        run.Close();
        return result;
    }

    // Twenty steps, and half of one that never comes to pass.
    private static float[] Samples(StreamFormat format, int hop)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, (20 * hop + hop / 2) * format.SampleSize).Select(_ => random.NextSingle() - 0.5f)];
    }
}
