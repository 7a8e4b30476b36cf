namespace Streaming.Files;

/// <summary>Hands out the lines of a file as bytes, from a buffer no longer than the longest line allowed.</summary>
internal sealed class LineReader(Stream stream, string file)
{
    private const int LongestLine = 1 << 20;
    private byte[] buffer = new byte[1 << 16];
    private long origin;
    private int start, end;

    /// <summary>The line without its end; valid until the next call.</summary>
    public ReadOnlySpan<byte> Line => buffer.AsSpan(lineStart, lineLength);

    /// <summary>Number of the line, from 1; 0 before the first.</summary>
    public long Number { get; private set; }

    /// <summary>Whether the line had a line end; a last line without one may be cut.</summary>
    public bool IsWhole { get; private set; }

    private int lineStart, lineLength;

    public CsvPosition Position
    {
        get => new(origin + start, Number);
        set
        {
            (origin, Number) = (value.Offset, value.Line);
            start = end = lineStart = lineLength = 0;
        }
    }

    public bool Read()
    {
        var scanned = start;
        while (true)
        {
            var found = buffer.AsSpan(scanned, end - scanned).IndexOf((byte)'\n');
            if (found >= 0) return Take(scanned + found, 1);
            scanned = end - start;
            if (!Fill()) return end > start && Take(end, 0);
        }
    }

    private bool Take(int stop, int ending)
    {
        lineStart = start;
        lineLength = stop - start;
        if (lineLength > 0 && buffer[stop - 1] == '\r') lineLength--;
        IsWhole = ending > 0;
        start = stop + ending;
        Number++;
        return true;
    }

    /// <summary>Moves what is left to the front and reads more behind it; false at the end of the file.</summary>
    private bool Fill()
    {
        buffer.AsSpan(start, end - start).CopyTo(buffer);
        origin += start;
        end -= start;
        start = 0;
        if (end == buffer.Length)
        {
            if (end >= LongestLine)
                throw new RecordingException(file, $"line {Number + 1}", $"a line of at most {LongestLine} bytes", "a longer one",
                    "Check that this is a text file with one row per line.");
            Array.Resize(ref buffer, buffer.Length * 4);
        }
        var held = stream.ReadAt(origin + end, buffer.AsSpan(end));
        end += held;
        return held > 0;
    }
}
