namespace Streaming.Runtime;

/// <summary>Lets a source that holds its data already send each block when it is due: at its own speed, a multiple of it, or at once.</summary>
internal sealed class PaceClock(TimeProvider time, double speed)
{
    private double origin = double.NaN;
    private long started;

    /// <summary>Blocks are held back until they are due.</summary>
    public bool Paces => speed > 0;

    /// <summary>How long a block whose newest sample is from <paramref name="streamTime"/> seconds must still be held back.</summary>
    public TimeSpan Remaining(double streamTime)
    {
        if (!double.IsFinite(streamTime)) return TimeSpan.Zero;
        if (double.IsNaN(origin)) Anchor(streamTime);
        // A stream whose clock jumps is sent on from where it jumped to, not held back for the difference.
        var due = (streamTime - origin) / speed;
        var now = time.GetElapsedTime(started).TotalSeconds;
        if (due - now is > 60 or < -60) Anchor(streamTime);
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
