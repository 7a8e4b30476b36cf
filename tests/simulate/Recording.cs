using Streaming.Simulate;

namespace Streaming.Tests;

/// <summary>Some minutes of a simulated subject, and what to measure on them.</summary>
internal sealed class Recording
{
    private readonly float[] signal, clean;
    private readonly Subject.Settings settings;

    public Recording(Subject.Settings settings, double seconds)
    {
        this.settings = settings;
        var person = new Person(settings, [.. settings.Channels.Select(Electrodes.Position)], Flicker.Read(settings.Classes, settings.Rate), Movement.Read(settings.Movements));
        Samples = (int)(seconds * settings.Rate);
        signal = new float[Samples * person.Channels];
        clean = new float[Samples * person.Channels];
        var truths = new Truth[20_000];
        Truths = truths[..person.Generate(signal, clean, truths)];
    }

    public int Samples { get; }

    public Truth[] Truths { get; }

    /// <summary>Those with these labels.</summary>
    public Truth[] Find(params string[] labels) => [.. Truths.Where(t => labels.Contains(t.Label))];

    public double[] Signal(string channel) => Column(signal, channel);

    public double[] Clean(string channel) => Column(clean, channel);

    public double[] Artifacts(string channel) => [.. Signal(channel).Zip(Clean(channel), (s, c) => s - c)];

    private double[] Column(float[] block, string channel)
    {
        var at = settings.Channels.IndexOf(channel);
        var column = new double[Samples];
        for (var i = 0; i < Samples; i++) column[i] = block[i * settings.Channels.Count + at];
        return column;
    }
}

/// <summary>Welch's estimate of the power density, by the plain sum.</summary>
internal static class Spectrum
{
    /// <summary>Units squared per Hz at 0, 1/seconds, 2/seconds ... below half the rate: Hann segments of the given length, half overlapping.</summary>
    public static double[] Density(ReadOnlySpan<double> x, double rate, double seconds)
    {
        var length = (int)(rate * seconds);
        var window = new double[length];
        var (cos, sin) = (new double[length], new double[length]);
        for (var i = 0; i < length; i++)
        {
            window[i] = 0.5 - 0.5 * Math.Cos(2 * Math.PI * i / length);
            (sin[i], cos[i]) = Math.SinCos(2 * Math.PI * i / length);
        }
        var density = new double[length / 2];
        var segments = 0;
        var segment = new double[length];
        for (var start = 0; start + length <= x.Length; start += length / 2, segments++)
        {
            var mean = 0.0;
            for (var i = 0; i < length; i++) mean += x[start + i] / length;
            for (var i = 0; i < length; i++) segment[i] = (x[start + i] - mean) * window[i];
            for (var k = 0; k < density.Length; k++)
            {
                double re = 0, im = 0;
                for (int i = 0, j = 0; i < length; i++, j = (j + k) % length)
                {
                    re += segment[i] * cos[j];
                    im += segment[i] * sin[j];
                }
                density[k] += re * re + im * im;
            }
        }
        var scale = 2 / (rate * window.Sum(w => w * w) * segments);
        for (var k = 0; k < density.Length; k++) density[k] *= scale;
        return density;
    }

    /// <summary>Mean density from low to high Hz.</summary>
    public static double Mean(double[] density, double seconds, double low, double high) =>
        density[(int)Math.Ceiling(low * seconds)..((int)Math.Floor(high * seconds) + 1)].Average();

    /// <summary>The share of a segment's power that sine and cosine of a frequency and of its double explain.</summary>
    public static double Explained(ReadOnlySpan<double> x, double frequency, double rate)
    {
        // Over whole periods the four waves are orthogonal, so each explains its own projection.
        double mean = 0, power = 0, explained = 0;
        foreach (var v in x) mean += v / x.Length;
        foreach (var v in x) power += (v - mean) * (v - mean);
        for (var harmonic = 1; harmonic <= 2; harmonic++)
        {
            double re = 0, im = 0;
            for (var i = 0; i < x.Length; i++)
            {
                var (sin, cos) = Math.SinCos(2 * Math.PI * harmonic * frequency * i / rate);
                re += (x[i] - mean) * cos;
                im += (x[i] - mean) * sin;
            }
            explained += 2 * (re * re + im * im) / x.Length;
        }
        return explained / power;
    }
}
