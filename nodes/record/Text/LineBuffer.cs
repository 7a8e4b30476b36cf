using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace Streaming.Record;

/// <summary>Gathers whole lines and writes them as one piece: at least every half second of stream time, once a second through to the disk.</summary>
internal sealed class LineBuffer(RecordingFile file)
{
    private const int PieceBytes = 1 << 16;
    private const double PieceSeconds = 0.5, DiskSeconds = 1;

    private byte[] buffer = new byte[PieceBytes];
    private int used;
    private StreamTime piece = new(PieceSeconds), disk = new(DiskSeconds);

    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        used += bytes.Length;
    }

    public void Write(byte value)
    {
        Room(1)[0] = value;
        used++;
    }

    public void Write(ReadOnlySpan<char> text)
    {
        var room = Room(Encoding.UTF8.GetMaxByteCount(text.Length));
        used += Encoding.UTF8.GetBytes(text, room);
    }

    /// <summary>A text between quotes, escaped as JSON asks for; without a copy of it elsewhere, since events come as long as a session lasts.</summary>
    public void WriteQuoted(string text)
    {
        Write((byte)'"');
        const int longest = 6;                          // bytes for one, as \u001b
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        var room = Room((longest + 1) * most);
        var plain = room[(longest * most)..];
        plain = plain[..Encoding.UTF8.GetBytes(text, plain)];
        JavaScriptEncoder.UnsafeRelaxedJsonEscaping.EncodeUtf8(plain, room, out _, out var written);
        used += written;
        Write((byte)'"');
    }

    /// <summary>The shortest text that reads back as the same number.</summary>
    public void Write<T>(T number) where T : struct, IUtf8SpanFormattable
    {
        number.TryFormat(Room(40), out var written, default, CultureInfo.InvariantCulture);
        used += written;
    }

    /// <summary>Ends a line whose time is <paramref name="stamp"/>; writes where that is due.</summary>
    /// <param name="stamp">In seconds.</param>
    /// <param name="now">Write in any case: a line that comes alone must not wait for another.</param>
    public void EndLine(double stamp, bool now)
    {
        Write((byte)'\n');
        if (!now && used < PieceBytes - PieceBytes / 4 && !piece.Passed(stamp)) return;
        piece.Restart(stamp);
        Flush();
        if (!disk.Passed(stamp)) return;
        disk.Restart(stamp);
        file.FlushToDisk();
    }

    public void Flush()
    {
        if (used == 0) return;
        var lines = buffer.AsSpan(0, used);
        used = 0;
        file.Append(lines);
    }

    private Span<byte> Room(int size)
    {
        if (buffer.Length - used < size) Array.Resize(ref buffer, Math.Max(used + size, buffer.Length * 2));
        return buffer.AsSpan(used);
    }
}
