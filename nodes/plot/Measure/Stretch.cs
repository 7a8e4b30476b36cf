namespace Streaming.Plot;

/// <summary>
/// Keeps in full the stretch of a run from which most was removed: the one with the largest rms of what was removed (without its mean), on average over the channels, so
/// that one lost electrode does not decide alone. Looked at every half second. A stretch never reaches across a gap, so it may be shorter than asked for.
/// </summary>
internal sealed partial class Stretch : IState
{
    private const double step = 0.5;     // s
    private const int mostEvents = 256;

    private struct Part
    {
        public int Samples, Bad;
        public double Removed, RemovedSquared;
    }

    private readonly int channels, length, cell;
    [State] private readonly float[] before, after;             // [length, channels], the latest samples, in a ring
    [State] private readonly double[] times;                    // [length]
    [State] private readonly Part[] parts;                      // [cells, channels], in a ring
    [State] private readonly Event[] events;                    // the latest, in a ring
    [State] private readonly double[] eventTimes;
    [State] private long count, eventCount;
    [State] private readonly float[] keptBefore, keptAfter;
    [State] private readonly double[] keptTimes;
    [State] private readonly int[] keptBad;                     // per channel
    [State] private readonly Event[] keptEvents;
    [State] private readonly double[] keptEventTimes;
    [State] private int kept, keptEventCount;
    [State] private double score = double.NegativeInfinity;

    /// <summary>A stretch of so many seconds of signals of so many channels at a rate in hertz.</summary>
    public Stretch(int channels, double rate, double seconds)
    {
        this.channels = channels;
        cell = Math.Max(1, (int)Math.Round(step * rate));
        var cells = Math.Max(1, (int)Math.Round(seconds / step));
        length = cell * cells;
        (before, after, keptBefore, keptAfter) = (new float[length * channels], new float[length * channels], new float[length * channels], new float[length * channels]);
        (times, keptTimes) = (new double[length], new double[length]);
        parts = new Part[cells * channels];
        (events, keptEvents) = (new Event[mostEvents], new Event[mostEvents]);
        (eventTimes, keptEventTimes) = (new double[mostEvents], new double[mostEvents]);
        keptBad = new int[channels];
    }

    /// <summary>Samples kept; 0 while there are none.</summary>
    public int Count => kept;

    /// <summary>What is kept of the signal before, [count, channels].</summary>
    public ReadOnlySpan<float> Before => keptBefore.AsSpan(0, kept * channels);

    /// <summary>What is kept of the signal after, [count, channels].</summary>
    public ReadOnlySpan<float> After => keptAfter.AsSpan(0, kept * channels);

    /// <summary>Seconds, the time of each sample kept.</summary>
    public ReadOnlySpan<double> Times => keptTimes.AsSpan(0, kept);

    /// <summary>Samples of the stretch at which a channel counted as bad.</summary>
    public int Bad(int channel) => keptBad[channel];

    /// <summary>Events within the stretch.</summary>
    public int Events => keptEventCount;

    /// <summary>One of the events within the stretch.</summary>
    public (double Time, string Text) EventAt(int i) => (keptEventTimes[i], keptEvents[i].Text);

    /// <summary>Adds an event, no later than the samples still to come.</summary>
    public void Add(double time, Event happened)
    {
        var at = (int)(eventCount++ % mostEvents);
        (eventTimes[at], events[at]) = (time, happened);
    }

    /// <summary>Adds one sample of every channel.</summary>
    public void Add(double time, ReadOnlySpan<float> b, ReadOnlySpan<float> a, ReadOnlySpan<bool> bad)
    {
        var at = (int)(count % length);
        var row = parts.AsSpan(at / cell * channels, channels);
        if (at % cell == 0) row.Clear();
        times[at] = time;
        b.CopyTo(before.AsSpan(at * channels));
        a.CopyTo(after.AsSpan(at * channels));
        for (var c = 0; c < channels; c++)
        {
            ref var part = ref row[c];
            if (bad[c]) part.Bad++;
            double removed = b[c] - a[c];
            if (!double.IsFinite(removed)) continue;
            part.Samples++;
            part.Removed += removed;
            part.RemovedSquared += removed * removed;
        }
        if (++count % cell == 0) Look();
    }

    /// <summary>What comes next does not follow on what came.</summary>
    public void Break()
    {
        if (count % cell != 0) Look();
        count = 0;
    }

    /// <summary>Keeps what ends with the sample just read, where more was removed from it than from what is kept.</summary>
    private void Look()
    {
        // The oldest half second may be overwritten in part.
        var part = (int)(count % cell);
        var covered = (int)Math.Min(count, part == 0 ? length : length - cell + part);
        double sum = 0;
        for (var c = 0; c < channels; c++)
        {
            double samples = 0, removed = 0, squared = 0;
            for (var i = c; i < parts.Length; i += channels)
            {
                if (i / channels * cell >= count) break; // left from before a gap
                samples += parts[i].Samples;
                removed += parts[i].Removed;
                squared += parts[i].RemovedSquared;
            }
            // As much as over the whole length, so that a short stretch is not taken for a strong one.
            if (samples > 0) sum += Math.Sqrt(Math.Max(0, squared - removed * removed / samples) / length);
        }
        if (!(sum > score)) return;
        score = sum;
        kept = covered;
        for (var i = 0; i < covered; i++)
        {
            var from = (int)((count - covered + i) % length);
            keptTimes[i] = times[from];
            before.AsSpan(from * channels, channels).CopyTo(keptBefore.AsSpan(i * channels));
            after.AsSpan(from * channels, channels).CopyTo(keptAfter.AsSpan(i * channels));
        }
        for (var c = 0; c < channels; c++)
        {
            keptBad[c] = 0;
            for (var i = c; i < parts.Length && i / channels * cell < count; i += channels) keptBad[c] += parts[i].Bad;
        }
        keptEventCount = 0;
        for (var i = Math.Max(0, eventCount - mostEvents); i < eventCount; i++)
        {
            var at = (int)(i % mostEvents);
            if (eventTimes[at] < keptTimes[0] || eventTimes[at] > keptTimes[covered - 1]) continue;
            (keptEvents[keptEventCount], keptEventTimes[keptEventCount]) = (events[at], eventTimes[at]);
            keptEventCount++;
        }
    }
}
