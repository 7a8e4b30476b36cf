using System.Diagnostics;

namespace Streaming.Tests;

public class LatencyHistogramTests
{
    /// <summary>A bucket is a thirty-second of a doubling wide, so the middle of one is within 1.6 % of anything in it.</summary>
    [Fact]
    public void APercentileIsThatOfTheSortedDurationsWithinABucket() =>
        Gen.Select(Gen.Long[0, 1L << 40].Array[1, 300], Gen.Double[0.001, 1]).Sample((ticks, share) =>
        {
            var histogram = new LatencyHistogram();
            foreach (var t in ticks) histogram.Add(t);
            var exact = ticks.Order().ElementAt((int)Math.Ceiling(share * ticks.Length) - 1) / (double)Stopwatch.Frequency;
            Assert.InRange(histogram.Percentile(share), exact * 0.984, exact * 1.016);
            Assert.Equal(ticks.Max() / (double)Stopwatch.Frequency, histogram.Maximum);
            Assert.Equal(ticks.Length, histogram.Count);
        });

    [Fact]
    public void TwoAddUpToOneOfAll() =>
        Gen.Select(Gen.Long[0, 1L << 50].Array[1, 50], Gen.Long[0, 1L << 50].Array[1, 50]).Sample((first, second) =>
        {
            LatencyHistogram a = new(), b = new(), both = new();
            foreach (var t in first) a.Add(t);
            foreach (var t in second) b.Add(t);
            foreach (var t in first.Concat(second)) both.Add(t);
            a.Add(b);
            Assert.Equal((both.Count, both.Maximum), (a.Count, a.Maximum));
            foreach (var share in new[] { 0.01, 0.5, 0.99, 1 }) Assert.Equal(both.Percentile(share), a.Percentile(share));
        });

    [Fact]
    public void NothingCountedIsNoNumberAndAClockThatStepsBackIsZero()
    {
        var histogram = new LatencyHistogram();
        Assert.Equal((double.NaN, 0), (histogram.Percentile(0.5), histogram.Maximum));
        histogram.Add(-5);
        Assert.Equal((0, 0), (histogram.Percentile(0.5), histogram.Maximum));
    }
}
