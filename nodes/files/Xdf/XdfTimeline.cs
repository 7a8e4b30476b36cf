namespace Streaming.Files.Xdf;

/// <summary>A run of samples at equal intervals.</summary>
/// <param name="FirstSample">Index of its first sample.</param>
/// <param name="Count">Samples in it.</param>
/// <param name="Time">Time of its first sample, in seconds.</param>
/// <param name="Interval">Seconds between samples.</param>
public readonly record struct XdfSegment(long FirstSample, long Count, double Time, double Interval);

/// <summary>Corrected times of the samples of one stream. The raw stamps stay what they are; this is what to put in their place.</summary>
public sealed class XdfTimeline
{
    internal XdfTimeline(XdfStream stream, IReadOnlyList<XdfClockRange> clock, IReadOnlyList<XdfSegment> segments, double effectiveRate)
    {
        Stream = stream;
        Clock = clock;
        Segments = segments;
        EffectiveRate = effectiveRate;
    }

    /// <summary>The stream.</summary>
    public XdfStream Stream { get; }

    /// <summary>How stamps are carried to the recorder's clock; empty if they stay in the sender's.</summary>
    public IReadOnlyList<XdfClockRange> Clock { get; }

    /// <summary>
    /// The lines of a dejittered stream, in order and without a gap in the index. Empty for an irregular stream, for one that may drop samples, and for one
    /// whose stamps jump more than a million times.
    /// </summary>
    public IReadOnlyList<XdfSegment> Segments { get; }

    /// <summary>Samples per second as they came, breaks left out; 0 if unknown or irregular.</summary>
    public double EffectiveRate { get; }

    /// <summary>Whether the stream begins with this sample, or goes on with it after a break.</summary>
    public bool Breaks(long sample) =>
        Segments.Count == 0 ? sample == 0 : Segments[SegmentOf(sample)].FirstSample == sample;

    /// <summary>The corrected time of a sample, in seconds; allocates nothing.</summary>
    /// <param name="sample">Index of the sample in its stream.</param>
    /// <param name="stamp">Its raw stamp.</param>
    public double TimeOf(long sample, double stamp)
    {
        if (Segments.Count > 0)
        {
            var segment = Segments[SegmentOf(sample)];
            return segment.Time + segment.Interval * (sample - segment.FirstSample);
        }
        for (var i = Clock.Count - 1; i >= 0; i--)
            if (Clock[i].FirstSample <= sample) return Clock[i].Correct(stamp);
        return stamp;
    }

    /// <summary>Corrected time or raw stamp; 0 for one that is no number, since nothing can be put in order by it.</summary>
    internal double FiniteTimeOf(long sample, double stamp, bool raw)
    {
        var time = raw ? stamp : TimeOf(sample, stamp);
        return double.IsFinite(time) ? time : 0;
    }

    private int SegmentOf(long sample)
    {
        int low = 0, high = Segments.Count;
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            if (Segments[middle].FirstSample <= sample) low = middle;
            else high = middle;
        }
        return low;
    }
}
