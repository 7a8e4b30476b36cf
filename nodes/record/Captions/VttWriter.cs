namespace Streaming.Record;

/// <summary>
/// Writes WebVTT (W3C, "WebVTT: The Web Video Text Tracks Format"): the line <c>WEBVTT</c>, then after an empty line each cue: <c>00:01:02.345 --> 00:01:04.000</c> and its lines,
/// in which <c>&amp;</c>, <c>&lt;</c> and <c>&gt;</c> are escaped, so that no text can be taken for markup or for times.
/// </summary>
public sealed class VttWriter : CaptionWriter
{
    /// <summary>Begins a file with its first line.</summary>
    /// <param name="file">Where it goes; disposed with the writer.</param>
    /// <param name="moment">Seconds that an event without duration is shown.</param>
    /// <exception cref="RecordingFailedException">It could not be written.</exception>
    public VttWriter(RecordingFile file, double moment = 1) : base(file, moment)
    {
        Lines.Write("WEBVTT\n"u8);
        Lines.Flush();
    }

    private protected override void Write(long from, long to, string text)
    {
        Lines.Write((byte)'\n');
        Write(from, to, '.', text);
    }

    private protected override void Line(ReadOnlySpan<char> line)
    {
        for (var special = line.IndexOfAny("&<>\0"); special >= 0; special = line.IndexOfAny("&<>\0"))
        {
            Lines.Write(line[..special]);
            Lines.Write(line[special] switch { '&' => "&amp;"u8, '<' => "&lt;"u8, '>' => "&gt;"u8, _ => "\uFFFD"u8 });
            line = line[(special + 1)..];
        }
        Lines.Write(line);
    }
}
