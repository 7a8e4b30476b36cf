namespace Streaming.Plot;

/// <summary>Medians and other quantiles.</summary>
internal static class Order
{
    /// <summary>The middle of the finite values; NaN where there is none.</summary>
    public static double Median(IEnumerable<double> values) => Quantile(values, 0.5);

    /// <summary>The value below which a part of the finite values lies, interpolated linearly; NaN where there is none.</summary>
    public static double Quantile(IEnumerable<double> values, double part)
    {
        var sorted = values.Where(double.IsFinite).Order().ToArray();
        if (sorted.Length == 0) return double.NaN;
        var place = part * (sorted.Length - 1);
        var below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
    }
}
