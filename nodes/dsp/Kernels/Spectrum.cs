namespace Streaming.Dsp;

/// <summary>A named band of frequencies in hertz, from <paramref name="Low"/> (included) to <paramref name="High"/> (excluded).</summary>
public readonly record struct Band(string Name, double Low, double High);

/// <summary>What is read from a one-sided power spectral density: power in a band and its peak. Bin k stands for k times the resolution.</summary>
public static class Spectrum
{
    /// <summary>The bins that lie in a band.</summary>
    /// <exception cref="FormatMismatchException">No bin does.</exception>
    public static Range Bins(Band band, double resolution, int bins)
    {
        var first = Math.Max(0, (int)Math.Ceiling(band.Low / resolution - 1e-9));
        var end = Math.Min(bins, (int)Math.Ceiling(band.High / resolution - 1e-9));
        if (!(first < end))
            throw new FormatMismatchException(Expect.Text($"a spectrum with a bin in the band '{band.Name}' from {band.Low:R} to {band.High:R} Hz"),
                Expect.Text($"bins from 0 to {(bins - 1) * resolution:R} Hz in steps of {resolution:R} Hz"), "move or widen the band, or lengthen the window");
        return first..end;
    }

    /// <summary>The mean density over bins, in units² per hertz.</summary>
    public static double Mean(ReadOnlySpan<float> density)
    {
        double sum = 0;
        foreach (var value in density) sum += value;
        return sum / density.Length;
    }

    /// <summary>The power over bins, in units².</summary>
    public static double Power(ReadOnlySpan<float> density, double resolution) => Mean(density) * density.Length * resolution;

    /// <summary>
    /// The frequency of the highest bin of a range, refined by a parabola through the logarithms of it and its neighbours; the bin itself at the edges of the
    /// spectrum and where a density is not positive.
    /// </summary>
    public static double Peak(ReadOnlySpan<float> density, Range range, double resolution)
    {
        var (first, count) = range.GetOffsetAndLength(density.Length);
        var k = first;
        for (var i = first; i < first + count; i++)
            if (density[i] > density[k]) k = i;
        if (k == 0 || k == density.Length - 1 || !(density[k - 1] > 0 && density[k] > 0 && density[k + 1] > 0)) return k * resolution;
        double below = Math.Log(density[k - 1]), at = Math.Log(density[k]), above = Math.Log(density[k + 1]);
        var bend = below - 2 * at + above;
        return (bend < 0 ? k + Math.Clamp((below - above) / (2 * bend), -0.5, 0.5) : k) * resolution;
    }
}
