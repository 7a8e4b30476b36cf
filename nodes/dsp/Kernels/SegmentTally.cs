namespace Streaming.Dsp;

/// <summary>Counts the segments of a stream, which come in the order of their beginnings, and those that touch one of another stream.</summary>
internal sealed partial class SegmentTally : IState
{
    private const double Rounding = 1e-9;                   // s: segments that only touch share what sums of times are off by

    [State] private double end = double.NegativeInfinity;   // s, of the latest
    [State] private bool isMet;                             // the latest touches one of the other stream
    [State] private long count;
    [State] private long met;
    [State] private double seconds;

    /// <summary>Segments so far.</summary>
    public long Count => count;

    /// <summary>Those that touch one of the other stream.</summary>
    public long Met => met;

    /// <summary>How long they are together.</summary>
    public double Seconds => seconds;

    /// <summary>Adds a segment that begins no earlier than any before, of either stream.</summary>
    /// <returns>Seconds that it shares with the latest segment of the other stream.</returns>
    public double Add(double start, double duration, SegmentTally other)
    {
        var from = Math.Max(start, end);
        var to = Math.Max(from, start + duration);
        (end, isMet) = (to, false);
        count++;
        seconds += to - from;
        var shared = Math.Max(0, Math.Min(to, other.end) - from);
        if (shared < Rounding) return 0;
        Meet();
        other.Meet();
        return shared;
    }

    private void Meet()
    {
        if (!isMet) met++;
        isMet = true;
    }
}
