using System.Diagnostics;
using System.Numerics;

namespace Streaming;

/// <summary>
/// Counts durations in buckets that grow with the value: 32 for each doubling, so a percentile is right within about 3 % from nanoseconds to hours. One thread
/// adds, any thread reads; nothing is allocated after construction.
/// </summary>
public sealed class LatencyHistogram
{
    private const int Bits = 5;
    private const int PerDoubling = 1 << Bits;
    private readonly long[] counts = new long[(64 - Bits) * PerDoubling + PerDoubling];
    private long maximum;

    /// <summary>Durations counted.</summary>
    public long Count { get; private set; }

    /// <summary>Seconds, the longest.</summary>
    public double Maximum => maximum / (double)Stopwatch.Frequency;

    /// <summary>Adds a duration in <see cref="Stopwatch"/> ticks.</summary>
    public void Add(long ticks)
    {
        if (ticks < 0) ticks = 0;
        counts[Bucket((ulong)ticks)]++;
        Count++;
        if (ticks > maximum) maximum = ticks;
    }

    /// <summary>Seconds below which a share (0 to 1) of the durations lie; NaN while there are none.</summary>
    public double Percentile(double share)
    {
        var total = 0L;
        foreach (var count in counts) total += count;
        if (total == 0) return double.NaN;
        var rank = Math.Clamp((long)Math.Ceiling(share * total), 1, total);
        var seen = 0L;
        for (var i = 0; i < counts.Length; i++)
        {
            seen += counts[i];
            if (seen >= rank) return Math.Min(Middle(i), maximum) / Stopwatch.Frequency;
        }
        return Maximum;
    }

    /// <summary>Adds the counts of another histogram.</summary>
    public void Add(LatencyHistogram other)
    {
        for (var i = 0; i < counts.Length; i++) counts[i] += other.counts[i];
        Count += other.Count;
        maximum = Math.Max(maximum, other.maximum);
    }

    private static int Bucket(ulong value)
    {
        if (value < PerDoubling) return (int)value;
        var shift = 63 - BitOperations.LeadingZeroCount(value) - Bits;
        return ((shift + 1) << Bits) + (int)((value >> shift) & (PerDoubling - 1));
    }

    private static double Middle(int bucket)
    {
        if (bucket < PerDoubling) return bucket;
        var shift = (bucket >> Bits) - 1;
        var low = (double)((ulong)(PerDoubling + (bucket & (PerDoubling - 1))) << shift);
        return low + ((1UL << shift) - 1) / 2.0;
    }
}
