namespace Streaming.Files.Xdf;

/// <summary>Builds a timeline from raw stamps in their order; keeps sums, no stamps.</summary>
internal sealed class TimelineBuilder(XdfStream stream, bool synchronise, bool dejitter)
{
    private const double BreakSeconds = 1, BreakSamples = 500;
    private const int MostSegments = 1 << 20;

    private readonly double longestStep = Math.Max(BreakSeconds, BreakSamples * stream.Interval);
    private readonly bool regular = dejitter && stream.NominalRate > 0 && !stream.CanDropSamples;
    private readonly ClockRanges clock = new(synchronise ? stream.offsets : []);
    private readonly List<XdfSegment> segments = [];
    private bool jumpy;
    private long total, first, count;
    private double earliest, latest, origin, meanIndex, meanTime, spread, together;

    public void Add(ReadOnlySpan<double> stamps)
    {
        foreach (var stamp in stamps) Add(clock.Next(stamp));
    }

    public XdfTimeline Finish()
    {
        EndSegment();
        if (jumpy) segments.Clear();
        return new(stream, clock.Used, segments, EffectiveRate());
    }

    private void Add(double time)
    {
        if (total == 0) earliest = time;
        if (regular && !jumpy)
        {
            if (count > 0 && Math.Abs(time - latest) > longestStep) EndSegment();
            if (count == 0) (first, origin) = (total, time);
            // Centred sums (Welford 1962), so that hours of samples lose no digits.
            var y = time - origin;
            var dx = count - meanIndex;
            count++;
            meanIndex += dx / count;
            meanTime += (y - meanTime) / count;
            spread += dx * (count - 1 - meanIndex);
            together += dx * (y - meanTime);
        }
        latest = time;
        total++;
    }

    private void EndSegment()
    {
        if (count == 0) return;
        var interval = count > 1 ? together / spread : stream.Interval;
        segments.Add(new(first, count, origin + (meanTime - interval * meanIndex), interval));
        jumpy = segments.Count == MostSegments;
        count = 0;
        meanIndex = meanTime = spread = together = 0;
    }

    private double EffectiveRate()
    {
        if (stream.NominalRate <= 0) return 0;
        double steps = total - 1, duration = latest - earliest;
        if (segments.Count > 0)
        {
            steps = duration = 0;
            foreach (var segment in segments)
            {
                steps += segment.Count - 1;
                duration += (segment.Count - 1) * segment.Interval;
            }
        }
        return steps > 0 && duration != 0 ? steps / duration : 0;
    }
}
