using System.Globalization;

namespace Streaming.Files;

/// <summary>Plays a BrainVision recording; events are its markers, and each new segment comes after a gap.</summary>
internal sealed class BrainVisionRecording : SingleRecording
{
    private readonly BrainVisionReader reader;
    private readonly int[] channels;
    private readonly (long Sample, double Time)[] segments;
    private readonly (Event Event, double Time)[] events;
    private int nextEvent;

    private BrainVisionRecording(BrainVisionReader reader, int[] channels, StreamFormat format) : base(format, slack: 0)
    {
        (this.reader, this.channels) = (reader, channels);
        segments = Segments(reader);
        events = [.. reader.Markers.Where(m => m.Sample < reader.Samples).Select(m => (Of(m), TimeOfSample(m.Sample)))];
        if (events.Length < reader.Markers.Count) reader.Note($"markers after the end of the signals are left out: {reader.Markers.Count - events.Length}");
    }

    public override IReadOnlyList<string> Notes => reader.Notes;

    public override RecordingException? Damage => reader.Damage;

    public static BrainVisionRecording Open(string path, RecordingOptions options)
    {
        var reader = BrainVisionReader.Open(path);
        try
        {
            var all = reader.Header.Channels;
            int[] chosen = options.Channels.Count == 0 ? [.. Enumerable.Range(0, all.Count)] : [.. options.Channels.Select(name => Find(all, name, path))];
            var units = chosen.Select(c => Unit(all[c].Unit)).Distinct().ToArray();
            if (units.Length > 1) reader.Note($"the channels have different units ({string.Join(", ", units)}); the stream names none");
            var labels = ValueList.From(chosen.Select(c => all[c].Label));
            var format = StreamFormat.Signal(chosen.Length, reader.Header.Rate, units.Length == 1 ? units[0] : "", labels, Path.GetFileNameWithoutExtension(path)) with { Content = "EEG" };
            return new BrainVisionRecording(reader, chosen, format);
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    public override bool TryTake(double before, out Event found, out double time)
    {
        (found, time) = (default, 0);
        if (nextEvent == events.Length || events[nextEvent].Time >= before) return false;
        (found, time) = events[nextEvent++];
        return true;
    }

    public override void Save(ref StateWriter writer)
    {
        base.Save(ref writer);
        writer.Write("marker", nextEvent);
    }

    public override void Load(ref StateReader reader)
    {
        base.Load(ref reader);
        nextEvent = reader.ReadInt32("marker");
    }

    public override void Reset()
    {
        base.Reset();
        nextEvent = 0;
    }

    public override void Dispose() => reader.Dispose();

    protected override bool Peek(out double stored)
    {
        var (sample, time) = segments[SegmentOf(Sample)];
        stored = sample == Sample ? time : double.NaN;
        return Sample < reader.Samples;
    }

    protected override int Take(Span<float> values, int most)
    {
        var segment = SegmentOf(Sample);
        if (segment + 1 < segments.Length) most = (int)Math.Min(most, segments[segment + 1].Sample - Sample);
        return reader.Read(Sample, channels, values[..(most * channels.Length)]);
    }

    /// <summary>A segment comes after a gap also where nobody knows how long it was.</summary>
    protected override bool IsGap(double stored) => !double.IsNaN(stored);

    /// <summary>Where each segment begins: as much later than the first as its date says; right behind the one before where that is not known.</summary>
    private static (long Sample, double Time)[] Segments(BrainVisionReader reader)
    {
        List<(long Sample, double Time)> segments = [(0, 0)];
        var rate = reader.Header.Rate;
        DateTime? begun = null;
        foreach (var marker in reader.Markers.Where(m => m.IsNewSegment && m.Sample < reader.Samples))
        {
            if (marker.Sample == 0) begun ??= marker.Date;
            if (marker.Sample <= segments[^1].Sample) continue;
            var follows = segments[^1].Time + (marker.Sample - segments[^1].Sample) / rate;
            var told = marker.Date is { } date && begun is { } first ? (date - first).TotalSeconds : double.NaN;
            segments.Add((marker.Sample, told > follows ? told : follows));
        }
        return [.. segments];
    }

    private int SegmentOf(long sample)
    {
        var (low, high) = (0, segments.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (segments[middle].Sample <= sample) low = middle;
            else high = middle - 1;
        }
        return low;
    }

    private double TimeOfSample(long sample)
    {
        var (first, time) = segments[SegmentOf(sample)];
        return time + (sample - first) / reader.Header.Rate;
    }

    /// <summary>The description, or the type where it is empty; its value is the number with which that ends.</summary>
    private Event Of(BrainVisionMarker marker)
    {
        var text = marker.Description.Length > 0 ? marker.Description : marker.Type;
        var digits = text.AsSpan(text.AsSpan().LastIndexOfAnyExceptInRange('0', '9') + 1);
        var value = double.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        return new Event(text, value, marker.Length > 1 ? marker.Length / reader.Header.Rate : 0);
    }

    private static int Find(IReadOnlyList<BrainVisionChannel> all, string name, string path)
    {
        for (var c = 0; c < all.Count; c++)
            if (all[c].Label.Equals(name, StringComparison.OrdinalIgnoreCase)) return c;
        throw new RecordingException(path, "[Channel Infos]", $"a channel \"{name}\"", Bytes.List([.. all.Select(c => c.Label)]), "Name a channel of the recording.");
    }

    private static string Unit(string unit) => unit is "uV" or "\u03BCV" ? "µV" : unit;
}
