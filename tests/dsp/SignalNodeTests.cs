using Streaming.Dsp;

namespace Streaming.Tests;

/// <summary>The nodes that take a signal and give one: formats, values, live changes, gaps, and what a user is told.</summary>
public class SignalNodeTests
{
    private static readonly StreamFormat four = StreamFormat.Signal(4, 256, "µV", ["Fp1", "O1", "O2", "Right AUX"]);

    [Fact]
    public void Gain_multiplies_and_changes_live()
    {
        var run = new NodeRun(new Gain(new() { Level = 20, Factor = -1 })).Feed(four).Configure();
        Assert.Equal(four, run.OutputFormat());
        run.Push<float>([1, 2, 3, 4]).Change("level", "0").Push<float>([1, 2, 3, 4]);
        Assert.Equal([-10, -20, -30, -40, -1, -2, -3, -4], run.Result<float>().Values);
    }

    [Fact]
    public void Select_keeps_channels_in_the_order_named()
    {
        var run = new NodeRun(new Select(new() { Channels = ["POz|Right AUX", "o1"] })).Feed(four).Configure();
        Assert.Equal(["Right AUX", "O1"], run.OutputFormat().Labels);
        Assert.Equal([4, 2, 8, 6], run.Push<float>([1, 2, 3, 4, 5, 6, 7, 8]).Result<float>().Values);

        run = new NodeRun(new Select(new() { Except = ["O1"] })).Feed(four).Configure();
        Assert.Equal([1, 3, 4], run.Push<float>([1, 2, 3, 4]).Result<float>().Values);
    }

    [Fact]
    public void Select_counts_channels_that_have_no_labels()
    {
        var run = new NodeRun(new Select(new() { Channels = ["left|2"] })).Feed(StreamFormat.Signal(3, 256)).Configure();
        Assert.Empty(run.OutputFormat().Labels);
        Assert.Equal([2, 5], run.Push<float>([1, 2, 3, 4, 5, 6]).Result<float>().Values);
    }

    [Fact]
    public void Select_reorders_in_place_and_in_every_row_of_a_window()
    {
        var run = new NodeRun(new Select(new() { Channels = ["Right AUX", "O2", "O1", "Fp1"] })).Feed(four).Configure();
        Assert.Equal([4, 3, 2, 1], run.Push<float>([1, 2, 3, 4]).Result<float>().Values);

        var windows = four with { Kind = StreamKind.Windows, Shape = [2, 4], Axis = new Axis("time", "s", 0, 1 / 256.0) };
        run = new NodeRun(new Select(new() { Channels = ["O2"] })).Feed(windows).Configure();
        Assert.Equal([2, 1], run.OutputFormat().Shape);
        Assert.Equal([3, 7], run.Push<float>([1, 2, 3, 4, 5, 6, 7, 8]).Result<float>().Values);
    }

    [Fact]
    public void Reference_has_four_modes()
    {
        Assert.Equal([-1.5f, -0.5f, 0.5f, 1.5f], Refer(new()));
        Assert.Equal([-1.5f, -0.5f, 0.5f, 1.5f], Refer(new() { Mode = ReferenceMode.Linked, Channels = ["O1", "O2"] }));
        Assert.Equal([2, 1], Refer(new() { Mode = ReferenceMode.Bipolar, Pairs = ["O2-Fp1", "Right AUX-O2"] }, "O2-Fp1", "Right AUX-O2"));
        Assert.Equal([7], Refer(new() { Mode = ReferenceMode.Matrix, Weights = [[1, 1, 0, 1]], Labels = ["sum"] }, "sum"));

        var unnamed = new NodeRun(new Reference()).Feed(StreamFormat.Signal(2, 100)).Configure();
        Assert.Empty(unnamed.OutputFormat().Labels);
        Assert.Equal([-1, 1], unnamed.Push<float>([1, 3]).Result<float>().Values);
    }

    private static float[] Refer(Reference.Settings settings, params string[] labels)
    {
        var run = new NodeRun(new Reference(settings)).Feed(four).Configure();
        Assert.Equal(labels.Length > 0 ? labels : four.Labels, run.OutputFormat().Labels);
        return run.Push<float>([1, 2, 3, 4]).Result<float>().Values;
    }

    [Theory]
    [InlineData(5.0, 50.0, false, "pass 4 5 50")]
    [InlineData(45.0, 55.0, true, "stop 4 45 55")]
    [InlineData(0.5, 0.0, false, "high 4 0.5")]
    [InlineData(0.0, 30.0, false, "low 4 30")]
    public void Butterworth_is_the_filter_of_its_edges(double low, double high, bool stop, string design)
    {
        var x = Signals.Make(500);
        var run = new NodeRun(new Butterworth(new() { Low = low, High = high, Stop = stop })).Feed(StreamFormat.Signal(1, 256)).Configure();
        Assert.Equal(Signals.Run(new Biquads(ButterworthTests.Design(design), 1).Process, x, 1, 500), run.Push<float>(x).Result<float>().Values);
    }

