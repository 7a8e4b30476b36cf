using Streaming.Dsp;

namespace Streaming.Tests;

public class EpochRejectionTests
{
    [Fact]
    public void What_a_channel_has_in_the_baseline_is_taken_off_it()
    {
        // 100 Hz; channel 0 rises by 1 a sample, channel 1 stands at 7.
        float[] signal = [.. Enumerable.Range(0, 100).SelectMany(i => (float[])[i, 7])];
        var (_, run) = Run(new() { From = -0.1, To = 0.1, Baseline = [-0.1, 0] }, signal, 2, 0.5);
        var epoch = run.Result<float>().Values;
        Assert.Equal(Enumerable.Range(0, 20).SelectMany(i => (float[])[i - 4.5f, 0]), epoch);
    }

    [Fact]
    public void Epochs_beyond_the_limit_or_not_finite_are_left_out_and_counted()
    {
        var signal = new float[400];
        signal[120] = 101;      // in the epoch at 1 s, of 0.5 s
        signal[220] = -100;     // at the limit
        signal[320] = float.NaN;
        var (node, run) = Run(new() { From = 0, To = 0.5, Limit = 100 }, signal, 1, 0, 1, 2, 3);
        Assert.Equal([0, 2], run.Result<float>().Times);
        Assert.Equal([new("epochs", 2), new("epochs missed", 0), new("epochs rejected", 2)], node.Conclude());
        (node, run) = Run(new() { From = 0, To = 0.5 }, signal, 1, 0, 1, 2, 3);
        Assert.Equal([0, 1, 2], run.Result<float>().Times);      // without a limit what is not finite alone
    }

    [Fact]
    public void The_limit_is_asked_after_the_baseline()
    {
        float[] high = [.. Enumerable.Repeat(500f, 200)];
        Assert.Equal([1], Run(new() { From = -0.2, To = 0.2, Limit = 100, Baseline = [-0.2, 0] }, high, 1, 1).Run.Result<float>().Times);
        Assert.Empty(Run(new() { From = -0.2, To = 0.2, Limit = 100 }, high, 1, 1).Run.Result<float>().Times);
    }

    [Theory]
    [InlineData(new[] { -0.2, 0.0 }, "expected a baseline within the epoch, 0 s to 0.5 s, found -0.2 s to 0 s; let the epoch begin earlier, or choose it within")]
    [InlineData(new[] { 0.2, 0.1 }, "expected a baseline within the epoch, 0 s to 0.5 s, found 0.2 s to 0.1 s; let the epoch begin earlier, or choose it within")]
    [InlineData(new[] { 0.2 }, "expected two times as baseline, such as [-0.2, 0], found 1; name where it begins and ends")]
    public void A_wrong_baseline_is_said(double[] baseline, string message) =>
        Assert.Equal(message, Assert.Throws<FormatMismatchException>(() => Run(new() { From = 0, To = 0.5, Baseline = ValueList.From(baseline) }, [], 1)).Message);

    private static (Epochs Node, NodeRun Run) Run(Epochs.Settings settings, float[] signal, int channels, params double[] markers)
    {
        var node = new Epochs(settings);
        var run = new NodeRun(node).Feed("signal", StreamFormat.Signal(channels, 100, "µV")).Feed("markers", StreamFormat.Events()).Configure();
        foreach (var time in markers) run.Push<Event>("markers", [new Event("m")], [time]);
        run.Push<float>("signal", signal).End();
        return (node, run);
    }
}
