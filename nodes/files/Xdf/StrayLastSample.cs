namespace Streaming.Files.Xdf;

/// <summary>
/// Outlets of LSL up to 1.17.1 send one bogus sample when they end, and a clock offset measured then is garbage. Where a stream holds more samples than its
/// footer says and its last offset is an outlier, both go (the rule of pyxdf 1.17).
/// </summary>
internal static class StrayLastSample
{
    private const double Outlier = 10, MadToDeviation = 1.4826;

    public static void Drop(XdfFile file, XdfStream stream)
    {
        if (stream.FooterSampleCount is not { } footer || stream.SampleCount <= footer || !LastIsOutlier(stream.offsets)) return;
        file.notes.Add($"{stream}: {stream.SampleCount - footer} samples more than its footer says and a garbage last clock offset, as outlets leave that end; both are left out");
        stream.offsets.RemoveAt(stream.offsets.Count - 1);
        stream.SampleCount = footer;
        if (footer == 0) stream.FirstStamp = stream.LastStamp = 0;
        else stream.LastStamp = StampOf(file, stream, footer - 1);
    }

    private static double StampOf(XdfFile file, XdfStream stream, long sample)
    {
        using var reader = file.Read(stream, sample);
        while (reader.Next())
            if (reader.Kind == XdfPiece.Samples) return reader.Stamps[0];
        return stream.LastStamp;
    }

    private static bool LastIsOutlier(List<ClockOffset> offsets)
    {
        if (offsets.Count < 3) return false;
        var intervals = new double[offsets.Count - 2];
        for (var i = 0; i < intervals.Length; i++) intervals[i] = offsets[i + 1].Time - offsets[i].Time;
        var last = Math.Abs(offsets[^1].Time - offsets[^2].Time);
        var interval = Robust.Median(intervals);
        if (interval > 0 ? last / interval > Outlier : last > 0) return true;

        var values = new double[offsets.Count - 1];
        for (var i = 0; i < values.Length; i++) values[i] = offsets[i].Value;
        var median = Robust.Median(values);
        var deviation = Robust.MedianDeviation(values, median);
        return deviation > double.BitIncrement(1) - 1 && Math.Abs(offsets[^1].Value - median) / (MadToDeviation * deviation) > Outlier;
    }
}
