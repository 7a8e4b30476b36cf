namespace Streaming.Eeg;

/// <summary>What clean signal is, in a set of amplitudes of which some are of artifacts.</summary>
/// <param name="Mean">Mean of the clean amplitudes.</param>
/// <param name="Deviation">Their standard deviation.</param>
/// <param name="Scale">The scale, alpha, of the generalised Gaussian.</param>
/// <param name="Shape">Its shape, beta.</param>
internal readonly record struct CleanFit(double Mean, double Deviation, double Scale, double Shape);

/// <summary>
/// Fits a generalised Gaussian, cut off at two of its quantiles, to that stretch of the sorted amplitudes which it explains best, by the Kullback-Leibler divergence of
/// histograms (Kothe's fit_eeg_distribution; Mullen et al. 2015, section III-B): at most a tenth of the amplitudes are too low (dropouts), at least a quarter clean.
/// </summary>
internal sealed class CleanDistribution
{
    private const double Low = 0.022, High = 0.6, Step = 0.01;
    private const double LeastClean = 0.25, MostDropout = 0.1;
    private const double FirstShape = 1.7, ShapeStep = 0.15;
    private const int Shapes = 13;          // 1.7 to 3.5
    private const int LeastWidth = 4;       // amplitudes in a stretch

    private readonly double[] lower = new double[Shapes];
    private readonly double[] upper = new double[Shapes];
    private readonly double[] masses;       // [bins, shape, bin]
    private readonly double[] entropies;    // [bins, shape]: the sum of p log p
    private readonly double[] counts;
    private readonly int mostBins;

    /// <summary>Prepares for at most so many amplitudes.</summary>
    public CleanDistribution(int most)
    {
        mostBins = Bins(Math.Max(1, most));
        counts = new double[mostBins];
        entropies = new double[(mostBins + 1) * Shapes];
        masses = new double[(mostBins + 1) * Shapes * mostBins];
        for (var b = 0; b < Shapes; b++)
        {
            var shape = FirstShape + ShapeStep * b;
            (lower[b], upper[b]) = (GeneralisedGaussian.Quantile(shape, Low), GeneralisedGaussian.Quantile(shape, High));
            for (var bins = 1; bins <= mostBins; bins++) entropies[bins * Shapes + b] = Prepare(Mass(bins, b), shape, lower[b], upper[b]);
        }
    }

    /// <summary>Fits to amplitudes, which it sorts. Too few of them, or all alike, give their median and what lies between their quartiles.</summary>
    public CleanFit Fit(Span<double> amplitudes)
    {
        amplitudes.Sort();
        var n = amplitudes.Length;
        double best = double.PositiveInfinity, from = 0, to = 0;
        var shape = 0;
        for (var w = 0; ; w++)
        {
            var width = High - Low - w * Step;
            if (width < LeastClean * (High - Low) - 1e-12) break;
            var m = (int)Math.Round(n * width, MidpointRounding.AwayFromZero);
            if (m < LeastWidth) break;
            var bins = Bins(m);
            for (var d = 0; d <= (int)Math.Round(MostDropout / Step); d++)
            {
                var first = (int)Math.Round(n * (Low + d * Step), MidpointRounding.AwayFromZero);
                if (first + m > n) break;
                var stretch = amplitudes.Slice(first, m);
                if (!(stretch[^1] > stretch[0])) continue;
                Count(stretch, bins);
                for (var b = 0; b < Shapes; b++)
                {
                    var divergence = entropies[bins * Shapes + b] - Rows.Dot(Mass(bins, b), counts.AsSpan(0, bins)) + Math.Log(m);
                    if (!(divergence < best)) continue;
                    (best, shape, from, to) = (divergence, b, stretch[0], stretch[^1]);
                }
            }
        }
        if (double.IsPositiveInfinity(best)) return new CleanFit(n == 0 ? 0 : amplitudes[n / 2], n == 0 ? 0 : (amplitudes[3 * n / 4] - amplitudes[n / 4]) / 1.349, 0, 2);
        var scale = (to - from) / (upper[shape] - lower[shape]);
        var beta = FirstShape + ShapeStep * shape;
        return new CleanFit(from - lower[shape] * scale, scale * GeneralisedGaussian.Deviation(beta), scale, beta);
    }

    private static int Bins(int amplitudes) => (int)Math.Round(3 * Math.Log2(1 + amplitudes / 2.0), MidpointRounding.AwayFromZero);

    private Span<double> Mass(int bins, int shape) => masses.AsSpan((bins * Shapes + shape) * mostBins, bins);

    private static double Prepare(Span<double> mass, double shape, double lower, double upper)
    {
        double sum = 0, entropy = 0;
        for (var i = 0; i < mass.Length; i++) sum += mass[i] = Math.Exp(-Math.Pow(Math.Abs(lower + (i + 0.5) / mass.Length * (upper - lower)), shape)) * GeneralisedGaussian.Scale(shape);
        foreach (ref var p in mass)
        {
            p /= sum;
            entropy += p * Math.Log(p);
        }
        return entropy;
    }

    // The logarithms of the histogram.
    private void Count(ReadOnlySpan<double> sorted, int bins)
    {
        var histogram = counts.AsSpan(0, bins);
        histogram.Clear();
        var scale = bins / (sorted[^1] - sorted[0]);
        foreach (var x in sorted) histogram[Math.Min(bins - 1, (int)((x - sorted[0]) * scale))]++;
        foreach (ref var count in histogram) count = Math.Log(count + 0.01);
    }
}
