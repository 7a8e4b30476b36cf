using System.Numerics;

namespace Streaming.Dsp;

/// <summary>How frequencies are spaced on the mel scale.</summary>
public enum MelScale
{
    /// <summary>That of the convention.</summary>
    Convention,

    /// <summary>Slaney's: linear up to 1000 Hz, logarithmic above (Auditory Toolbox, 1998); that of librosa.</summary>
    Slaney,

    /// <summary>1127 ln(1 + f / 700), of HTK and Kaldi.</summary>
    Htk,
}

/// <summary>
/// Triangular filters evenly spaced on a mel scale, each from the centre of its neighbour below to that of its neighbour above. Their sides are straight over
/// frequency, as in librosa.filters.mel, or over mel, as in Kaldi's feat/mel-computations.cc. A filter so narrow that it holds no bin is empty.
/// </summary>
public sealed class MelFilters
{
    private readonly (int First, double[] Weights)[] filters;

    /// <summary>Designs filters.</summary>
    /// <param name="count">How many.</param>
    /// <param name="bins">Bins of a spectrum.</param>
    /// <param name="resolution">Hertz from one bin to the next.</param>
    /// <param name="low">Lower edge of the first filter in hertz.</param>
    /// <param name="high">Upper edge of the last filter in hertz.</param>
    /// <param name="scale">The mel scale; the convention's is Slaney's.</param>
    /// <param name="overMel">The sides are straight over mel rather than over frequency.</param>
    /// <param name="areaNorm">Each filter is divided by half its width in hertz, so that all have one area; otherwise all have a peak of 1.</param>
    /// <exception cref="FormatMismatchException">The edges do not ascend within the spectrum.</exception>
    public MelFilters(int count, int bins, double resolution, double low, double high, MelScale scale, bool overMel, bool areaNorm)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        if (!(low >= 0 && low < high && high <= (bins - 0.5) * resolution))
            throw new FormatMismatchException(Expect.Text($"edges that ascend from 0 to at most {(bins - 0.5) * resolution:0.###} Hz"), Expect.Text($"{low:0.###} and {high:0.###} Hz"), "set low and high");
        filters = new (int, double[])[count];
        double from = ToMel(low, scale), step = (ToMel(high, scale) - from) / (count + 1);
        for (var m = 0; m < count; m++) filters[m] = Triangle(from + m * step, step, bins, resolution, scale, overMel, areaNorm);
    }

    /// <summary>How many filters there are.</summary>
    public int Count => filters.Length;

    /// <summary>Sums powers [bins, lanes] under each filter to energies [filters, lanes]; lanes are 1 or a multiple of <see cref="RealFft.LaneStep"/>.</summary>
    public void Apply(ReadOnlySpan<double> powers, int lanes, Span<double> energies)
    {
        for (var m = 0; m < filters.Length; m++)
        {
            var (first, weights) = filters[m];
            if (lanes == 1)
            {
                energies[m] = Sum(powers.Slice(first, weights.Length), weights);
                continue;
            }
            for (var q = 0; q < lanes; q += Vector<double>.Count)
            {
                var sum = Vector<double>.Zero;
                for (int i = 0, at = first * lanes + q; i < weights.Length; i++, at += lanes) sum += new Vector<double>(powers[at..]) * weights[i];
                sum.CopyTo(energies[(m * lanes + q)..]);
            }
        }
    }

    /// <summary>Mels of a frequency in hertz.</summary>
    public static double ToMel(double hertz, MelScale scale) => scale == MelScale.Htk ? 1127 * Math.Log(1 + hertz / 700)
        : hertz < 1000 ? hertz * 3 / 200 : 15 + Math.Log(hertz / 1000) * 27 / Math.Log(6.4);

    /// <summary>The frequency in hertz of mels.</summary>
    public static double ToHertz(double mel, MelScale scale) => scale == MelScale.Htk ? 700 * (Math.Exp(mel / 1127) - 1)
        : mel < 15 ? mel * 200 / 3 : 1000 * Math.Exp((mel - 15) * Math.Log(6.4) / 27);

    private static double Sum(ReadOnlySpan<double> powers, double[] weights)
    {
        double even = 0, odd = 0; // two sums, since each addition waits for the one before
        var i = 0;
        for (; i < weights.Length - 1; i += 2)
        {
            even += powers[i] * weights[i];
            odd += powers[i + 1] * weights[i + 1];
        }
        return i < weights.Length ? even + odd + powers[i] * weights[i] : even + odd;
    }

    private static (int First, double[] Weights) Triangle(double left, double step, int bins, double resolution, MelScale scale, bool overMel, bool areaNorm)
    {
        double low = ToHertz(left, scale), centre = ToHertz(left + step, scale), high = ToHertz(left + 2 * step, scale);
        var norm = areaNorm ? 2 / (high - low) : 1;
        var first = (int)Math.Floor(low / resolution) + 1;
        var weights = new List<double>();
        for (var k = first; k < bins && k * resolution < high; k++)
        {
            var hertz = k * resolution;
            var mel = ToMel(hertz, scale);
            var weight = overMel ? Math.Min(mel - left, left + 2 * step - mel) / step : Math.Min((hertz - low) / (centre - low), (high - hertz) / (high - centre));
            weights.Add(norm * Math.Max(0, weight));
        }
        return (first, [.. weights]);
    }
}
