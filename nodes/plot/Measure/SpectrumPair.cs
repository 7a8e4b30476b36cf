using System.Numerics;

namespace Streaming.Plot;

/// <summary>
/// Power spectral densities of a signal before and after over a whole run (Welch, IEEE Trans. Audio Electroacoust. 15(2), 1967): Hann segments of a power of two of
/// samples, about two seconds, half overlapping, without their mean; one-sided, in units² per hertz. One complex transform gives both sides at once. A segment
/// never reaches across a gap; one that is not finite in a channel is left out of that channel.
/// </summary>
internal sealed partial class SpectrumPair : IState
{
    private readonly int channels;
    private readonly double rate, scale;
    private readonly double[] hann;
    private readonly Complex[] values;
    private readonly ComplexFft transform;
    [State] private readonly float[] before, after;       // [segment, channels]
    [State] private readonly double[] sumBefore, sumAfter; // [channels, bins]
    [State] private readonly long[] segments;              // per channel
    [State] private int filled;

    /// <summary>Of signals of so many channels at a rate in hertz.</summary>
    public SpectrumPair(int channels, double rate)
    {
        (this.channels, this.rate) = (channels, rate);
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(8, Math.Ceiling(Math.Sqrt(2) * rate)));
        transform = new ComplexFft(size);
        values = new Complex[size];
        hann = new double[size];
        double power = 0;
        for (var i = 0; i < size; i++)
        {
            hann[i] = 0.5 - 0.5 * Math.Cos(2 * Math.PI * i / size);
            power += hann[i] * hann[i];
        }
        scale = 2 / (rate * power);
        (before, after) = (new float[size * channels], new float[size * channels]);
        (sumBefore, sumAfter) = (new double[Bins * channels], new double[Bins * channels]);
        segments = new long[channels];
    }

    /// <summary>Frequencies from 0 to half the rate.</summary>
    public int Bins => values.Length / 2 + 1;

    /// <summary>Hertz from one frequency to the next.</summary>
    public double Resolution => rate / values.Length;

    /// <summary>Seconds of a segment.</summary>
    public double Segment => values.Length / rate;

    /// <summary>Adds one sample of every channel.</summary>
    public void Add(ReadOnlySpan<float> b, ReadOnlySpan<float> a)
    {
        b.CopyTo(before.AsSpan(filled * channels));
        a.CopyTo(after.AsSpan(filled * channels));
        if (++filled < values.Length) return;
        for (var c = 0; c < channels; c++) Transform(c);
        filled = values.Length / 2;
        before.AsSpan(filled * channels).CopyTo(before);
        after.AsSpan(filled * channels).CopyTo(after);
    }

    /// <summary>What comes next does not follow on what came.</summary>
    public void Break() => filled = 0;

    /// <summary>A channel's densities so far; NaN without a segment.</summary>
    public (double[] Before, double[] After) Densities(int channel)
    {
        double[] Density(double[] sums)
        {
            var density = new double[Bins];
            for (var k = 0; k < Bins; k++) density[k] = sums[channel * Bins + k] / segments[channel];
            return density;
        }

        return (Density(sumBefore), Density(sumAfter));
    }

    private void Transform(int channel)
    {
        double meanBefore = 0, meanAfter = 0;
        for (var i = channel; i < before.Length; i += channels)
        {
            meanBefore += before[i];
            meanAfter += after[i];
        }
        (meanBefore, meanAfter) = (meanBefore / values.Length, meanAfter / values.Length);
        if (!double.IsFinite(meanBefore - meanAfter)) return;
        for (int i = 0, at = channel; i < values.Length; i++, at += channels)
            values[transform.PlaceOf(i)] = new Complex(hann[i] * (before[at] - meanBefore), hann[i] * (after[at] - meanAfter));
        transform.Forward(values);
        // The transform of x + i·y is X + i·Y; X and Y are symmetric, as x and y are real.
        for (var k = 0; k < Bins; k++)
        {
            Complex z = values[k], mirror = Complex.Conjugate(values[(values.Length - k) % values.Length]);
            Complex x = (z + mirror) / 2, y = (z - mirror) / 2;
            var weight = k == 0 || k == Bins - 1 ? scale / 2 : scale;
            sumBefore[channel * Bins + k] += weight * (x.Real * x.Real + x.Imaginary * x.Imaginary);
            sumAfter[channel * Bins + k] += weight * (y.Real * y.Real + y.Imaginary * y.Imaginary);
        }
        segments[channel]++;
    }
}
