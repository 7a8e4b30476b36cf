using System.Runtime.InteropServices;

namespace Streaming.Files.Xdf;

/// <summary>Samples between two resets of the sender's clock, and the line that carries their stamps to the recorder's clock.</summary>
/// <param name="FirstSample">Index of the first sample.</param>
/// <param name="Intercept">Seconds to add to a stamp of 0.</param>
/// <param name="Slope">Seconds to add per second of stamp; the drift of the sender's clock.</param>
public readonly record struct XdfClockRange(long FirstSample, double Intercept, double Slope)
{
    /// <summary>A raw stamp in the recorder's clock, in seconds.</summary>
    public double Correct(double stamp) => stamp + (Intercept + Slope * stamp);
}

/// <summary>
/// Splits clock offsets where the sender's clock was reset, fits each range, and finds the range of each stamp (the method of pyxdf 1.17:
/// a new range where offsets go back in time, or where both time and value glitch).
/// </summary>
internal sealed class ClockRanges
{
    private const double TimeDeviations = 5, TimeSeconds = 5, ValueDeviations = 10, ValueSeconds = 1;

    private readonly List<(double First, double Last, double Intercept, double Slope)> ranges = [];
    private readonly List<XdfClockRange> used = [];
    private int current;
    private long sample;

    public ClockRanges(List<ClockOffset> offsets)
    {
        var points = CollectionsMarshal.AsSpan(offsets);
        if (points.IsEmpty) return;
        var time = new double[points.Length - 1];
        var value = new double[points.Length - 1];
        for (var i = 0; i < time.Length; i++)
        {
            time[i] = points[i + 1].Time - points[i].Time;
            value[i] = points[i + 1].Value - points[i].Value;
        }
        var timeGlitch = Glitches(time, TimeDeviations, TimeSeconds);
        var valueGlitch = Glitches(value, ValueDeviations, ValueSeconds);
        var start = 0;
        for (var i = 0; i < points.Length; i++)
        {
            if (i < time.Length && !(time[i] < 0 || (timeGlitch[i] && valueGlitch[i]))) continue;
            var range = points[start..(i + 1)];
            var (intercept, slope) = range.Length == 1 ? (range[0].Value, 0) : Robust.Line(range);
            ranges.Add((range[0].Time, range[^1].Time, intercept, slope));
            start = i + 1;
        }
    }

    /// <summary>The ranges that hold samples.</summary>
    public IReadOnlyList<XdfClockRange> Used => used;

    /// <summary>Carries the stamp of the next sample over to the recorder's clock.</summary>
    public double Next(double stamp)
    {
        if (ranges.Count == 0) return stamp;
        var before = current;
        while (current + 1 < ranges.Count && !(Math.Abs(stamp - ranges[current].Last) < Math.Abs(stamp - ranges[current + 1].First))) current++;
        if (used.Count == 0 || current != before) used.Add(new(sample, ranges[current].Intercept, ranges[current].Slope));
        sample++;
        return used[^1].Correct(stamp);
    }

    private static bool[] Glitches(double[] differences, double deviations, double seconds)
    {
        var glitches = new bool[differences.Length];
        if (differences.Length == 0) return glitches;
        var median = Robust.Median(differences);
        var deviation = Robust.MedianDeviation(differences, median) + (double.BitIncrement(1) - 1);
        for (var i = 0; i < glitches.Length; i++)
        {
            var off = Math.Abs(differences[i] - median);
            glitches[i] = off > seconds && off / deviation > deviations;
        }
        return glitches;
    }
}
