namespace Streaming.Plot;

/// <summary>What is said of one channel. NaN where it is not known.</summary>
/// <param name="Label">The channel.</param>
/// <param name="Rms">Without the mean, in the signal's unit.</param>
/// <param name="PeakToPeak">From the least to the most sample.</param>
/// <param name="Removed">The variance of what was removed, over that of the signal before.</param>
/// <param name="Correlation">Pearson's, of before and after.</param>
/// <param name="Line">Line noise in decibels (see <see cref="Figures.LineNoise"/>).</param>
/// <param name="Delta">Power from 1 to 4 Hz.</param>
/// <param name="Alpha">Power from 8 to 13 Hz.</param>
/// <param name="BadSeconds">How long it counted as bad.</param>
/// <param name="LeftOutSeconds">How long a sample of it was no number.</param>
internal sealed record ChannelFigures(string Label, Pair Rms, Pair PeakToPeak, double Removed, double Correlation, Pair Line, Pair Delta, Pair Alpha, double BadSeconds, double LeftOutSeconds);

/// <summary>A figure before and after.</summary>
internal readonly record struct Pair(double Before, double After)
{
    /// <summary>After over before.</summary>
    public double Kept => After / Before;
}

/// <summary>The figures of a comparison as they stand.</summary>
internal sealed class Figures
{
    /// <param name="comparison">What was kept of the run.</param>
    /// <param name="mains">Hertz; 0: line noise is not measured.</param>
    public Figures(Comparison comparison, double mains)
    {
        Comparison = comparison;
        Mains = mains;
        Densities = [.. Enumerable.Range(0, comparison.Labels.Length).Select(comparison.Spectra.Densities)];
        Channels = [.. comparison.Labels.Select((label, c) => Of(label, c))];
    }

    public Comparison Comparison { get; }

    public double Mains { get; }

    /// <summary>Each channel's densities.</summary>
    public (double[] Before, double[] After)[] Densities { get; }

    public ChannelFigures[] Channels { get; }

    /// <summary>The medians over channels and, in percent, how much of all channels' time was bad.</summary>
    public IReadOnlyList<Conclusion> Conclude(string unit)
    {
        double Middle(Func<ChannelFigures, double> of) => Order.Median(Channels.Select(of));
        List<Conclusion> all =
        [
            new("compared", Comparison.Seconds, "s"),
            new("RMS before", Middle(c => c.Rms.Before), unit),
            new("RMS after", Middle(c => c.Rms.After), unit),
            new("variance removed", 100 * Middle(c => c.Removed), "%"),
            new("correlation", Middle(c => c.Correlation)),
        ];
        if (Mains > 0) all.AddRange([new("line noise before", Middle(c => c.Line.Before), "dB"), new("line noise after", Middle(c => c.Line.After), "dB")]);
        all.AddRange([new("delta power kept", 100 * Middle(c => c.Delta.Kept), "%"), new("alpha power kept", 100 * Middle(c => c.Alpha.Kept), "%")]);
        if (Comparison.Seconds > 0) all.Add(new("channel time bad", 100 * Channels.Average(c => c.BadSeconds) / Comparison.Seconds, "%"));
        return all;
    }

    /// <summary>
    /// By how many decibels the mean density within 1 Hz of the mains stands above the median of that from 2 to 6 Hz beside it, on both sides as far as the spectrum goes.
    /// Below 0: a notch cut deeper than what surrounds it.
    /// </summary>
    public static double LineNoise(double[] density, double resolution, double mains)
    {
        double sum = 0;
        var count = 0;
        List<double> beside = [];
        for (var k = 1; k < density.Length; k++)
        {
            var distance = Math.Abs(k * resolution - mains);
            if (distance <= 1)
            {
                sum += density[k];
                count++;
            }
            else if (distance is >= 2 and <= 6) beside.Add(density[k]);
        }
        return 10 * Math.Log10(sum / count / Order.Median(beside));
    }

    private ChannelFigures Of(string label, int c)
    {
        var (sums, resolution) = (Comparison.Sums, Comparison.Spectra.Resolution);
        var (before, after, covariance) = sums.Moments(c);
        var peaks = sums.PeakToPeak(c);
        var (densityBefore, densityAfter) = Densities[c];
        Pair Both(Func<double[], double> of) => new(of(densityBefore), of(densityAfter));
        return new(
            label,
            new(Math.Sqrt(before), Math.Sqrt(after)),
            new(peaks.Before, peaks.After),
            Math.Max(0, before + after - 2 * covariance) / before,
            covariance / Math.Sqrt(before * after),
            Mains > 0 ? Both(d => LineNoise(d, resolution, Mains)) : new(double.NaN, double.NaN),
            Both(d => Band.Delta.PowerOf(d, resolution)),
            Both(d => Band.Alpha.PowerOf(d, resolution)),
            sums.Bad(c) / Comparison.Rate,
            sums.LeftOut(c) / Comparison.Rate);
    }
}
