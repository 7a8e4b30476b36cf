namespace Streaming.Files.Xdf;

/// <summary>Gives the samples of text streams as events, in order of the recorder's clock. It remembers its place.</summary>
/// <param name="file">The recording.</param>
/// <param name="streams">The text streams.</param>
/// <param name="raw">Give stamps as recorded, and the clock offsets of a single stream; those of several would not tell whose they are.</param>
internal sealed class MarkerMerge(XdfFile file, XdfStream[] streams, bool raw) : IState, IDisposable
{
    private readonly long[] taken = new long[streams.Length];
    private readonly MarkerCursor?[] cursors = new MarkerCursor?[streams.Length];
    private readonly Queue<ClockOffset> offsets = new();
    private readonly bool givesOffsets = raw && streams.Length == 1;
    private int offsetsGiven;

    /// <summary>Takes the next event before a time of the recorder's clock.</summary>
    public bool TryTake(IReadOnlyList<XdfTimeline> timelines, double before, out Event found, out double stamp)
    {
        MarkerCursor? earliest = null;
        var at = 0;
        for (var i = 0; i < streams.Length; i++)
        {
            var cursor = cursors[i] ??= new(file, timelines[streams[i].Index], raw, taken[i]);
            if (givesOffsets) PassOffsets(cursor);
            var time = cursor.NextTime();
            if (time < before) (earliest, at, before) = (cursor, i, time);
        }
        (found, stamp) = (default, 0);
        if (earliest is null) return false;
        found = earliest.Take(out stamp);
        taken[at] = earliest.Sample;
        return true;
    }

    /// <summary>The next clock offset, behind the events taken before it.</summary>
    public bool TryTakeOffset(out ClockOffset offset) => offsets.TryDequeue(out offset);

    public void Save(ref StateWriter writer)
    {
        writer.Write<long>("taken", taken);
        writer.Write("offsetsGiven", offsetsGiven);
    }

    public void Load(ref StateReader reader)
    {
        Dispose();
        reader.Read<long>("taken", taken);
        offsetsGiven = reader.ReadInt32("offsetsGiven");
        if (taken.AsSpan().ContainsAnyInRange(long.MinValue, -1)) throw new StateException($"The saved place among the markers of {file.Path} is damaged.");
    }

    public void Reset()
    {
        Dispose();
        taken.AsSpan().Clear();
        offsetsGiven = 0;
    }

    /// <summary>Closes the recording; the next event opens it again at its place.</summary>
    public void Dispose()
    {
        foreach (var cursor in cursors) cursor?.Dispose();
        cursors.AsSpan().Clear();
        offsets.Clear();
    }

    private void PassOffsets(MarkerCursor cursor)
    {
        while (cursor.TryPassOffset(out var offset, out var index))
        {
            // Those before a place that was sought to have been given already.
            if (index < offsetsGiven) continue;
            offsets.Enqueue(offset);
            offsetsGiven = index + 1;
        }
    }
}
