using Streaming.Simulate;

namespace Streaming.Tests;

public class SpectrumTests
{
    private static readonly Subject.Settings quiet = new()
    {
        AlphaOpen = 0, AlphaClosed = 0, BlinkRate = 0, MuscleRate = 0, Mains = Mains.None, PopRate = 0, DriftLevel = 0,
    };

    [Theory]
    [InlineData(1, 250)]
    [InlineData(1, 1000)]
    [InlineData(1.5, 250)]
    [InlineData(0.5, 500)]
    [InlineData(2, 250)]
    [InlineData(0, 250)]
    public void The_background_falls_with_the_slope_that_is_set(double slope, double rate)
    {
        var recording = new Recording(quiet with { Slope = slope, Rate = rate }, 120);
        var density = Spectrum.Density(recording.Clean("T7"), rate, 1);
        var xs = Enumerable.Range(2, 44).Select(f => Math.Log(f)).ToArray();
        var ys = Enumerable.Range(2, 44).Select(f => Math.Log(density[f])).ToArray();
        var fitted = xs.Zip(ys, (x, y) => (x - xs.Average()) * (y - ys.Average())).Sum() / xs.Sum(x => (x - xs.Average()) * (x - xs.Average()));
        Assert.Equal(-slope, fitted, 0.12);
    }

    [Theory]
    [InlineData(10, 250)]
    [InlineData(25, 512)]
    public void The_background_has_the_power_that_is_set_in_every_channel(double rms, double rate)
    {
        var recording = new Recording(quiet with { Background = rms, Rate = rate }, 200);
        foreach (var channel in new Subject.Settings().Channels)
        {
            var density = Spectrum.Density(recording.Clean(channel), rate, 2);
            Assert.Equal(rms, Math.Sqrt(Spectrum.Mean(density, 2, 0.5, 45) * 44.5), 0.1 * rms);
        }
    }

    [Fact]
    public void Near_electrodes_agree_more_than_far_ones()
    {
        var recording = new Recording(quiet, 300);
        Assert.InRange(Correlation("O1", "Oz"), 0.6, 0.98);
        Assert.InRange(Correlation("Fp1", "Oz"), -0.2, 0.35);
        Assert.True(Correlation("O1", "Oz") > Correlation("O1", "O2") && Correlation("O1", "O2") > Correlation("O1", "T8"));

        double Correlation(string a, string b)
        {
            var (x, y) = (recording.Clean(a), recording.Clean(b));
            double mx = x.Average(), my = y.Average(), xy = 0, xx = 0, yy = 0;
            for (var i = 0; i < x.Length; i++)
                (xy, xx, yy) = (xy + (x[i] - mx) * (y[i] - my), xx + (x[i] - mx) * (x[i] - mx), yy + (y[i] - my) * (y[i] - my));
            return xy / Math.Sqrt(xx * yy);
        }
    }

    // eegmmidb S001 gives 11.5 for O1, Oz and O2 together.
    [Theory]
    [InlineData("O1")]
    [InlineData("Oz")]
    [InlineData("O2")]
    public void Alpha_is_many_times_stronger_with_closed_eyes_even_among_artifacts(string channel)
    {
        var recording = new Recording(new() { Protocol = Protocol.Rest }, 200);
        var ratio = Alpha("closed") / Alpha("open");
        Assert.InRange(ratio, 5, 30);

        double Alpha(string condition) => recording.Find(condition).Average(t =>
            Spectrum.Mean(Spectrum.Density(recording.Signal(channel).AsSpan((int)t.Sample + 250, (int)t.Length - 250), 250, 2), 2, 8, 13));
    }

    [Fact]
    public void Alpha_peaks_at_its_frequency_over_the_occiput_and_is_faint_at_the_forehead()
    {
        var recording = new Recording(new() { Protocol = Protocol.Free, Eyes = Eyes.Closed, AlphaFrequency = 11 }, 200);
        var occipital = Spectrum.Density(recording.Clean("Oz"), 250, 2);
        var frontal = Spectrum.Density(recording.Clean("Fp1"), 250, 2);
        Assert.InRange(Array.IndexOf(occipital[10..60], occipital[10..60].Max()) + 10, 2 * 10.5, 2 * 11.5);
        Assert.True(Spectrum.Mean(occipital, 2, 9, 13) > 20 * Spectrum.Mean(frontal, 2, 9, 13));
    }

    [Fact]
    public void Alpha_comes_and_goes_smoothly()
    {
        var recording = new Recording(quiet with { Background = 0, AlphaOpen = 1, AlphaClosed = 20 }, 100);
        var alpha = recording.Clean("Oz");
        var steepest = alpha.Zip(alpha.Skip(1), (a, b) => Math.Abs(b - a)).Max();
        foreach (var change in recording.Truths.Where(t => t.Sample > 0))
            Assert.True(Math.Abs(alpha[change.Sample] - alpha[change.Sample - 1]) < 0.9 * steepest);
    }

    [Theory]
    [InlineData(Mains.Hz50)]
    [InlineData(Mains.Hz60)]
    public void Hum_stands_at_the_mains_and_its_harmonics(Mains frequency)
    {
        var mains = (int)frequency;
        var recording = new Recording(new() { Rate = 500, Mains = frequency, MainsLevel = 5, MuscleRate = 0 }, 100);
        var hum = Spectrum.Density(recording.Artifacts("Oz"), 500, 1);
        foreach (var line in (int[])[mains, 2 * mains, 3 * mains])
            Assert.True(hum[line] > 30 * hum[line - 5], $"no line at {line} Hz");
        Assert.InRange(Math.Sqrt(2 * (hum[mains - 1] + hum[mains] + hum[mains + 1])), 2.5, 7.5);
    }

    [Fact]
    public void Without_mains_there_is_no_hum()
    {
        var recording = new Recording(quiet with { Mains = Mains.None, MainsLevel = 5 }, 10);
        Assert.All(recording.Artifacts("Oz"), v => Assert.Equal(0, v));
    }

    [Fact]
    public void Drift_is_slow_and_has_the_size_that_is_set()
    {
        var recording = new Recording(quiet with { DriftLevel = 30 }, 3000);
        var all = quiet.Channels.SelectMany(recording.Artifacts).ToArray();
        Assert.Equal(30, Math.Sqrt(all.Average(v => v * v)), 4.0);
        var drift = recording.Artifacts("Oz");
        Assert.True(drift.Zip(drift.Skip(1), (a, b) => Math.Abs(b - a)).Max() < 0.6);
    }

    [Fact]
    public void Sine_is_within_a_millionth_of_a_millionth()
    {
        for (var phase = -3.0; phase < 3; phase += 0.00137)
        {
            Assert.Equal(Math.Sin(2 * Math.PI * phase), Turn.Sin(phase), 1e-12);
            Assert.Equal(Math.Cos(2 * Math.PI * phase), Turn.Cos(phase), 1e-12);
        }
    }
}
