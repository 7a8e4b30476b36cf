using System.Globalization;
using System.Text.Json;
using Streaming.Inference;

namespace Streaming.Tests;

/// <summary>The EphysTokenizer of MEG-GPT, converted by its recipe: samples to tokens, and tokens back to samples, at every sample of every channel.</summary>
public sealed class TokenizerTests : IDisposable
{
    private const string Convert = "ephys-tokenizer/convert.py";
    private readonly Shelf shelf = new();

    [Fact]
    public void TheGoldenSineGivesThePublishedTokensAndSignal()
    {
        var published = SharedData.Path("models/ephys-tokenizer");
        Recipe.Run(Convert, published, shelf["tokenizer"]);
        using var golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(published, "golden_sine.json")));
        var (labels, signal) = (Numbers(golden, "tokens_mapped"), Numbers(golden, "recon"));

        var tokens = Encode(Sine(1), 1);
        Assert.Equal((250, 1000), (tokens.Format.Rate, tokens.Values.Length));
        Assert.Equal(0, tokens.Times[0]); // no look-ahead
        Assert.InRange(tokens.Values.Zip(labels).Count(t => t.First == t.Second), 999, 1000);

        var back = Decode(tokens);
        Assert.Equal((250, 1000), (back.Format.Rate, back.Values.Length));
        for (var t = 0; t < 1000; t++)
        {
            var drawn = Enumerable.Range(Math.Max(0, t - 9), Math.Min(t + 1, 10));
            if (drawn.All(i => tokens.Values[i] == labels[i])) Assert.Equal(signal[t], back.Values[t], 1e-4);
        }
        Assert.Equal(97.8327, Explained(Sine(1), back.Values), 0.05);
    }

    // Reference: 98.2 % with scores over the whole recording; here they run along. The recording is at 160 Hz.
    [Fact]
    public async Task ARecordingIsDrawnAgainFromItsTokens()
    {
        Recipe.Run(Convert, SharedData.Path("models/ephys-tokenizer"), shelf["tokenizer"], "--channels", "3");
        await shelf.Run($$"""
            graph: tokens
            nodes:
              eeg:    { node: files.edf, path: "{{SharedData.Path("eeg/eegmmidb/S001R02_first60s.edf")}}" }
              three:  { node: dsp.select, channels: [Fz, Cz, Oz] }
              even:   { node: dsp.resample, rate: 250 }
              score:  { node: dsp.zscore }
              encode: { node: onnx, model: tokenizer }
              decode: { node: onnx, model: tokenizer/decoder }
              scores: { node: record.csv, path: "{{shelf["scores.csv"]}}" }
              tokens: { node: record.csv, path: "{{shelf["tokens.csv"]}}" }
              signal: { node: record.csv, path: "{{shelf["signal.csv"]}}" }
            links:
              - eeg > three > even > score > encode > decode > signal
              - score > scores
              - encode > tokens
            """);
        var (scores, tokens, signal) = (Rows("scores.csv"), Rows("tokens.csv"), Rows("signal.csv"));
        Assert.Equal(60 * 250 * 3, tokens.Length);
        Assert.All(tokens, token => Assert.InRange(token, 1, 65)); // an outlier never was
        Assert.InRange(Explained(scores, signal), 97, 100);
        Assert.Equal("time,Fz,Cz,Oz", File.ReadLines(shelf["tokens.csv"]).First());
    }

    [Fact]
    public void AStateOfAnyNumbersIsConvertedByTheirEquations()
    {
        var made = MadeUp(channels: 2);
        var signal = Sine(2);
        var tokens = Encode(signal, 2);
        var back = Decode(tokens);
        for (var c = 0; c < 2; c++)
        {
            var (own, read) = (made.Encode([.. Channel(signal, c)]), Channel(tokens.Values, c).ToArray());
            Assert.InRange(own.Distinct().Count(), 5, 128); // it says something
            Assert.InRange(read.Zip(own).Count(t => t.First == t.Second), 999, 1000);
            foreach (var (expected, found) in made.Decode(read).Zip(Channel(back.Values, c))) Assert.Equal(expected, found, 1e-4f);
        }
    }

    [Fact]
    public void AnOutlierDrawsAndATokenThatIsNoneFails()
    {
        var made = MadeUp(channels: 1);
        long[] tokens = [0, 5, 0, 0, 1];
        var run = new NodeRun(new Onnx(new() { Model = shelf["tokenizer/decoder"] })).Feed(Tokens(1)).Configure();
        foreach (var (expected, found) in made.Decode(tokens).Zip(run.Push<long>(tokens).Result<float>().Values)) Assert.Equal(expected, found, 1e-4f);
        Assert.Contains("indices element out of data bounds", Assert.ThrowsAny<Exception>(() => run.Push<long>([1000])).GetBaseException().Message, StringComparison.Ordinal);
        run.Close();
    }

    [Fact]
    public void HowTheStreamIsCutAndResumedChangesNothing()
    {
        MadeUp(channels: 2);
        var signal = Sine(2)[..400];
        var (tokens, whole) = (Encode(signal, 2), Decode(Encode(signal, 2)));
        foreach (var block in new[] { 1, 7, 64 })
        {
            Assert.Equal(tokens.Values, Run<float, long>("tokenizer", StreamFormat.Signal(2, 250), signal, block).Values);
            Assert.Equal(whole.Values, Run<long, float>("tokenizer/decoder", Tokens(2), tokens.Values, block).Values);
        }
        foreach (var at in new[] { 2, 6, 20, 238 })
        {
            Assert.Equal(tokens.Values, Resumed<float, long>("tokenizer", StreamFormat.Signal(2, 250), signal, at));
            Assert.Equal(whole.Values, Resumed<long, float>("tokenizer/decoder", Tokens(2), tokens.Values, at));
        }
        Assert.NotEqual(tokens.Values[200..], Run<float, long>("tokenizer", StreamFormat.Signal(2, 250), signal[200..], 1000).Values);
    }

    [Fact]
    public void AStreamAtAnotherRateIsRefused()
    {
        MadeUp(channels: 1);
        var run = new NodeRun(new Onnx(new() { Model = shelf["tokenizer"] })).Feed(StreamFormat.Signal(1, 256));
        Assert.Equal("expected 250 Hz for the model's 'signal', found signal float32[1] 256 Hz; put dsp.resample with rate: 250 before it", Assert.Throws<FormatMismatchException>(run.Configure).Message);
        run.Close();
    }

    public void Dispose() => shelf.Dispose();

    private MadeUpTokenizer MadeUp(int channels)
    {
        var made = new MadeUpTokenizer();
        made.Write(shelf["made-up"]);
        Recipe.Run(Convert, shelf["made-up"], shelf["tokenizer"], "--channels", $"{channels}");
        return made;
    }

    private RunResult<long> Encode(float[] signal, int channels) => Run<float, long>("tokenizer", StreamFormat.Signal(channels, 250), signal, signal.Length);

    private RunResult<float> Decode(RunResult<long> tokens) => Run<long, float>("tokenizer/decoder", tokens.Format, tokens.Values, tokens.Values.Length);

    private RunResult<TOut> Run<TIn, TOut>(string model, StreamFormat format, TIn[] samples, int block) where TIn : struct where TOut : struct
    {
        var run = new NodeRun(new Onnx(new() { Model = shelf[model] })).Feed(format).Configure();
        foreach (var part in samples.Chunk(block * format.Channels)) run.Push<TIn>(part);
        var result = run.Result<TOut>();
        run.Close();
        return result;
    }

    private TOut[] Resumed<TIn, TOut>(string model, StreamFormat format, TIn[] samples, int at) where TIn : struct where TOut : struct
    {
        var first = new NodeRun(new Onnx(new() { Model = shelf[model] })).Feed(format).Configure().Push<TIn>(samples.AsSpan(0, at));
        var second = new NodeRun(new Onnx(new() { Model = shelf[model] })).Feed(format).Configure().Load(first.Save()).Push<TIn>(samples.AsSpan(at));
        TOut[] both = [.. first.Result<TOut>().Values, .. second.Result<TOut>().Values];
        first.Close();
        second.Close();
        return both;
    }

    private static StreamFormat Tokens(int channels) => StreamFormat.Signal(channels, 250) with { Element = ElementType.Int64 };

    /// <summary>The input of the published vector, 1000 samples; a second channel has it backwards.</summary>
    private static float[] Sine(int channels)
    {
        float[] sine = [.. Enumerable.Range(0, 1000).Select(n => (float)(Math.Sin(2 * Math.PI * 10 * n / 250) + 0.5 * Math.Sin(2 * Math.PI * 21.3 * n / 250 + 0.7) + 0.25 * Math.Sin(2 * Math.PI * 3.1 * n / 250)))];
        return channels == 1 ? sine : [.. sine.Zip(sine.Reverse()).SelectMany(s => new[] { s.First, s.Second })];
    }

    private static IEnumerable<T> Channel<T>(T[] samples, int channel) => samples.Where((_, i) => i % 2 == channel);

    /// <summary>The part of the power that is drawn again, in percent.</summary>
    private static double Explained(float[] signal, float[] drawn) => 100 * (1 - signal.Zip(drawn).Sum(s => Math.Pow(s.First - s.Second, 2)) / signal.Sum(s => (double)s * s));

    private static double[] Numbers(JsonDocument document, string name) => [.. document.RootElement.GetProperty(name).EnumerateArray().Select(n => n.GetDouble())];

    private float[] Rows(string file) => [.. File.ReadLines(shelf[file]).Skip(1).SelectMany(line => line.Split(',').Skip(1)).Select(v => float.Parse(v, CultureInfo.InvariantCulture))];
}