    [Fact]
    public void Notch_removes_its_frequency_and_leaves_the_others()
    {
        var x = new float[4096];
        for (var t = 0; t < x.Length; t++) x[t] = (float)(Math.Sin(2 * Math.PI * 50 * t / 256) + Math.Sin(2 * Math.PI * 100 * t / 256) + Math.Sin(2 * Math.PI * 10 * t / 256));
        var y = new NodeRun(new Notch(new() { Harmonics = 2 })).Feed(StreamFormat.Signal(1, 256)).Configure().Push<float>(x).Result<float>().Values;
        for (var t = 2048; t < 4096; t++) Assert.Equal(Math.Sin(2 * Math.PI * 10 * t / 256), y[t], 0.02);
    }

    [Fact]
    public void A_filter_starts_anew_after_a_gap()
    {
        var x = Signals.Make(300);
        var alone = Run(x, null);
        Assert.Equal([.. alone[..], .. alone[..]], Run(x, 10.0));

        static float[] Run(float[] x, double? again)
        {
            var run = new NodeRun(new Butterworth(new() { Low = 1, Order = 2 })).Feed(StreamFormat.Signal(1, 256)).Configure().Push<float>(x);
            if (again is { } time) run.Begin("input", time).Push<float>(x);
            return run.Result<float>().Values;
        }
    }

    [Fact]
    public void ZScore_has_no_unit()
    {
        var run = new NodeRun(new ZScore(new() { Time = 0.25, Clip = 1 })).Feed(StreamFormat.Signal(1, 256, "µV")).Configure();
        Assert.Equal("", run.OutputFormat().Unit);
        Assert.Equal(Signals.Run(new RunningZScore(1, 64, 1).Process, Signals.Make(400), 1, 400), run.Push<float>(Signals.Make(400)).Result<float>().Values);
    }

    [Fact]
    public void Resample_gives_exact_times_and_its_tail_at_the_end_and_before_a_gap()
    {
        var node = new Resample(new() { Rate = 100 });
        var run = new NodeRun(node).Feed(StreamFormat.Signal(1, 250, "µV")).Configure();
        Assert.Equal(100, run.OutputFormat().Rate);
        Assert.Equal(new Resampler(new Ratio(2, 5), 1).Latency, node.LatencySamples);
        run.Begin("signal", 3).Push<float>(Tone(0, 250)).Begin("signal", 10).Push<float>(Tone(0, 200)).End();
        var result = run.Result<float>();
        Assert.Equal([100], result.Gaps);
        Assert.Equal([.. Enumerable.Range(0, 100).Select(n => 3 + n / 100.0), .. Enumerable.Range(0, 80).Select(n => 10 + n / 100.0)], result.Times);
        for (var n = 30; n < 70; n++) Assert.Equal(Math.Sin(2 * Math.PI * 7 * n / 100), result.Values[n], 1e-3);

        static float[] Tone(int from, int to) => [.. Enumerable.Range(from, to - from).Select(t => (float)Math.Sin(2 * Math.PI * 7 * t / 250))];
    }

    public static TheoryData<INode, StreamFormat, string> Misfits => new()
    {
        { new Select(new() { Channels = ["Cz"] }), four, "expected a signal with channel 'Cz', found channels Fp1, O1, O2, Right AUX; name one of those, or alternatives as 'POz|Pz'" },
        { new Select(new() { Except = ["Fp1", "O1", "O2", "Right AUX"] }), four, "expected at least one channel to keep, found none; name fewer under except" },
        { new Reference(new() { Mode = ReferenceMode.Linked }), four, "expected at least one channel to refer to, found none; name one, as M1 or TP9" },
        { new Reference(new() { Mode = ReferenceMode.Matrix }), four, "expected at least one row of weights, found none; write a row for each new channel" },
        { new Reference(new() { Mode = ReferenceMode.Matrix, Weights = [[1, 2]], Labels = ["a"] }), four, "expected 4 weights in each row, one for each channel of the signal, found 2 in row 1; write as many" },
        { new Reference(), four with { Kind = StreamKind.Spectrum, Shape = [3, 4] }, "expected a signal or windows, found spectrum float32[3x4] 256 Hz µV; put dsp.reference earlier" },
        { new Butterworth(), four, "expected an edge above 0 Hz, found none; set low, high or both" },
        { new Butterworth(new() { Low = 5, Stop = true }), four, "expected both edges of the band to stop, found low 5 Hz and high 0 Hz; set low and high" },
        { new Butterworth(new() { High = 200 }), four, "expected cutoff between 0 and 128 Hz, half the rate of the signal, found 200 Hz; choose a frequency in between" },
        { new Butterworth(new() { High = 20 }), four with { Rate = 0 }, "expected a stream of steady rate, found an irregular one; resample it at its source" },
        { new Notch(), four with { Kind = StreamKind.Windows, Shape = [10, 4] }, "expected a signal, found windows float32[10x4] 256 Hz µV; put this node before the one that makes windows or spectra" },
        { new Resample(new() { Rate = 0 }), four, "expected a new rate above 0 Hz, found 0 Hz; raise it" },
    };

    [Theory, MemberData(nameof(Misfits))]
    public void What_does_not_suit_is_said(INode node, StreamFormat format, string message) =>
        Assert.Equal(message, Assert.Throws<FormatMismatchException>(() => new NodeRun(node).Feed(format).Configure()).Message);
}
