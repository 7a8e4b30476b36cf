using Streaming.Dsp;

namespace Streaming.Tests;

/// <summary>The nodes that cut, analyse and decide.</summary>
public class WindowNodeTests
{
    private static readonly StreamFormat two = StreamFormat.Signal(2, 100, "µV", ["O1", "O2"]);
    private static readonly StreamFormat windows = two with { Kind = StreamKind.Windows, Shape = [100, 2], Rate = 2, Axis = new Axis("time", "s", -0.99, 0.01) };

    [Fact]
    public void A_window_has_the_time_of_its_last_sample_and_none_spans_a_gap()
    {
        var run = new NodeRun(new Window(new() { Length = 0.1, Hop = 0.05 })).Feed(two).Configure();
        Assert.Equal(windows with { Shape = [10, 2], Rate = 20, Axis = new Axis("time", "s", -0.09, 0.01) }, run.OutputFormat());
        run.Begin("signal", 5).Push<float>(Count(0, 18)).Begin("signal", 7).Push<float>(Count(100, 110));
        var result = run.Result<float>();
        Assert.Equal([5 + 0.09, 5 + 0.14, 7 + 0.09], result.Times);
        Assert.Equal([2], result.Gaps);
        Assert.Equal([.. Count(0, 10), .. Count(5, 15), .. Count(100, 110)], result.Values);
    }

    [Fact]
    public void Without_a_hop_windows_touch() =>
        Assert.Equal(10, new NodeRun(new Window(new() { Length = 0.1 })).Feed(two).Configure().OutputFormat().Rate);

    [Fact]
    public void An_epoch_begins_at_the_sample_nearest_to_its_marker_and_has_its_time()
    {
        var (run, node) = Epoch(new() { From = -0.02, To = 0.03, Events = ["go"] });
        Assert.Equal(windows with { Shape = [5, 2], Rate = 0, Axis = new Axis("time", "s", -0.02, 0.01) }, run.OutputFormat());
        run.Push<float>("signal", Count(0, 100));
        Mark(run, ("go", 0.2), ("stop", 0.25), ("go", 0.304), ("go", 0.3051), ("go", 0.99), ("go", 1.5));
        run.End();
        var result = run.Result<float>();
        Assert.Equal([0.2, 0.304, 0.3051], result.Times);
        Assert.Equal([.. Count(18, 23), .. Count(28, 33), .. Count(29, 34)], result.Values);
        Assert.Equal(2, Figure(node, "epochs missed"));
    }

    [Fact]
    public void An_epoch_may_lie_wholly_before_its_marker_or_after_one_that_precedes_the_signal()
    {
        var (before, node) = Epoch(new() { From = -0.3, To = -0.2 });
        before.Push<float>("signal", Count(0, 100));
        Mark(before, ("a", 0.1), ("b", 0.5), ("c", 0.99));
        before.End();
        Assert.Equal([0.5, 0.99], before.Result<float>().Times);
        Assert.Equal([.. Count(20, 30), .. Count(69, 79)], before.Result<float>().Values);
        Assert.Equal(1, Figure(node, "epochs missed"));

        var (after, _) = Epoch(new() { From = 0.3, To = 0.4 });
        after.Begin("signal", 10);
        Mark(after, ("a", 9.5), ("b", 9.8));
        after.Push<float>("signal", Count(0, 50)).End();
        Assert.Equal([9.8], after.Result<float>().Times);
        Assert.Equal(Count(10, 20), after.Result<float>().Values);
    }

    [Fact]
    public void An_epoch_in_which_the_signal_breaks_off_is_missed()
    {
        var (run, node) = Epoch(new() { From = 0, To = 0.1 });
        run.Push<float>("signal", Count(0, 50));
        Mark(run, ("a", 0.3), ("b", 0.45), ("c", 0.7), ("d", 2.1));
        run.Begin("signal", 2).Push<float>("signal", Count(200, 250)).End();
        Assert.Equal([0.3, 2.1], run.Result<float>().Times);
        Assert.Equal([.. Count(30, 40), .. Count(210, 220)], run.Result<float>().Values);
        Assert.Equal(2, Figure(node, "epochs missed"));
    }

