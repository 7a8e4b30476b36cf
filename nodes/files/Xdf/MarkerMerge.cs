namespace Streaming.Files.Xdf;

/// <summary>Gives the samples of text streams as events, in order of the recorder's clock. It remembers its place.</summary>
/// <param name="file">The recording.</param>
/// <param name="streams">The text streams.</param>
/// <param name="raw">Give stamps as recorded.</param>
internal sealed class MarkerMerge(XdfFile file, XdfStream[] streams, bool raw) : IState, IDisposable
{
    private readonly long[] taken = new long[streams.Length];
    private readonly MarkerCursor?[] cursors = new MarkerCursor?[streams.Length];

    /// <summary>Takes the next event before a time of the recorder's clock.</summary>
    public bool TryTake(IReadOnlyList<XdfTimeline> timelines, double before, out Event found, out double stamp)
    {
        MarkerCursor? earliest = null;
        var at = 0;
        for (var i = 0; i < streams.Length; i++)
        {
            var cursor = cursors[i] ??= new(file, timelines[streams[i].Index], raw, taken[i]);
            var time = cursor.NextTime();
            if (time < before) (earliest, at, before) = (cursor, i, time);
        }
        (found, stamp) = (default, 0);
        if (earliest is null) return false;
        found = earliest.Take(out stamp);
        taken[at] = earliest.Sample;
        return true;
    }

    public void Save(ref StateWriter writer) => writer.Write<long>("taken", taken);

    public void Load(ref StateReader reader)
    {
        Dispose();
        reader.Read<long>("taken", taken);
        if (taken.AsSpan().ContainsAnyInRange(long.MinValue, -1)) throw new StateException($"The saved place among the markers of {file.Path} is damaged.");
    }

    public void Reset()
    {
        Dispose();
        taken.AsSpan().Clear();
    }

    /// <summary>Closes the recording; the next event opens it again at its place.</summary>
    public void Dispose()
    {
        foreach (var cursor in cursors) cursor?.Dispose();
        cursors.AsSpan().Clear();
    }
}
