namespace Streaming.Files.Xdf;

/// <summary>Statistics that a few wild values do not move.</summary>
internal static class Robust
{
    private const double Knee = 1e-4, Rho = 1;
    private const int Iterations = 1000;

    public static double Median(ReadOnlySpan<double> values)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        var half = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    /// <summary>Median absolute deviation from <paramref name="centre"/>, unscaled.</summary>
    public static double MedianDeviation(ReadOnlySpan<double> values, double centre)
    {
        var deviations = new double[values.Length];
        for (var i = 0; i < values.Length; i++) deviations[i] = Math.Abs(values[i] - centre);
        return Median(deviations);
    }

    /// <summary>
    /// A line through points under Huber loss with its knee at 0.1 ms, by the alternating direction method of multipliers
    /// (Boyd et al. 2011, Distributed optimization and statistical learning via ADMM, 6.1.1). Both 0 where the points give no line.
    /// </summary>
    public static (double Intercept, double Slope) Line(ReadOnlySpan<ClockOffset> points)
    {
        var n = points.Length;
        double[] x = new double[n], y = new double[n], z = new double[n], u = new double[n];
        var start = double.PositiveInfinity;
        foreach (var point in points) start = Math.Min(start, point.Time / Knee);
        double sumX = 0, sumXX = 0, sumY = 0, sumXY = 0;
        for (var i = 0; i < n; i++)
        {
            x[i] = points[i].Time / Knee - start;
            y[i] = points[i].Value / Knee;
            sumX += x[i];
            sumXX += x[i] * x[i];
            sumY += y[i];
            sumXY += x[i] * y[i];
        }
        var determinant = n * sumXX - sumX * sumX;
        if (!(determinant > 0) || !double.IsFinite(determinant)) return (0, 0);

        double intercept = 0, slope = 0;
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            double right0 = sumY, right1 = sumXY;
            for (var i = 0; i < n; i++)
            {
                var residual = z[i] - u[i];
                right0 += residual;
                right1 += x[i] * residual;
            }
            var nextIntercept = (sumXX * right0 - sumX * right1) / determinant;
            var nextSlope = (n * right1 - sumX * right0) / determinant;
            var settled = nextIntercept == intercept && nextSlope == slope;
            (intercept, slope) = (nextIntercept, nextSlope);
            for (var i = 0; i < n; i++)
            {
                var d = intercept + slope * x[i] - y[i] + u[i];
                var shrunk = d == 0 ? 0 : Math.Max(0, 1 - (1 + 1 / Rho) / Math.Abs(d)) * d;
                z[i] = Rho / (1 + Rho) * d + shrunk / (1 + Rho);
                var next = d - z[i];
                settled &= next == u[i];
                u[i] = next;
            }
            if (settled) break;   // a fixed point: further rounds change no bit
        }
        return double.IsFinite(intercept) && double.IsFinite(slope) ? ((intercept - slope * start) * Knee, slope) : (0, 0);
    }
}