    [Fact]
    public void Spectra_are_welchs()
    {
        var run = new NodeRun(new Psd(new() { Segment = 0.5, Overlap = 0.5 })).Feed(windows).Configure();
        Assert.Equal(windows with { Kind = StreamKind.Spectrum, Shape = [26, 2], Unit = "µV²/Hz", Axis = new Axis("frequency", "Hz", 0, 2) }, run.OutputFormat());
        var x = Signals.Make(200, 2);
        var expected = new float[2 * 52];
        var welch = new Welch(100, 100, 2, 50);
        welch.Compute(x.AsSpan(0, 200), expected.AsSpan(0, 52));
        welch.Compute(x.AsSpan(200), expected.AsSpan(52));
        Assert.Equal(expected, run.Push<float>(x).Result<float>().Values);
        Assert.Equal(51, new NodeRun(new Psd()).Feed(windows).Configure().OutputFormat().Shape[0]); // the whole window
    }

    [Theory]
    [InlineData(BandMeasure.Mean, "µV²/Hz", 3.0, 5.0)]
    [InlineData(BandMeasure.Power, "µV²", 12.0, 20.0)]
    [InlineData(BandMeasure.Relative, "", 0.6, 0.5)]
    public void Band_powers_are_labelled_by_band_and_channel(BandMeasure measure, string unit, double first, double second)
    {
        var spectra = windows with { Kind = StreamKind.Spectrum, Shape = [5, 2], Unit = "µV²/Hz", Axis = new Axis("frequency", "Hz", 0, 2) };
        var run = new NodeRun(new BandPower(new() { Bands = ValueMap.Of(("mid", "2-6"), ("top", "8-9.5")), Measure = measure })).Feed(spectra).Configure();
        Assert.Equal(["mid O1", "mid O2", "top O1", "top O2"], run.OutputFormat().Labels);
        Assert.Equal((StreamKind.Features, unit), (run.OutputFormat().Kind, run.OutputFormat().Unit));
        var y = run.Push<float>([100, 100, 2, 4, 4, 6, 1, 4, 3, 6]).Result<float>().Values; // rows of 0, 2, 4, 6, 8 Hz
        Assert.Equal(first, y[0], 1e-6);
        Assert.Equal(second, y[1], 1e-6);
    }

    [Fact]
    public void Flicker_is_decided_by_the_highest_score_above_the_threshold()
    {
        var run = new NodeRun(new Ssvep(new() { Frequencies = [10, 7.5], Classes = ["left", "right"], Harmonics = 2, Threshold = 0.5 })).Feed(windows).Configure();
        Assert.Equal(["left", "right"], run.OutputFormat("scores").Labels);
        var x = new float[600];
        for (var t = 0; t < 100; t++)
        {
            x[2 * t] = (float)Math.Sin(2 * Math.PI * 7.5 * t / 100);
            x[200 + 2 * t + 1] = (float)Math.Cos(2 * Math.PI * 10 * t / 100);
            x[400 + 2 * t] = (float)Math.Sin(2 * Math.PI * 33 * t / 100);
        }
        run.Push<float>("windows", x, [1, 2, 3]);
        var decisions = run.Result<Event>("decisions");
        Assert.Equal(["right", "left"], decisions.Values.Select(d => d.Text));
        Assert.Equal([1, 2], decisions.Times);
        Assert.All(decisions.Values, d => Assert.Equal(1, d.Value, 1e-5));
        Assert.Equal([1, 2, 3], run.Result<float>("scores").Times);
        run.Change("threshold", "0").Push<float>("windows", x.AsSpan(400), [4]);
        Assert.Equal(3, run.Result<Event>("decisions").Times.Length);
        Assert.Equal(["10", "7.5"], new NodeRun(new Ssvep(new() { Frequencies = [10, 7.5] })).Feed(windows).Configure().OutputFormat("scores").Labels);
    }

