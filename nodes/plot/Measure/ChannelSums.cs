namespace Streaming.Plot;

/// <summary>
/// Sums over a whole run, for each channel, of a signal before and after: what means, powers and correlations follow from. Taken from the first sample of each
/// channel, so that an electrode's offset costs no digits. A sample at which either side is not finite is left out and counted.
/// </summary>
internal sealed partial class ChannelSums(int channels) : IState
{
    private struct Sums
    {
        public long Samples, Bad, LeftOut;
        public double OriginBefore, OriginAfter;
        public double Before, After, BeforeSquared, AfterSquared, Product;
        public float LeastBefore, MostBefore, LeastAfter, MostAfter;
    }

    [State] private readonly Sums[] sums = new Sums[channels];
    [State] private long samples;

    /// <summary>Samples compared, finite or not.</summary>
    public long Samples => samples;

    /// <summary>Adds one sample of every channel; <paramref name="bad"/> tells which channels count as bad.</summary>
    public void Add(ReadOnlySpan<float> before, ReadOnlySpan<float> after, ReadOnlySpan<bool> bad)
    {
        samples++;
        for (var c = 0; c < sums.Length; c++)
        {
            ref var s = ref sums[c];
            float b = before[c], a = after[c];
            if (bad[c]) s.Bad++;
            if (!float.IsFinite(b - a))
            {
                s.LeftOut++;
                continue;
            }
            if (s.Samples++ == 0)
            {
                (s.OriginBefore, s.OriginAfter) = (b, a);
                (s.LeastBefore, s.MostBefore, s.LeastAfter, s.MostAfter) = (b, b, a, a);
            }
            double x = b - s.OriginBefore, y = a - s.OriginAfter;
            s.Before += x;
            s.After += y;
            s.BeforeSquared += x * x;
            s.AfterSquared += y * y;
            s.Product += x * y;
            s.LeastBefore = Math.Min(s.LeastBefore, b);
            s.MostBefore = Math.Max(s.MostBefore, b);
            s.LeastAfter = Math.Min(s.LeastAfter, a);
            s.MostAfter = Math.Max(s.MostAfter, a);
        }
    }

    /// <summary>Samples of a channel that were finite on both sides.</summary>
    public long Counted(int channel) => sums[channel].Samples;

    /// <summary>Samples of a channel that were not.</summary>
    public long LeftOut(int channel) => sums[channel].LeftOut;

    /// <summary>Samples at which a channel counted as bad.</summary>
    public long Bad(int channel) => sums[channel].Bad;

    /// <summary>Variances of both sides and their covariance; NaN without samples.</summary>
    public (double Before, double After, double Covariance) Moments(int channel)
    {
        ref var s = ref sums[channel];
        if (s.Samples == 0) return (double.NaN, double.NaN, double.NaN);
        double n = s.Samples, b = s.Before / n, a = s.After / n;
        return (Math.Max(0, s.BeforeSquared / n - b * b), Math.Max(0, s.AfterSquared / n - a * a), s.Product / n - a * b);
    }

    /// <summary>From the least to the most, of both sides; NaN without samples.</summary>
    public (double Before, double After) PeakToPeak(int channel)
    {
        ref var s = ref sums[channel];
        return s.Samples == 0 ? (double.NaN, double.NaN) : ((double)s.MostBefore - s.LeastBefore, (double)s.MostAfter - s.LeastAfter);
    }
}
