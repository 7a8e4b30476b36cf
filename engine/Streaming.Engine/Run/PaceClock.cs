namespace Streaming.Runtime;

/// <summary>Lets a source that holds its data already send each block when it is due: at its own speed, a multiple of it, or at once.</summary>
internal sealed class PaceClock(TimeProvider time, double speed)
{
    private const double LongestPause = 60;         // s, from which on a steady stream is thought to have jumped, or the machine to have slept
    private const double LongestOverlap = 1;        // s, by which blocks of one source may overlap

    private double origin = double.NaN;
    private double newest;
    private long started;

    /// <summary>Blocks are held back until they are due.</summary>
    public bool Paces => speed > 0;

    /// <summary>How long a block whose newest sample is from <paramref name="streamTime"/> seconds must still be held back.</summary>
    /// <param name="streamTime">Seconds.</param>
    /// <param name="isSteady">It is of a stream with a rate; events may be as far apart as they like.</param>
    public TimeSpan Remaining(double streamTime, bool isSteady)
    {
        if (!double.IsFinite(streamTime)) return TimeSpan.Zero;
        // A stream whose clock jumps is sent on from where it jumped to: not held back for the difference, nor hurried after it.
        if (double.IsNaN(origin) || streamTime < newest - LongestOverlap) Anchor(streamTime);
        newest = streamTime;
        var due = (streamTime - origin) / speed;
        var now = time.GetElapsedTime(started).TotalSeconds;
        if (due - now < -LongestPause || (isSteady && due - now > LongestPause)) Anchor(streamTime);
        return TimeSpan.FromSeconds(Math.Max(0, (streamTime - origin) / speed - time.GetElapsedTime(started).TotalSeconds));
    }

    /// <summary>The next block begins a new count: the session was paused.</summary>
    public void Restart() => origin = double.NaN;

    private void Anchor(double streamTime)
    {
        origin = streamTime;
        started = time.GetTimestamp();
    }
}