    [Fact]
    public void Accuracy_judges_each_decision_by_the_latest_true_event()
    {
        var node = new Accuracy(new() { Classes = ValueMap.Of(("1", "left"), ("2", "right")), Within = 1 });
        var run = new NodeRun(node).Feed(StreamFormat.Events()).Feed(StreamFormat.Events()).Configure();
        Assert.True(double.IsNaN(Figure(node, "accuracy")));
        Send(run, "decisions", ("left", 0.5), ("left", 1), ("right", 1.5), ("left", 2.2), ("right", 3), ("right", 9));
        Send(run, "truth", ("1", 1), ("noise", 1.4), ("2", 2), ("2", 3), ("1", 5), ("1", 6));
        run.End();
        Assert.Equal([2.0 / 4, 2, 4, 2, 2, 0], node.Conclude().Select(c => c.Value));
    }

    [Fact]
    public void Without_classes_decisions_are_called_like_the_events_they_stand_for()
    {
        var node = new Accuracy();
        var run = new NodeRun(node).Feed(StreamFormat.Events()).Feed(StreamFormat.Events()).Configure();
        Send(run, "truth", ("20", 1), ("30", 2));
        Send(run, "decisions", ("20", 1), ("20", 2), ("30", 2.1));
        run.End();
        Assert.Equal([0.5, 1, 2, 0, 1, double.NaN], node.Conclude().Select(c => c.Value));
    }

    /// <summary>The formula of Wolpaw et al. by hand: nine of ten right among four classes, an event every 3 s.</summary>
    [Fact]
    public void Accuracy_concludes_the_information_transfer_rate()
    {
        var node = new Accuracy(new() { Classes = ValueMap.Of(("1", "a"), ("2", "b"), ("3", "c"), ("4", "d")) });
        var run = new NodeRun(node).Feed(StreamFormat.Events()).Feed(StreamFormat.Events()).Configure();
        Send(run, "truth", [.. Enumerable.Range(0, 10).Select(i => ("1", 3.0 * i))]);
        Send(run, "decisions", [.. Enumerable.Range(0, 10).Select(i => (i == 4 ? "d" : "a", 3.0 * i))]);
        run.End();
        Assert.Equal(20 * (2 + 0.9 * Math.Log2(0.9) + 0.1 * Math.Log2(0.1 / 3)), Figure(node, "information transfer rate"), 1e-9);
    }

