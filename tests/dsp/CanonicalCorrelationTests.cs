using Streaming.Dsp;

namespace Streaming.Tests;

public class CanonicalCorrelationTests
{
    // numpy: singular values of Qx'Qy, from the QR decompositions of the centred window and references of two harmonics.
    [Theory]
    [InlineData(3, 0.564687735675, 0.0955325941603, 0.188883380809, 0.091211753945)]
    [InlineData(1, 0.45231975221, 0.063852793856, 0.0577280521171, 0.0362513359115)]
    public void Scores_are_numpys(int channels, params double[] expected)
    {
        var scores = new float[4];
        new CanonicalCorrelation(256, 256, channels, [10, 12.3, 20, 30], 2).Score(Signals.Make(256, channels), scores);
        for (var i = 0; i < 4; i++) Assert.Equal(expected[i], scores[i], 1e-6);
    }

    [Fact]
    public void Mixing_or_repeating_channels_changes_nothing()
    {
        var x = Signals.Make(256, 3);
        var mixed = new float[256 * 5];
        for (var t = 0; t < 256; t++)
        {
            float a = x[3 * t], b = x[3 * t + 1] - 1000, c = x[3 * t + 2] - 2000;
            (mixed[5 * t], mixed[5 * t + 1], mixed[5 * t + 2], mixed[5 * t + 3], mixed[5 * t + 4]) = (a + b, 1e-3f * (b - c), c, b, 500 * (a + b + c));
        }
        float[] plain = new float[2], dependent = new float[2];
        new CanonicalCorrelation(256, 256, 3, [10, 20], 2).Score(x, plain);
        new CanonicalCorrelation(256, 256, 5, [10, 20], 2).Score(mixed, dependent);
        for (var i = 0; i < 2; i++) Assert.Equal(plain[i], dependent[i], 1e-4);
    }

    [Fact]
    public void A_reference_scores_one_a_flat_window_zero_and_a_broken_one_nothing()
    {
        var correlation = new CanonicalCorrelation(256, 256, 1, [10, 20], 3);
        var scores = new float[2];
        var x = new float[256];
        for (var t = 0; t < 256; t++) x[t] = (float)(Math.Sin(2 * Math.PI * 10 * t / 256 + 1) + 0.3 * Math.Cos(2 * Math.PI * 30 * t / 256)) + 7;
        correlation.Score(x, scores);
        Assert.Equal(1, scores[0], 1e-6);
        Assert.Equal(0, scores[1], 1e-6);
        Array.Fill(x, 5);
        correlation.Score(x, scores);
        Assert.Equal([0, 0], scores);
        x[17] = float.NaN;
        correlation.Score(x, scores);
        Assert.Equal([float.NaN, float.NaN], scores);
        Assert.Equal(0, Signals.Allocated(() => correlation.Score(x, scores)));
    }

    [Fact]
    public void Bad_settings_say_why()
    {
        Assert.Equal("expected a stream of steady rate, found an irregular one; resample it at its source", Message(() => new CanonicalCorrelation(0, 256, 1, [10], 1)));
        Assert.Equal("expected at least one frequency, found none; name the flicker frequencies in hertz", Message(() => new CanonicalCorrelation(256, 256, 1, [], 1)));
        Assert.Equal("expected harmonics from 1 to 100, found 0; choose a value in that range", Message(() => new CanonicalCorrelation(256, 256, 1, [10], 0)));
        Assert.Equal("expected harmonics between 0 and 128 Hz, half the rate of the signal, found harmonic 3 of 50 Hz; ask for fewer harmonics", Message(() => new CanonicalCorrelation(256, 256, 1, [10, 50], 3)));
        Assert.Equal("expected windows of more than 6 samples, for 2 channels and 4 references, found 6; lengthen the window", Message(() => new CanonicalCorrelation(256, 6, 2, [10], 2)));
        Assert.Equal("expected windows that tell the references of 0.01 Hz apart, found 7 samples; lengthen the window", Message(() => new CanonicalCorrelation(256, 7, 1, [0.01], 2)));
        Assert.Equal("the window must have 256 samples of 2 channels, but has 256 values.", Assert.Throws<ArgumentException>(() => new CanonicalCorrelation(256, 256, 2, [10], 2).Score(new float[256], new float[1])).Message);
    }

    private static string Message(Action action) => Assert.Throws<FormatMismatchException>(action).Message;
}
