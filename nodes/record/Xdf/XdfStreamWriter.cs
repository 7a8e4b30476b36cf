using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Xml.Linq;

namespace Streaming.Record;

/// <summary>Writes one stream of an <see cref="XdfWriter"/>. A stamp is left to be deduced only where the reader's sum gives it bit for bit.</summary>
public sealed class XdfStreamWriter
{
    // Length with its width byte (5), tag (2), stream id (4), sample count with its width byte (5).
    private const int Head = 16;
    private const int LargestChunk = 1 << 20, MostFooterOffsets = 4096;

    private readonly XdfWriter writer;
    private readonly XdfStreamInfo info;
    private readonly double interval;
    private readonly int sampleBytes;
    private readonly int chunkSamples;
    private readonly List<ClockOffset> offsets = [];
    private byte[] buffer;
    private int used = Head, pending;
    private double firstPending;
    private long count, offsetCount;
    private double firstStamp;

    internal StreamTime SinceBoundary = new(XdfWriter.BoundarySeconds), SinceDisk = new(XdfWriter.DiskSeconds);

    internal XdfStreamWriter(XdfWriter writer, uint id, XdfStreamInfo info)
    {
        this.writer = writer;
        this.info = info;
        Id = id;
        interval = info.Rate > 0 ? 1 / info.Rate : 0;
        sampleBytes = info.Element == ElementType.Event ? 0 : info.ChannelCount * info.Element.Size();
        var most = Math.Max(1, LargestChunk / (9 + sampleBytes));
        chunkSamples = info.Rate > 0 ? (int)Math.Clamp(info.Rate * XdfWriter.ChunkSeconds, 1, most) : most;
        buffer = new byte[Head + (info.Rate > 0 ? chunkSamples : Math.Min(most, 256)) * (9 + sampleBytes)];
    }

    /// <summary>Number of the stream in its file.</summary>
    public uint Id { get; }

    /// <summary>Samples handed over.</summary>
    public long SampleCount => count;

    /// <summary>Stamp of the last sample handed over; 0 before the first.</summary>
    public double LastStamp { get; private set; }

    /// <summary>Writes samples whose stamps follow each other by one interval.</summary>
    /// <param name="values">[samples, channels], of the stream's type.</param>
    /// <param name="stamp">Stamp of the first sample, in seconds of the stream's clock; the others follow as stamp + 1/rate, one after the other.</param>
    /// <exception cref="RecordingFailedException">They could not be written.</exception>
    public void Write<T>(ReadOnlySpan<T> values, double stamp) where T : unmanaged
    {
        var samples = Samples<T>(values.Length);
        var bytes = MemoryMarshal.AsBytes(values);
        for (var i = 0; i < samples; i++)
        {
            Append(bytes.Slice(i * sampleBytes, sampleBytes), stamp);
            stamp += interval;
        }
        if (info.Rate <= 0) writer.Flush();
    }

    /// <summary>Writes samples with a stamp each; a reader gets back these stamps bit for bit.</summary>
    /// <param name="values">[samples, channels], of the stream's type.</param>
    /// <param name="stamps">In seconds of the stream's clock; any order.</param>
    /// <exception cref="RecordingFailedException">They could not be written.</exception>
    public void Write<T>(ReadOnlySpan<T> values, ReadOnlySpan<double> stamps) where T : unmanaged
    {
        var samples = Samples<T>(values.Length);
        if (info.ChannelCount == 0) samples = stamps.Length;
        if (samples != stamps.Length) throw new ArgumentException($"{samples} samples came with {stamps.Length} stamps.", nameof(stamps));
        var bytes = MemoryMarshal.AsBytes(values);
        for (var i = 0; i < samples; i++) Append(bytes.Slice(i * sampleBytes, sampleBytes), stamps[i]);
        if (info.Rate <= 0) writer.Flush();
    }

    /// <summary>Writes one text sample; it is not held back.</summary>
    /// <param name="texts">A text for each channel.</param>
    /// <param name="stamp">In seconds of the stream's clock.</param>
    /// <exception cref="RecordingFailedException">It could not be written.</exception>
    public void Write(ReadOnlySpan<string> texts, double stamp)
    {
        if (info.Element != ElementType.Event) throw new ArgumentException($"Stream '{info.Name}' holds {info.Element}, not text.", nameof(texts));
        if (texts.Length != info.ChannelCount) throw new ArgumentException($"{texts.Length} texts came for {info.ChannelCount} channels.", nameof(texts));
        var size = 9;
        foreach (var text in texts) size += 5 + Encoding.UTF8.GetByteCount(text);
        Reserve(size);
        Stamp(stamp);
        foreach (var text in texts)
        {
            var length = Encoding.UTF8.GetByteCount(text);
            used += Varlen(buffer.AsSpan(used), length);
            used += Encoding.UTF8.GetBytes(text, buffer.AsSpan(used));
        }
        Handed(stamp);
        writer.Flush();
    }

