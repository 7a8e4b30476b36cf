using System.Globalization;

namespace Streaming.Files;

/// <summary>
/// Plays a delimited text file at its rate: times count from the first row's, and again from the row's where they jump ahead. A marker is an event
/// where its cell begins to hold something but zero.
/// </summary>
internal sealed class CsvRecording : SingleRecording
{
    private static readonly CsvPosition none = new(-1, -1);
    private readonly CsvReader reader;
    private readonly float[] row;
    private readonly Cell[] cells;
    private readonly Queue<(Event Found, double Time)> marked = new(64);
    private readonly TextCache texts = new();
    private CsvPosition before = none;
    private CsvPosition at;
    private bool held;

    private CsvRecording(CsvReader reader, StreamFormat format, double gap) : base(format, slack: gap)
    {
        this.reader = reader;
        row = new float[format.Channels];
        cells = [.. reader.Markers.Select(_ => new Cell())];
        at = reader.Start;
    }

    public override IReadOnlyList<string> Notes => reader.Notes;

    public override RecordingException? Damage => null;

    public static CsvRecording Open(string path, RecordingOptions options)
    {
        var reader = CsvReader.Open(path, options.Csv);
        try
        {
            if (reader.Channels.Count == 0)
                throw new RecordingException(path, "header row", "at least one column of numbers", "times and markers only",
                    "Check the settings 'time' and 'markers'.");
            if (reader.Rate <= 0)
                throw new RecordingException(path, "header row", "a column of times that increase",
                    reader.HasTime ? "times that do not" : "no column named timestamps, timestamp, time or t",
                    "Name the column with the setting 'time', or give the setting 'rate'.");
            var format = StreamFormat.Signal(
                reader.Channels.Count, reader.Rate, options.Unit, ValueList.From(reader.Channels), Path.GetFileNameWithoutExtension(path));
            return new CsvRecording(reader, format, options.Gap);
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    public override bool TryTake(double before, out Event found, out double time)
    {
        var any = marked.TryDequeue(out var next);
        (found, time) = next;
        return any;
    }

    public override void Save(ref StateWriter writer)
    {
        base.Save(ref writer);
        writer.WriteStruct("before", before);
        writer.WriteStruct("at", at);
    }

    public override void Load(ref StateReader reader)
    {
        base.Load(ref reader);
        before = reader.ReadStruct<CsvPosition>("before");
        at = reader.ReadStruct<CsvPosition>("at");
        Return();
    }

    public override void Reset()
    {
        base.Reset();
        before = none;
        at = reader.Start;
        Return();
    }

    public override void Dispose() => reader.Dispose();

    protected override bool Peek(out double stored)
    {
        if (!held)
        {
            at = reader.Next;
            held = reader.Read(row);
        }
        stored = reader.HasTime ? reader.Time : double.NaN;
        return held;
    }

    protected override int Take(Span<float> values, int most)
    {
        row.CopyTo(values);
        for (var m = 0; m < cells.Length; m++)
        {
            var text = reader.Marker(m);
            if (cells[m].Changes(text) && CsvReader.IsMarker(text))
            {
                var value = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var code) && double.IsFinite(code) ? code : 0;
                marked.Enqueue((new Event(texts.Of(text), value), TimeOf(Sample)));
            }
        }
        held = false;
        before = at;
        at = reader.Next;
        return 1;
    }

    /// <summary>Goes to the row that is next, by way of the row before it, whose markers it has to know.</summary>
    private void Return()
    {
        held = false;
        marked.Clear();
        foreach (var cell in cells) cell.Clear();
        if (before != none)
        {
            reader.Next = before;
            if (reader.Read(row))
                for (var m = 0; m < cells.Length; m++) cells[m].Changes(reader.Marker(m));
        }
        reader.Next = at;
    }

    /// <summary>The content of a marker column in the row before.</summary>
    private sealed class Cell
    {
        private byte[] content = new byte[32];
        private int length;

        public void Clear() => length = 0;

        public bool Changes(ReadOnlySpan<byte> text)
        {
            if (text.SequenceEqual(content.AsSpan(0, length))) return false;
            if (text.Length > content.Length) content = new byte[text.Length * 2];
            text.CopyTo(content);
            length = text.Length;
            return true;
        }
    }
}
