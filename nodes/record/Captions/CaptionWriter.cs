namespace Streaming.Record;

/// <summary>
/// Writes texts with times into a file of one of the forms that players and people read (UTF-8, lines end with LF). Each is one piece of the file, so it can be opened at any
/// time, and holds whole cues but for a kill in the middle of a write.
/// </summary>
public abstract class CaptionWriter : RecordingWriter
{
    private CueTimes times;
    private double zero;

    private protected CaptionWriter(RecordingFile file, double moment) : base(file) => (Lines, times) = (new(file), new(moment));

    private protected LineBuffer Lines { get; }

    /// <summary>Counts the times of what comes from here on; before, they count from 0 of the stream's clock.</summary>
    /// <param name="zero">Seconds, the time of the recording's first sample.</param>
    public void Begin(double zero) => this.zero = zero;

    /// <summary>Writes a cue; one without text is none.</summary>
    /// <param name="time">Seconds, its beginning by the stream's clock.</param>
    /// <param name="cue">Its text, of one or several lines, and its duration.</param>
    /// <returns>Seconds that it is shown; 0 where it has no text.</returns>
    /// <exception cref="RecordingFailedException">It could not be written.</exception>
    public double Write(double time, Event cue)
    {
        if (string.IsNullOrWhiteSpace(cue.Text)) return 0;
        var (from, to) = times.Next(time - zero, cue.Duration);
        Write(from, to, cue.Text);
        Lines.EndLine(time, now: true);
        return (to - from) / 1000.0;
    }

    /// <summary>Writes a cue but for the end of its last line.</summary>
    private protected abstract void Write(long from, long to, string text);

    private protected override void Finish() => Lines.Flush();

    /// <summary>Writes from when to when, and the lines of a text below.</summary>
    private protected void Write(long from, long to, char point, string text)
    {
        Time(from, point);
        Lines.Write(" --> "u8);
        Time(to, point);
        for (var rest = text.AsSpan(); TryTakeLine(ref rest, out var line);)
        {
            Lines.Write((byte)'\n');
            Line(line);
        }
    }

    /// <summary>Writes a line of a text so that it is shown as it is.</summary>
    private protected virtual void Line(ReadOnlySpan<char> line) => Lines.Write(line);

    /// <summary>Writes a time, such as 00:01:02,345; hours take as many digits as they need.</summary>
    private void Time(long milliseconds, char point)
    {
        Span<char> text = stackalloc char[24];
        text.TryWrite(null, $"{milliseconds / 3_600_000:00}:{milliseconds / 60_000 % 60:00}:{milliseconds / 1000 % 60:00}{point}{milliseconds % 1000:000}", out var length);
        Lines.Write(text[..length]);
    }

    /// <summary>Takes the next line that is not empty off a text, without what surrounds it; an empty one would end the cue.</summary>
    private protected static bool TryTakeLine(ref ReadOnlySpan<char> text, out ReadOnlySpan<char> line)
    {
        while (text.Length > 0)
        {
            var end = text.IndexOfAny('\n', '\r');
            line = (end < 0 ? text : text[..end]).Trim();
            text = end < 0 ? default : text[(end + 1)..];
            if (line.Length > 0) return true;
        }
        line = default;
        return false;
    }
}
