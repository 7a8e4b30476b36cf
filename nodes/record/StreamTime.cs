namespace Streaming.Record;

/// <summary>Tells when a stretch of stream time has passed. No clock is read: a recording of an hour takes the same steps live and replayed.</summary>
internal struct StreamTime(double seconds)
{
    private double since;
    private bool begun;

    /// <summary>Whether the stretch has passed at this stamp; a clock that went back counts as far as one that went on.</summary>
    public bool Passed(double stamp)
    {
        if (!double.IsFinite(stamp) || (!begun && stamp == since)) return false;
        if (!begun) (begun, since) = (true, stamp);
        return Math.Abs(stamp - since) >= seconds;
    }

    /// <summary>Counts from this stamp on. A stream that stood still meanwhile counts from its next one, or it would be late at once.</summary>
    public void Restart(double stamp)
    {
        if (!double.IsFinite(stamp)) return;
        begun = stamp != since;
        since = stamp;
    }
}
