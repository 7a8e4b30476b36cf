using Streaming.Dsp;

namespace Streaming.Tests;

public class RunningZScoreTests
{
    // The same recursion in numpy, time constant 64 samples.
    [Fact]
    public void Scores_are_the_recursions()
    {
        var z = Signals.Run(new RunningZScore(1, 64).Process, Signals.Make(400), 1, 400);
        (int At, double Value)[] expected = [(0, 0), (1, 1), (2, 1.22344219), (50, -0.746945268), (100, -0.0274600571), (399, 1.09188103)];
        foreach (var (at, value) in expected) Assert.Equal(value, z[at], 1e-6);
    }

    // numpy: (x[50] - x[:51].mean()) / x[:51].std().
    [Fact]
    public void Within_the_time_constant_it_is_the_plain_score() =>
        Assert.Equal(-0.7469452678767438, Signals.Run(new RunningZScore(1, 1000).Process, Signals.Make(51), 1, 51)[50], 1e-6);

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(19)]
    public void Neither_the_cut_nor_the_other_channels_change_a_bit(int channels)
    {
        var x = Signals.Make(700, channels);
        var whole = Signals.Run(new RunningZScore(channels, 100, 2).Process, x, channels, 700);
        foreach (var cut in Signals.Cuts) Assert.Equal(whole, Signals.Run(new RunningZScore(channels, 100, 2).Process, x, channels, cut));
        for (var c = 0; c < channels; c += 5)
            Assert.Equal(Signals.Channel(whole, channels, c), Signals.Run(new RunningZScore(1, 100, 2).Process, Signals.Channel(x, channels, c), 1, 700));
    }

    [Fact]
    public void Scores_are_clipped()
    {
        var x = new float[100];
        x[80] = 1e6f;
        x[81] = -1e6f;
        var z = Signals.Run(new RunningZScore(1, 1000, 3).Process, x, 1, 100);
        Assert.Equal(3, z[80]);
        Assert.Equal(-3, z[81]);
        Assert.All(z[..80], v => Assert.Equal(0, v)); // a channel that never changed
    }

    [Fact]
    public void A_large_offset_costs_no_precision()
    {
        var x = Signals.Make(2000);
        var offset = x.Select(v => v + 65536f).ToArray();
        for (var i = 0; i < x.Length; i++) x[i] = offset[i] - 65536f; // both rounded alike
        var a = Signals.Run(new RunningZScore(1, 100).Process, x, 1, 64);
        var b = Signals.Run(new RunningZScore(1, 100).Process, offset, 1, 64);
        for (var i = 0; i < a.Length; i++) Assert.Equal(a[i], b[i], 1e-5);
    }

    [Fact]
    public void A_sample_that_is_not_finite_comes_out_as_NaN_and_leaves_no_trace()
    {
        var held = Signals.Make(200);
        var spoilt = (float[])held.Clone();
        (spoilt[90], held[90]) = (float.NaN, held[89]);
        var expected = Signals.Run(new RunningZScore(1, 50).Process, held, 1, 200);
        expected[90] = float.NaN;
        Assert.Equal(expected, Signals.Run(new RunningZScore(1, 50).Process, spoilt, 1, 200));
    }

    [Fact]
    public void A_reset_forgets()
    {
        var score = new RunningZScore(2, 50);
        var x = Signals.Make(200, 2);
        var first = Signals.Run(score.Process, x, 2, 64);
        score.Reset();
        Assert.Equal(first, Signals.Run(score.Process, x, 2, 64));
        Assert.Equal(0, Signals.Allocated(() => score.Process(x, x)));
    }

    [Fact]
    public void Bad_settings_say_why()
    {
        Assert.Equal("expected a time constant above 0 samples, found 0; lengthen it", Assert.Throws<FormatMismatchException>(() => new RunningZScore(1, 0)).Message);
        Assert.Equal("expected a limit above 0, found -1; raise it", Assert.Throws<FormatMismatchException>(() => new RunningZScore(1, 10, -1)).Message);
    }
}
