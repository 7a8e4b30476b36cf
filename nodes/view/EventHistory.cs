namespace Streaming.View;

/// <summary>Whether a decision agreed with the truth.</summary>
internal enum Outcome : byte
{
    Unknown,
    Right,
    Wrong,
}

/// <summary>An event with its time in seconds, and how it was judged.</summary>
internal record struct Entry(double Time, Event Event, Outcome Outcome = Outcome.Unknown);

/// <summary>The last events of a stream.</summary>
/// <param name="title">What they are, such as "decisions".</param>
internal sealed class EventHistory(string title = "events")
{
    /// <summary>What they are called; those that last are segments.</summary>
    public string Title => Lasts ? "segments" : title;

    /// <summary>The newest has a duration.</summary>
    public bool Lasts => count > 0 && this[0].Event.Duration > 0;

    private readonly Entry[] ring = new Entry[64];
    private long count;
    private (double From, double To) gap = (double.NaN, double.NaN);

    public int Count => (int)Math.Min(count, ring.Length);

    /// <summary>Decisions that agreed with the truth.</summary>
    public long Right { get; private set; }

    /// <summary>Decisions for which there was a truth.</summary>
    public long Judged { get; private set; }

    /// <summary>Counted from the newest, 0.</summary>
    public ref Entry this[int back] => ref ring[(count - 1 - back) % ring.Length];

    public void Add(double time, Event happened) => ring[count++ % ring.Length] = new(time, happened);

    /// <summary>Events are missing before the next, which has this time: what happened in between is not known.</summary>
    public void Break(double time) => gap = (Count > 0 ? this[0].Time : double.NegativeInfinity, time);

    /// <summary>
    /// Compares the decisions not judged yet with the longest thing that is going on at their time: a blink in the middle of a trial is not what a decision
    /// is about. A truth that comes late judges late. Segments, which have a duration, are not right or wrong at one time.
    /// </summary>
    /// <param name="truth">What really happened, with durations.</param>
    /// <param name="classes">The labels that count; none: all.</param>
    public void Judge(EventHistory truth, ReadOnlySpan<string> classes)
    {
        for (var i = 0; i < Count; i++)
        {
            ref var decision = ref this[i];
            if (decision.Outcome != Outcome.Unknown || decision.Event.Duration > 0 || truth.LongestAt(decision.Time, classes) is not { } label) continue;
            decision.Outcome = label == decision.Event.Text ? Outcome.Right : Outcome.Wrong;
            Judged++;
            if (decision.Outcome == Outcome.Right) Right++;
        }
    }

    public void CopyTo(EventHistory other)
    {
        ring.CopyTo(other.ring, 0);
        (other.count, other.gap, other.Right, other.Judged) = (count, gap, Right, Judged);
    }

    public void Clear() => (count, gap, Right, Judged) = (0, (double.NaN, double.NaN), 0, 0);

    private string? LongestAt(double time, ReadOnlySpan<string> classes)
    {
        if (time >= gap.From && time < gap.To) return null;
        const double tolerance = 1e-6;                       // s: a decision stamped with its trial's start belongs to it
        var longest = 0.0;
        string? label = null;
        for (var i = 0; i < Count; i++)
        {
            var (start, (text, _, duration), _) = this[i];
            var isOn = duration > 0 ? time >= start - tolerance && time < start + duration - tolerance : Math.Abs(time - start) <= tolerance;
            if (!isOn || (label is not null && duration <= longest)) continue;
            if (classes.Length > 0 && !classes.Contains(text)) continue;
            (longest, label) = (duration, text);
        }
        return label;
    }
}