    [Fact]
    public void Compare_finds_means_ratio_and_peaks()
    {
        var spectra = windows with { Kind = StreamKind.Spectrum, Shape = [5, 2], Unit = "µV²/Hz", Axis = new Axis("frequency", "Hz", 0, 2) };
        var node = new Compare(new() { Names = ["closed", "open"], Band = [2, 8] });
        var run = new NodeRun(node).Feed(spectra).Feed(spectra).Configure();
        run.Push<float>("first", [0, 0, 2, 2, 10, 10, 2, 2, 0, 0, 0, 0, 4, 4, 12, 12, 4, 4, 0, 0]);
        run.Push<float>("second", [0, 0, 1, 1, 1, 1, 2, 2, 0, 0, 9, 9, 9, 9, float.NaN, 9, 9, 9, 9, 9]).End();
        var figures = node.Conclude();
        Assert.Equal(["closed", "open", "closed / open", "closed peak", "open peak", "samples left out"], figures.Select(f => f.Name));
        Assert.Equal(["µV²/Hz", "µV²/Hz", "", "Hz", "Hz", ""], figures.Select(f => f.Unit));
        Assert.Equal([34 / 6.0, 4 / 3.0, 4.25, 4, 6, 1], figures.Select(f => Math.Round(f.Value, 6)), (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void Compare_takes_features_too()
    {
        var features = new StreamFormat { Kind = StreamKind.Features, Shape = [2], Rate = 2 };
        var node = new Compare();
        var run = new NodeRun(node).Feed(features).Feed(features).Configure();
        run.Push<float>("first", [1, 3, 5, 7]).Push<float>("second", [2, 2]).End();
        Assert.Equal([4.0, 2.0, 2.0], node.Conclude().Select(f => f.Value));
    }

    public static TheoryData<INode, StreamFormat[], string> Misfits
    {
        get
        {
            var events = StreamFormat.Events();
            var spectra = windows with { Kind = StreamKind.Spectrum, Axis = new Axis("frequency", "Hz", 0, 1) };
            return new()
            {
                { new Window(new() { Length = 0.001 }), [two], "expected length of 1 to 16777216 samples, found 0.001 s at 100 Hz; choose another duration" },
                { new Window(new() { Length = 1 }), [two with { Rate = 0 }], "expected a stream of steady rate, found an irregular one; resample it at its source" },
                { new Epochs(new() { From = 1, To = 0 }), [two, events], "expected from before to, found from 1 s to 0 s; swap them" },
                { new Psd(), [two], "expected windows, found signal float32[2] 100 Hz µV; put dsp.window or dsp.epochs before it" },
                { new Psd(new() { Segment = 2 }), [windows], "expected a segment of 2 to 100 samples, the window's length, found 200; shorten the segment or lengthen the window" },
                { new BandPower(new() { Bands = ValueMap.Of(("alpha", "8-13")) }), [windows], "expected spectra, found windows float32[100x2] 2 Hz µV; put dsp.psd before it" },
                { new BandPower(new() { Bands = ValueMap.Empty }), [spectra], "expected at least one band, found none; write { alpha: 8-13 }" },
                { new BandPower(new() { Bands = ValueMap.Of(("alpha", "13-8")) }), [spectra], "expected two ascending edges in hertz for the band 'alpha', such as 8-13, found '13-8'; correct it" },
                { new BandPower(new() { Bands = ValueMap.Of(("alpha", "high")) }), [spectra], "expected two ascending edges in hertz for the band 'alpha', such as 8-13, found 'high'; correct it" },
                { new BandPower(new() { Bands = ValueMap.Of(("gamma", "200-300")) }), [spectra], "expected a spectrum with a bin in the band 'gamma' from 200 to 300 Hz, found bins from 0 to 99 Hz in steps of 1 Hz; move or widen the band, or lengthen the window" },
                { new Ssvep(new() { Frequencies = [] }), [windows], "expected at least one frequency, found none; name the flicker frequencies in hertz" },
                { new Ssvep(new() { Frequencies = [10, 12], Classes = ["a"] }), [windows], "expected a class for each of 2 frequencies, found 1 classes; name as many, or none" },
                { new Compare(new() { Names = ["one"] }), [spectra, spectra], "expected two names, found 1; name both conditions" },
                { new Compare(new() { Band = [8] }), [spectra, spectra], "expected two edges of a band, found 1; write band: [low, high]" },
                { new Compare(), [spectra, spectra with { Unit = "V²/Hz" }], "expected two streams of one kind and unit, found spectrum float32[100x2] 2 Hz µV and spectrum float32[100x2] 2 Hz V²/Hz; compare like with like" },
            };
        }
    }

    [Theory, MemberData(nameof(Misfits))]
    public void What_does_not_suit_is_said(INode node, StreamFormat[] formats, string message)
    {
        var run = new NodeRun(node);
        foreach (var format in formats) run.Feed(format);
        Assert.Equal(message, Assert.Throws<FormatMismatchException>(() => run.Configure()).Message);
    }

    private static float[] Count(int from, int to) => [.. Enumerable.Range(from, to - from).SelectMany(t => new float[] { t, -t })];

    private static (NodeRun Run, Epochs Node) Epoch(Epochs.Settings settings)
    {
        var node = new Epochs(settings);
        return (new NodeRun(node).Feed("signal", two).Feed("markers", StreamFormat.Events()).Configure(), node);
    }

    private static void Mark(NodeRun run, params (string Text, double Time)[] markers) => Send(run, "markers", markers);

    private static void Send(NodeRun run, string port, params (string Text, double Time)[] events) =>
        run.Push<Event>(port, [.. events.Select(e => new Event(e.Text))], [.. events.Select(e => e.Time)]);

    private static double Figure(IResultNode node, string name) => node.Conclude().Single(c => c.Name == name).Value;
}