    /// <summary>Writes a measured clock offset, in order with the samples.</summary>
    /// <exception cref="RecordingFailedException">It could not be written.</exception>
    public void Write(ClockOffset offset)
    {
        writer.Flush();
        writer.Write(Id, offset);
        offsetCount++;
        // The footer's offsets are a copy that readers ignore: bounded, so that months of recording cost no memory.
        if (offsets.Count < MostFooterOffsets) offsets.Add(offset);
    }

    internal void Emit(RecordingFile file)
    {
        if (pending == 0) return;
        var length = used - 5;
        var start = length <= byte.MaxValue ? 3 : 0;
        if (start == 3)
        {
            buffer[3] = 1;
            buffer[4] = (byte)length;
        }
        else
        {
            buffer[0] = 4;
            BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(1), length);
        }
        BinaryPrimitives.WriteUInt16LittleEndian(buffer.AsSpan(5), 3);
        BinaryPrimitives.WriteUInt32LittleEndian(buffer.AsSpan(7), Id);
        buffer[11] = 4;
        BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(12), pending);
        var chunk = buffer.AsSpan(start, used - start);
        (used, pending) = (Head, 0);
        file.Append(chunk);
    }

    internal string Footer()
    {
        static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
        return XdfXml.Text(new XElement("info",
            new XElement("first_timestamp", Text(firstStamp)),
            new XElement("last_timestamp", Text(LastStamp)),
            new XElement("sample_count", count),
            offsetCount > offsets.Count ? null : new XElement("clock_offsets", offsets.Select(o =>
                new XElement("offset", new XElement("time", Text(o.Time)), new XElement("value", Text(o.Value)))))));
    }

    private static int Varlen(Span<byte> to, int length)
    {
        if (length <= byte.MaxValue)
        {
            to[0] = 1;
            to[1] = (byte)length;
            return 2;
        }
        to[0] = 4;
        BinaryPrimitives.WriteInt32LittleEndian(to[1..], length);
        return 5;
    }

    private int Samples<T>(int values) where T : unmanaged
    {
        if (info.Element == ElementType.Event || ElementTypes.Of<T>() != info.Element)
            throw new ArgumentException($"Stream '{info.Name}' holds {(info.Element == ElementType.Event ? "text" : info.Element)}, not {typeof(T).Name}.", nameof(values));
        if (info.ChannelCount == 0) return 0;
        if (values % info.ChannelCount != 0) throw new ArgumentException($"{values} values are not whole samples of {info.ChannelCount} channels.", nameof(values));
        return values / info.ChannelCount;
    }

    private void Append(ReadOnlySpan<byte> values, double stamp)
    {
        // Whoever stops sending must not keep others' samples waiting, nor its own: a jump in time sends what waits.
        if (pending > 0 && !(Math.Abs(stamp - firstPending) < XdfWriter.ChunkSeconds)) writer.Flush();
        Reserve(9 + sampleBytes);
        Stamp(stamp);
        values.CopyTo(buffer.AsSpan(used));
        used += sampleBytes;
        Handed(stamp);
        if (pending >= chunkSamples) writer.Flush();
    }

    private void Reserve(int size)
    {
        if (buffer.Length - used < size) Array.Resize(ref buffer, Math.Max(used + size, buffer.Length * 2));
    }

    // The first sample of a chunk has its stamp always, so that a chunk can be read when the one before is lost.
    private void Stamp(double stamp)
    {
        if (pending == 0) firstPending = stamp;
        else if (double.IsFinite(stamp) && BitConverter.DoubleToInt64Bits(LastStamp + interval) == BitConverter.DoubleToInt64Bits(stamp))
        {
            buffer[used++] = 0;
            return;
        }
        buffer[used++] = 8;
        BinaryPrimitives.WriteDoubleLittleEndian(buffer.AsSpan(used), stamp);
        used += 8;
    }

    private void Handed(double stamp)
    {
        if (count == 0) firstStamp = stamp;
        count++;
        pending++;
        LastStamp = stamp;
    }
}
