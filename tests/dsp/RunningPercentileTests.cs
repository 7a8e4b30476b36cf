using Streaming.Dsp;

namespace Streaming.Tests;

/// <summary>P² against the figures its authors worked out and against exact percentiles.</summary>
public class RunningPercentileTests
{
    // The example of Jain and Chlamtac (CACM 1985, Table I): the median of 20 observations is estimated as 4.44.
    [Fact]
    public void The_authors_example()
    {
        float[] observations = [0.02f, 0.15f, 0.74f, 3.39f, 0.83f, 22.37f, 10.15f, 15.43f, 38.62f, 15.92f, 34.60f, 10.28f, 1.47f, 0.40f, 0.05f, 11.39f, 0.27f, 0.42f, 0.09f, 11.37f];
        var running = new RunningPercentile(1, 50);
        running.Process(observations, new float[20]);
        Assert.Equal(4.44, running.Estimate(0), 0.005);
    }

    public static TheoryData<string, double, double> Distributions => new() { { "uniform", 95, 0.01 }, { "normal", 95, 0.02 }, { "normal", 50, 0.03 }, { "tails", 95, 0.05 }, { "normal", 99, 0.04 } };

    [Theory, MemberData(nameof(Distributions))]
    public void It_comes_near_the_exact_percentile(string distribution, double percent, double tolerance)
    {
        var random = new Random(11);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        var x = Enumerable.Range(0, 50_000).Select(_ => (float)(distribution switch { "uniform" => random.NextDouble(), "normal" => Normal(), _ => Math.Pow(Normal(), 3) })).ToArray();
        var running = new RunningPercentile(1, percent);
        running.Process(x, new float[x.Length]);
        var exact = Exact(x, percent);
        Assert.InRange(running.Estimate(0) / exact, 1 - tolerance, 1 + tolerance);
    }

    [Fact]
    public void Few_samples_give_the_exact_percentile()
    {
        var running = new RunningPercentile(1, 60);
        Assert.Equal(0, running.Estimate(0));
        foreach (var (x, expected) in new[] { (3f, 3.0), (-1f, 3.0), (2f, 2.0), (-5f, 3.0) }) // magnitudes 3; 1 3; 1 2 3; 1 2 3 5 by the nearest rank
        {
            running.Process([x], new float[1]);
            Assert.Equal(expected, running.Estimate(0));
        }
    }

    // The gain of the amplifier falls to a tenth: what was before is forgotten within two horizons.
    [Fact]
    public void It_remembers_one_to_two_horizons()
    {
        var random = new Random(5);
        var x = Enumerable.Range(0, 12_000).Select(i => (float)((i < 6000 ? 10 : 1) * (2 * random.NextDouble() - 1))).ToArray();
        var running = new RunningPercentile(1, 95, horizon: 1000);
        running.Process(x.AsSpan(0, 6000), new float[6000]);
        Assert.InRange(running.Estimate(0), 9, 10);
        running.Process(x.AsSpan(6000, 2000), new float[2000]);
        Assert.InRange(running.Estimate(0), 0.9, 1);
        var all = new RunningPercentile(1, 95);
        all.Process(x, new float[12_000]);
        Assert.InRange(all.Estimate(0), 7, 10);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(6, 100)]
    [InlineData(19, 37)]
    public void Neither_the_cut_nor_the_other_channels_change_a_bit(int channels, int horizon)
    {
        var x = Signals.Make(700, channels);
        var whole = Signals.Run(new RunningPercentile(channels, 95, horizon).Process, x, channels, 700);
        foreach (var cut in Signals.Cuts) Assert.Equal(whole, Signals.Run(new RunningPercentile(channels, 95, horizon).Process, x, channels, cut));
        for (var c = 0; c < channels; c += 5)
            Assert.Equal(Signals.Channel(whole, channels, c), Signals.Run(new RunningPercentile(1, 95, horizon).Process, Signals.Channel(x, channels, c), 1, 700));
    }

    [Fact]
    public void A_sample_that_is_not_finite_does_not_count_and_zeros_stay_zero()
    {
        var x = Signals.Make(100);
        float[] with = [.. x[..50], float.NaN, .. x[50..], float.PositiveInfinity];
        var a = Signals.Run(new RunningPercentile(1, 95).Process, x, 1, 100);
        var b = Signals.Run(new RunningPercentile(1, 95).Process, with, 1, 102);
        Assert.Equal([.. a[..50], float.NaN, .. a[50..], float.NaN], b);
        Assert.Equal(new float[20], Signals.Run(new RunningPercentile(1, 95).Process, new float[20], 1, 20));
    }

    [Fact]
    public void The_node_scales_to_one_and_has_no_unit()
    {
        var run = new NodeRun(new Percentile(new() { Time = 1 })).Feed(StreamFormat.Signal(1, 256, "µV")).Configure();
        Assert.Equal("", run.OutputFormat().Unit);
        var x = Signals.Make(2000);
        var scaled = run.Push<float>(x).Result<float>().Values;
        Assert.Equal(Signals.Run(new RunningPercentile(1, 95, 256).Process, x, 1, 2000), scaled);
        Assert.InRange(scaled[1000..].Count(v => Math.Abs(v) <= 1) / 1000.0, 0.93, 0.97);
    }

    [Fact]
    public void A_percentile_must_lie_in_between() =>
        Assert.Equal("expected a percentile above 0 and below 100, found 100; choose one in between", Assert.Throws<FormatMismatchException>(() => new RunningPercentile(1, 100)).Message);

    private static double Exact(float[] x, double percent)
    {
        var sorted = x.Select(Math.Abs).Order().ToArray();
        return sorted[(int)Math.Ceiling(percent / 100 * sorted.Length) - 1];
    }
}
