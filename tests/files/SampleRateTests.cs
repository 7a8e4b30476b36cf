using Streaming.Files;

namespace Streaming.Tests;

/// <summary>The rate behind a column of times.</summary>
public class SampleRateTests
{
    private static double[] Times(int count, Func<int, double> at) => [.. Enumerable.Range(0, count).Select(at)];

    [Fact]
    public void Stamps_rounded_to_milliseconds_show_the_rate() =>
        Gen.OneOf(100.0, 128, 250, 256, 500, 512).Sample(rate => Assert.Equal(rate, SampleRate.Snap(SampleRate.Measure(Times(2000, i => Math.Round(i / rate, 3))))));

    [Fact]
    public void One_gap_does_not_matter() => Gen.Int[1, 998].Sample(gap => Assert.Equal(250, SampleRate.Snap(SampleRate.Measure(Times(1000, i => i / 250.0 + (i >= gap ? 7 : 0))))));

    [Fact]
    public void Packets_stamped_unevenly_do_not_matter() =>
        Assert.Equal(256, SampleRate.Snap(SampleRate.Measure(Times(4096, i => i / 256 * 1.0 + i % 12 * 0.0035 + i % 256 / 12 * 12 / 256.0))));

    [Theory]
    [InlineData(256.03, 256)]
    [InlineData(247.6, 250)]
    [InlineData(253, 253)]
    [InlineData(12.5, 12.5)]
    [InlineData(0.25, 0.25)]
    [InlineData(1000.4, 1000)]
    [InlineData(0, 0)]
    public void Rates_snap_to_usual_ones_within_a_hundredth(double rate, double snapped) => Assert.Equal(snapped, SampleRate.Snap(rate));

    [Fact]
    public void Times_that_stand_still_or_go_back_show_none()
    {
        Assert.Equal(0, SampleRate.Measure([]));
        Assert.Equal(0, SampleRate.Measure([1]));
        Assert.Equal(0, SampleRate.Measure([1, 1, 1]));
        Assert.Equal(0, SampleRate.Measure([3, 2, 1]));
    }
}
