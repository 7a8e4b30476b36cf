using Streaming.Dsp;

namespace Streaming.Tests;

public class BiquadsTests
{
    // scipy.signal.sosfilt with zi = sosfilt_zi(sos) * x[0]: samples 0, 1, 2, 10, 100 and 599.
    [Theory]
    [InlineData("pass 4 5 50", 7.46069872548e-14, 1.41806563926, 9.54105430687, -1.76390932587, 6.01833499144, 6.1792015117)]
    [InlineData("high 3 0.5", 0.0, 45.3002574877, 89.2009639932, 5.31171363177, -13.3148682888, -24.2210155392)]
    [InlineData("low 2 30", -20.0, -15.9725508061, 0.130885655479, 46.3269643488, 17.3259613489, 55.9650200931)]
    [InlineData("stop 4 45 55", -20.0, 13.2467562284, 39.0529994027, 24.6022891179, 24.7441703572, 24.9038701018)]
    public void Output_is_scipys(string design, params double[] expected)
    {
        var y = Signals.Run(new Biquads(ButterworthTests.Design(design), 1).Process, Signals.Make(600), 1, 600);
        int[] at = [0, 1, 2, 10, 100, 599];
        for (var i = 0; i < at.Length; i++) Assert.Equal(expected[i], y[at[i]], 1e-5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(13)]
    [InlineData(64)]
    public void Neither_the_cut_nor_the_other_channels_change_a_bit(int channels)
    {
        var sections = ButterworthDesign.BandPass(4, 5, 50, 256);
        var x = Signals.Make(700, channels);
        var whole = Signals.Run(new Biquads(sections, channels).Process, x, channels, 700);
        foreach (var cut in Signals.Cuts) Assert.Equal(whole, Signals.Run(new Biquads(sections, channels).Process, x, channels, cut));
        for (var c = 0; c < channels; c += 4)
            Assert.Equal(Signals.Channel(whole, channels, c), Signals.Run(new Biquads(sections, 1).Process, Signals.Channel(x, channels, c), 1, 700));
    }

    [Fact]
    public void Works_in_place_and_after_a_reset_as_at_first()
    {
        var filter = new Biquads(ButterworthDesign.LowPass(3, 20, 256), 3);
        var x = Signals.Make(300, 3);
        var first = Signals.Run(filter.Process, x, 3, 300);
        filter.Reset();
        filter.Process(x, x);
        Assert.Equal(first, x);
    }

    [Fact]
    public void A_constant_makes_no_transient()
    {
        var x = new float[200 * 9];
        Array.Fill(x, 4321.5f);
        Assert.All(Signals.Run(new Biquads(ButterworthDesign.BandStop(6, 45, 55, 256), 9).Process, x, 9, 64), y => Assert.Equal(4321.5, y, 1e-3));
        Assert.All(Signals.Run(new Biquads(ButterworthDesign.HighPass(6, 1, 256), 9).Process, x, 9, 64), y => Assert.Equal(0, y, 1e-3));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_sample_that_is_not_finite_comes_out_as_NaN_and_leaves_no_trace(float bad)
    {
        const int channels = 11;
        foreach (var c in new[] { 2, 9 }) // a vector lane and the tail
        {
            var held = Signals.Make(400, channels);
            var spoilt = (float[])held.Clone();
            for (var t = 100; t < 103; t++) (spoilt[t * channels + c], held[t * channels + c]) = (bad, held[99 * channels + c]);
            var expected = Signals.Run(new Biquads(ButterworthDesign.LowPass(4, 20, 256), channels).Process, held, channels, 64);
            for (var t = 100; t < 103; t++) expected[t * channels + c] = float.NaN;
            Assert.Equal(expected, Signals.Run(new Biquads(ButterworthDesign.LowPass(4, 20, 256), channels).Process, spoilt, channels, 64));
        }
    }

    [Fact]
    public void A_first_sample_that_is_not_finite_counts_as_zero()
    {
        var x = Signals.Make(50);
        x[0] = 0;
        var expected = Signals.Run(new Biquads(ButterworthDesign.LowPass(2, 20, 256), 1).Process, x, 1, 50);
        x[0] = float.NaN;
        var y = Signals.Run(new Biquads(ButterworthDesign.LowPass(2, 20, 256), 1).Process, x, 1, 50);
        Assert.True(float.IsNaN(y[0]));
        Assert.Equal(expected[1..], y[1..]);
    }

    [Fact]
    public void Allocates_nothing()
    {
        var filter = new Biquads(ButterworthDesign.BandPass(4, 5, 50, 256), 13);
        var x = Signals.Make(1000, 13);
        Assert.Equal(0, Signals.Allocated(() => filter.Process(x, x)));
    }
}
