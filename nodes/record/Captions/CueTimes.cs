namespace Streaming.Record;

/// <summary>
/// Turns the times of cues into whole milliseconds since a recording began: never before it, never back, at least one long, and without the overlap of a millisecond that
/// rounding and a sum of two numbers can make.
/// </summary>
/// <param name="moment">Seconds that an event without duration is shown.</param>
internal struct CueTimes(double moment)
{
    private const double Longest = 1e9;     // s; no recording lasts thirty years, but a stamp can say so
    private long from, to;

    /// <summary>The next cue, by its beginning in seconds since the recording began and its duration in seconds.</summary>
    public (long From, long To) Next(double time, double duration)
    {
        var start = Math.Max(from, Milliseconds(time));
        if (to - start == 1) start = to;
        var end = Math.Max(start + 1, Milliseconds(time + (duration > 0 ? duration : moment)));
        return (from, to) = (start, end);
    }

    private static long Milliseconds(double seconds) => (long)Math.Round(Math.Clamp(double.IsNaN(seconds) ? 0 : seconds, 0, Longest) * 1000);
}
