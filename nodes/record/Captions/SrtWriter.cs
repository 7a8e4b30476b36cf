namespace Streaming.Record;

/// <summary>
/// Writes SubRip subtitles: a number, <c>00:01:02,345 --> 00:01:04,000</c>, the lines, an empty line. The format has no escapes, but players take &lt;i&gt; and {\an8} for markup:
/// where a text holds the beginning of such, or an arrow, an invisible word joiner (U+2060) follows its first sign, so that it is shown as it is.
/// </summary>
/// <param name="file">Where it goes; disposed with the writer.</param>
/// <param name="moment">Seconds that an event without duration is shown.</param>
public sealed class SrtWriter(RecordingFile file, double moment = 1) : CaptionWriter(file, moment)
{
    private const char Joiner = '\u2060';
    private int count;

    private protected override void Write(long from, long to, string text)
    {
        Lines.Write(++count);
        Lines.Write((byte)'\n');
        Write(from, to, ',', text);
        Lines.Write((byte)'\n');
    }

    private protected override void Line(ReadOnlySpan<char> line)
    {
        for (var at = 0; at < line.Length; at++)
        {
            var (sign, next) = (line[at], at + 1 < line.Length ? line[at + 1] : ' ');
            var isMarkup = (sign == '<' && (next == '/' || char.IsAsciiLetter(next))) || (sign == '{' && next == '\\') || line[at..].StartsWith("-->");
            if (!isMarkup && sign != '\0') continue;
            Lines.Write(line[..(isMarkup ? at + 1 : at)]);
            Lines.Write(isMarkup ? [Joiner] : ['\uFFFD']);     // a text ends at NUL for many a player
            line = line[(at + 1)..];
            at = -1;
        }
        Lines.Write(line);
    }
}
