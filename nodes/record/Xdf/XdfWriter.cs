using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace Streaming.Record;

/// <summary>
/// Writes an XDF 1.0 recording of any number of streams. Samples wait at most half a second of stream time; then each stream's samples go out as one chunk, so
/// at any kill the file opens and holds all but that. A boundary stands about every 10 s, and the disk is made to keep what it has once a second.
/// </summary>
public sealed class XdfWriter : RecordingWriter
{
    /// <summary>Seconds of stream time that samples wait at most before they are written.</summary>
    public const double ChunkSeconds = 0.5;

    internal const double BoundarySeconds = 10, DiskSeconds = 1;

    private readonly List<XdfStreamWriter> streams = [];
    private readonly byte[] small = new byte[32];
    private uint lastId;

    /// <summary>Begins a recording.</summary>
    /// <param name="file">Where it goes; disposed with the writer.</param>
    /// <param name="time">Dates it.</param>
    /// <exception cref="RecordingFailedException">It could not be written.</exception>
    public XdfWriter(RecordingFile file, TimeProvider time) : base(file)
    {
        var now = time.GetLocalNow();
        var zone = now.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal);
        var info = XdfXml.Text(new XElement("info",
            new XElement("version", "1.0"),
            new XElement("datetime", now.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture) + zone)));
        File.Append([.. "XDF:"u8, .. Chunk(1, null, info)]);
    }

    /// <summary>Adds a stream; also while others are recorded.</summary>
    /// <exception cref="ArgumentException">It has no name, or its rate or channel count is no number of at least 0.</exception>
    /// <exception cref="RecordingFailedException">Its header could not be written.</exception>
    public XdfStreamWriter Add(XdfStreamInfo info)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(info.Name, nameof(info));
        ArgumentOutOfRangeException.ThrowIfNegative(info.ChannelCount, nameof(info));
        if (!double.IsFinite(info.Rate) || info.Rate < 0) throw new ArgumentOutOfRangeException(nameof(info), info.Rate, "The rate must be 0 (irregular) or more.");
        var stream = new XdfStreamWriter(this, ++lastId, info);
        File.Append(Chunk(2, stream.Id, info.ToXml()));
        streams.Add(stream);
        return stream;
    }

    /// <summary>Writes all samples that wait.</summary>
    /// <exception cref="RecordingFailedException">They could not be written.</exception>
    public void Flush()
    {
        var (boundary, disk) = (false, false);
        foreach (var stream in streams)
        {
            stream.Emit(File);
            boundary |= stream.SinceBoundary.Passed(stream.LastStamp);
            disk |= stream.SinceDisk.Passed(stream.LastStamp);
        }
        if (boundary)
        {
            WriteBoundary();
            foreach (var stream in streams) stream.SinceBoundary.Restart(stream.LastStamp);
        }
        if (!disk) return;
        File.FlushToDisk();
        foreach (var stream in streams) stream.SinceDisk.Restart(stream.LastStamp);
    }

    private protected override void Finish()
    {
        Flush();
        foreach (var stream in streams) File.Append(Chunk(6, stream.Id, stream.Footer()));
    }

    internal void Write(uint id, ClockOffset offset)
    {
        small[0] = 1;
        small[1] = 2 + 4 + 16;
        BinaryPrimitives.WriteUInt16LittleEndian(small.AsSpan(2), 4);
        BinaryPrimitives.WriteUInt32LittleEndian(small.AsSpan(4), id);
        BinaryPrimitives.WriteDoubleLittleEndian(small.AsSpan(8), offset.Time);
        BinaryPrimitives.WriteDoubleLittleEndian(small.AsSpan(16), offset.Value);
        File.Append(small.AsSpan(0, 24));
    }

    private void WriteBoundary() => File.Append([1, 18, 5, 0, 0x43, 0xA5, 0x46, 0xDC, 0xCB, 0xF5, 0x41, 0x0F, 0xB3, 0x0E, 0xD5, 0x46, 0x73, 0x83, 0xCB, 0xE4]);

    private static byte[] Chunk(ushort tag, uint? id, string xml)
    {
        var text = Encoding.UTF8.GetBytes(xml);
        var length = 2 + (id is null ? 0 : 4) + text.Length;
        var chunk = new byte[5 + length];
        chunk[0] = 4;
        BinaryPrimitives.WriteInt32LittleEndian(chunk.AsSpan(1), length);
        BinaryPrimitives.WriteUInt16LittleEndian(chunk.AsSpan(5), tag);
        if (id is { } number) BinaryPrimitives.WriteUInt32LittleEndian(chunk.AsSpan(7), number);
        text.CopyTo(chunk, chunk.Length - text.Length);
        return chunk;
    }
}
