using Streaming.Files.Xdf;

namespace Streaming.Tests;

/// <summary>Clock and jitter correction; the numbers are those of pyxdf 1.17.5 (commit 8ceb102) for the same offsets and stamps.</summary>
public class XdfTimeTests
{
    private static XdfFile File(XdfBytes bytes, double rate, double[] stamps, (double Time, double Value)[] offsets, string desc = "")
    {
        bytes.Header(1, "int8", 1, rate, desc);
        foreach (var part in stamps.Chunk(100)) bytes.Samples(1, 4, [.. part.Select(s => ((double?)s, new byte[1]))]);
        foreach (var (time, value) in offsets) bytes.Offset(1, time, value);
        return XdfFile.Open(bytes.Save());
    }

    [Fact]
    public void The_line_of_offsets_is_not_moved_by_wild_ones()
    {
        double[] jitter = [3, -2, 5, 0, -4, 900, 1, -3, 2, -5000, 4, -1];
        using var bytes = new XdfBytes();
        var file = File(bytes, 0, [100], [.. jitter.Select((j, i) => (100 + 5.0 * i, 0.25 + 2e-5 * 5 * i + j * 1e-6))]);
        var range = Assert.Single(file.Timelines()[0].Clock);
        Assert.Equal(0.248079055555556, range.Intercept, 1e-10);
        Assert.Equal(1.937654320987351e-05, range.Slope, 1e-12);
    }

    [Fact]
    public void Two_resets_give_three_ranges()
    {
        var offsets = Enumerable.Range(0, 24).Select(i => (
            Time: i < 8 ? 5.0 * (i + 1) : i < 16 ? 1000 + 5.0 * (i + 1) : 5.0 * (i - 15),
            Value: (i < 8 ? 10.0 : i < 16 ? -990.0 : 90.0) + 1e-6 * (i * 7 % 5))).ToArray();
        double[] stamps = [.. Enumerable.Range(0, 400).Select(i => 0.01 * (i * 13 % 7) * 0.1 + 0.1 * i), .. Enumerable.Range(400, 400).Select(i => 1000 + 0.1 * i), .. Enumerable.Range(0, 450).Select(i => 0.1 * i)];
        using var bytes = new XdfBytes();
        var file = File(bytes, 10, stamps, offsets);
        var synchronised = file.Timelines(dejitter: false)[0];
        Assert.Equal([0L, 400L, 800L], synchronised.Clock.Select(r => r.FirstSample));
        Assert.Equal(10.000001035714277, synchronised.TimeOf(0, stamps[0]), 1e-9);
        Assert.Equal(10.106001040257134, synchronised.TimeOf(1, stamps[1]), 1e-9);
        Assert.Equal(134.90000175166676, synchronised.TimeOf(1249, stamps[1249]), 1e-9);
        var both = file.Timelines()[0];
        Assert.Equal(1250, Assert.Single(both.Segments).Count);
        Assert.Equal(10.000313152024725, both.EffectiveRate, 1e-9);
        Assert.Equal(10.002915107410498, both.TimeOf(0, 0), 1e-9);
        Assert.Equal(134.89900396110002, both.TimeOf(1249, 0), 1e-9);
    }

    [Theory]
    [InlineData(1000, 0.99, 1)]
    [InlineData(1000, 1.01, 2)]
    [InlineData(1000, -1.01, 2)]
    [InlineData(100, 4.9, 1)]       // 500 samples of 10 ms
    [InlineData(100, 5.1, 2)]
    public void A_regular_stream_breaks_where_stamps_jump(double rate, double jump, int segments)
    {
        var step = 1 / rate;
        double[] stamps = [.. Enumerable.Range(0, 50).Select(i => 10 + i * step), .. Enumerable.Range(0, 50).Select(i => 10 + 49 * step + jump + i * step)];
        using var bytes = new XdfBytes();
        var timeline = File(bytes, rate, stamps, []).Timelines()[0];
        Assert.Equal(segments, timeline.Segments.Count);
        if (segments == 2)
        {
            Assert.Equal((50L, 50L), (timeline.Segments[1].FirstSample, timeline.Segments[1].Count));
            Assert.Equal(stamps[99], timeline.TimeOf(99, 0), 1e-9);
            Assert.Equal(rate, timeline.EffectiveRate, 1e-6);
        }
    }

    [Fact]
    public void Streams_that_may_drop_samples_keep_their_stamps()
    {
        using var bytes = new XdfBytes();
        var timeline = File(bytes, 10, [1, 1.1, 1.9, 2], [(0, 0.5)], "<synchronization><can_drop_samples> TRUE </can_drop_samples></synchronization>").Timelines()[0];
        Assert.Empty(timeline.Segments);
        Assert.Equal(2.4, timeline.TimeOf(2, 1.9), 1e-12);
        Assert.Equal(3, timeline.EffectiveRate, 1e-12);
    }

    [Fact]
    public void One_offset_is_a_constant_and_coinciding_ones_are_no_line()
    {
        using var one = new XdfBytes();
        Assert.Equal(new XdfClockRange(0, 0.5, 0), Assert.Single(File(one, 0, [1], [(3, 0.5)]).Timelines()[0].Clock));
        using var same = new XdfBytes();
        Assert.Equal(new XdfClockRange(0, 0, 0), Assert.Single(File(same, 0, [1], [(3, 0.5), (3, 0.6)]).Timelines()[0].Clock));
    }

    [Fact]
    public void Wild_numbers_do_no_harm()
    {
        using var bytes = new XdfBytes();
        double[] wild = [double.NaN, double.PositiveInfinity, 0, -1e308, 1e308, double.NegativeInfinity, 1];
        var file = File(bytes, 10, wild, [.. wild.Zip(wild.Reverse())]);
        var timeline = file.Timelines()[0];
        Assert.Equal(7, timeline.Segments.Sum(s => s.Count));
    }
}
