using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Streaming.Record;

/// <summary>How a WAV file stores its values.</summary>
public enum WavEncoding
{
    /// <summary>IEEE 754 single; any value, nothing is lost.</summary>
    Float32,

    /// <summary>Signed 16-bit integer; -1 to 1 fill its range, values beyond are clipped.</summary>
    Int16,
}

/// <summary>
/// Writes a WAV recording. Sizes in the header follow the data twice a second of sound, so the file is valid at any kill; beyond 4 GiB it becomes an RF64 file
/// (EBU Tech 3306) in place.
/// </summary>
public sealed class WavWriter : RecordingWriter
{
    private const int FactAt = 12 + 36 + 26, DataAt = FactAt + 12, HeaderBytes = DataAt + 8;
    private const double PieceSeconds = 0.5;
    private const int LargestPiece = 1 << 20;

    private readonly WavEncoding encoding;
    private readonly int rate, channels, frameBytes;
    private readonly byte[] header = new byte[HeaderBytes];
    private readonly byte[] piece;
    private int used;
    private long frames, framesOnDisk;

    /// <summary>Begins a recording.</summary>
    /// <param name="file">Where it goes; disposed with the writer.</param>
    /// <param name="rate">Samples per second of each channel.</param>
    /// <param name="channels">Channels, 1 to 65535.</param>
    /// <param name="encoding">How values are stored.</param>
    /// <exception cref="RecordingFailedException">It could not be written.</exception>
    public WavWriter(RecordingFile file, int rate, int channels, WavEncoding encoding) : base(file)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rate);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(channels, ushort.MaxValue);
        (this.rate, this.channels, this.encoding) = (rate, channels, encoding);
        frameBytes = channels * (encoding == WavEncoding.Float32 ? 4 : 2);
        var pieceFrames = (int)Math.Clamp(rate * PieceSeconds, 1, Math.Max(1, LargestPiece / frameBytes));
        piece = new byte[pieceFrames * frameBytes];
        FillHeader();
        File.Append(header);
    }

    /// <summary>Samples of each channel handed over.</summary>
    public long Frames => frames + used / frameBytes;

    /// <summary>Writes samples, [samples, channels].</summary>
    /// <exception cref="RecordingFailedException">They could not be written.</exception>
    public void Write(ReadOnlySpan<float> values)
    {
        if (values.Length % channels != 0) throw new ArgumentException($"{values.Length} values are not whole samples of {channels} channels.", nameof(values));
        var valueBytes = frameBytes / channels;
        while (values.Length > 0)
        {
            var now = Math.Min(values.Length, (piece.Length - used) / valueBytes);
            var to = piece.AsSpan(used, now * valueBytes);
            if (encoding == WavEncoding.Float32) MemoryMarshal.AsBytes(values[..now]).CopyTo(to);
            else ToInt16(values[..now], MemoryMarshal.Cast<byte, short>(to));
            used += to.Length;
            values = values[now..];
            if (used == piece.Length) Flush();
        }
    }

    /// <summary>Writes so many samples of silence; none if negative.</summary>
    /// <exception cref="RecordingFailedException">They could not be written.</exception>
    public void WriteSilence(long frames)
    {
        for (var bytes = frames * frameBytes; bytes > 0;)
        {
            var now = (int)Math.Min(bytes, piece.Length - used);
            piece.AsSpan(used, now).Clear();
            used += now;
            bytes -= now;
            if (used == piece.Length) Flush();
        }
    }

    /// <summary>Writes what waits, then the sizes in the header.</summary>
    /// <exception cref="RecordingFailedException">They could not be written.</exception>
    public void Flush()
    {
        if (used == 0) return;
        var whole = piece.AsSpan(0, used);
        used = 0;
        File.Append(whole);
        frames += whole.Length / frameBytes;
        // Sizes come last: at a kill between the two the header tells of less than there is, never of more.
        FillHeader();
        File.Replace(0, header);
        if (frames - framesOnDisk < rate) return;
        framesOnDisk = frames;
        File.FlushToDisk();
    }

    private protected override void Finish() => Flush();

    private void FillHeader()
    {
        var data = frames * frameBytes;
        var riff = HeaderBytes - 8 + data;
        var large = riff > uint.MaxValue;
        header.AsSpan().Clear();
        Tag(0, large ? "RF64"u8 : "RIFF"u8, large ? uint.MaxValue : (uint)riff);
        "WAVE"u8.CopyTo(header.AsSpan(8));
        // Room that RF64 needs stands idle as JUNK until then.
        Tag(12, large ? "ds64"u8 : "JUNK"u8, 28);
        if (large)
        {
            BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(20), riff);
            BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(28), data);
            BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(36), frames);
        }
        Tag(48, "fmt "u8, 18);
        var format = header.AsSpan(56);
        BinaryPrimitives.WriteUInt16LittleEndian(format, (ushort)(encoding == WavEncoding.Float32 ? 3 : 1));
        BinaryPrimitives.WriteUInt16LittleEndian(format[2..], (ushort)channels);
        BinaryPrimitives.WriteInt32LittleEndian(format[4..], rate);
        BinaryPrimitives.WriteUInt32LittleEndian(format[8..], (uint)Math.Min(uint.MaxValue, (long)rate * frameBytes));
        BinaryPrimitives.WriteUInt16LittleEndian(format[12..], (ushort)Math.Min(ushort.MaxValue, frameBytes));
        BinaryPrimitives.WriteUInt16LittleEndian(format[14..], (ushort)(8 * (frameBytes / channels)));
        Tag(FactAt, "fact"u8, 4);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(FactAt + 8), (uint)Math.Min(uint.MaxValue, frames));
        Tag(DataAt, "data"u8, large ? uint.MaxValue : (uint)data);
    }

    private void Tag(int at, ReadOnlySpan<byte> name, uint size)
    {
        name.CopyTo(header.AsSpan(at));
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(at + 4), size);
    }

    private static void ToInt16(ReadOnlySpan<float> from, Span<short> to)
    {
        for (var i = 0; i < from.Length; i++)
            to[i] = (short)Math.Clamp(MathF.Round(from[i] * 32768f, MidpointRounding.ToEven), short.MinValue, short.MaxValue);
    }
}
