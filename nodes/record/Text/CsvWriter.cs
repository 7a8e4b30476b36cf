namespace Streaming.Record;

/// <summary>
/// Writes a CSV recording (RFC 4180, comma, UTF-8): a row per sample, the time in seconds first. Numbers are the shortest text that reads back as the same
/// number; whole rows are written, at least twice a second of stream time.
/// </summary>
public sealed class CsvWriter : RecordingWriter
{
    private readonly LineBuffer lines;
    private readonly int columns;
    private readonly bool regular;

    /// <summary>Begins a recording with its row of names: <c>time</c>, then these.</summary>
    /// <param name="file">Where it goes; disposed with the writer.</param>
    /// <param name="names">Names of the columns behind the time.</param>
    /// <param name="regular">Rows come steadily, so that a few may wait for the next ones.</param>
    /// <exception cref="RecordingFailedException">It could not be written.</exception>
    public CsvWriter(RecordingFile file, IReadOnlyList<string> names, bool regular) : base(file)
    {
        (columns, this.regular) = (names.Count, regular);
        lines = new(file);
        lines.Write("time"u8);
        foreach (var name in names)
        {
            lines.Write((byte)',');
            Text(name);
        }
        lines.Write((byte)'\n');
        lines.Flush();
    }

    /// <summary>Writes a row of numbers.</summary>
    /// <param name="time">In seconds.</param>
    /// <param name="values">A number for each column.</param>
    /// <exception cref="RecordingFailedException">It could not be written.</exception>
    public void Write<T>(double time, ReadOnlySpan<T> values) where T : struct, IUtf8SpanFormattable
    {
        if (values.Length != columns) throw new ArgumentException($"{values.Length} values came for {columns} columns.", nameof(values));
        lines.Write(time);
        foreach (var value in values)
        {
            lines.Write((byte)',');
            lines.Write(value);
        }
        lines.EndLine(time, now: !regular);
    }

    /// <summary>Writes an event: text, value, duration.</summary>
    /// <exception cref="RecordingFailedException">It could not be written.</exception>
    public void Write(double time, Event happened)
    {
        if (columns != 3) throw new ArgumentException($"An event has text, value and duration, but there are {columns} columns.", nameof(happened));
        lines.Write(time);
        lines.Write((byte)',');
        Text(happened.Text);
        lines.Write((byte)',');
        lines.Write(happened.Value);
        lines.Write((byte)',');
        lines.Write(happened.Duration);
        lines.EndLine(time, now: !regular);
    }

    private protected override void Finish() => lines.Flush();

    private void Text(string text)
    {
        if (text.AsSpan().IndexOfAny(",\"\r\n") < 0)
        {
            lines.Write(text);
            return;
        }
        lines.Write((byte)'"');
        var rest = text.AsSpan();
        for (var quote = rest.IndexOf('"'); quote >= 0; quote = rest.IndexOf('"'))
        {
            lines.Write(rest[..(quote + 1)]);
            lines.Write((byte)'"');             // quotes are doubled
            rest = rest[(quote + 1)..];
        }
        lines.Write(rest);
        lines.Write((byte)'"');
    }
}
