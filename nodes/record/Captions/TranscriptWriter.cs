namespace Streaming.Record;

/// <summary>Writes a transcript: a line per text, its own lines joined by spaces; before it, where asked for, its beginning as <c>[00:01:02] </c>.</summary>
/// <param name="file">Where it goes; disposed with the writer.</param>
/// <param name="times">Write the beginnings.</param>
public sealed class TranscriptWriter(RecordingFile file, bool times = false) : CaptionWriter(file, moment: 1)
{
    private protected override void Write(long from, long to, string text)
    {
        if (times)
        {
            Lines.Write((byte)'[');
            Clock(from / 1000);
            Lines.Write("] "u8);
        }
        var isFirst = true;
        for (var rest = text.AsSpan(); TryTakeLine(ref rest, out var line); isFirst = false)
        {
            if (!isFirst) Lines.Write((byte)' ');
            Line(line);
        }
    }

    private void Clock(long seconds)
    {
        Span<char> text = stackalloc char[24];
        text.TryWrite(null, $"{seconds / 3600:00}:{seconds / 60 % 60:00}:{seconds % 60:00}", out var length);
        Lines.Write(text[..length]);
    }
}
