using System.Buffers.Binary;
using System.Text;

namespace Streaming.Lsl;

/// <summary>Writes the samples of a feed (protocol 1.10) for one consumer. A stamp is left out only where the reader's sum gives it bit for bit.</summary>
/// <typeparam name="T">Bytes of numbers, or texts.</typeparam>
internal abstract class SampleEncoder<T>(double rate, bool big)
{
    private readonly double interval = rate > 0 ? 1 / rate : 0;
    private double last = double.NaN;   // what the reader knows; NaN: nothing yet

    protected bool Big => big;

    /// <summary>The most bytes that a sample takes.</summary>
    public abstract int MostBytes(ReadOnlySpan<T> sample);

    /// <summary>Writes one sample; returns its bytes.</summary>
    public int Write(ReadOnlySpan<T> sample, double stamp, Span<byte> to)
    {
        var head = 1;
        if (BitConverter.DoubleToInt64Bits(last + interval) == BitConverter.DoubleToInt64Bits(stamp)) to[0] = 1;
        else
        {
            to[0] = 2;
            ByteOrder.WriteDouble(to[1..], stamp, big);
            head = 9;
        }
        last = stamp;
        return head + Values(sample, to[head..]);
    }

    /// <summary>The two samples that open the feed.</summary>
    public byte[] Patterns(LslFormat format, int channels)
    {
        using var bytes = new MemoryStream();
        foreach (var offset in TestPattern.Offsets)
        {
            var sample = Pattern(format, channels, offset);
            var room = new byte[MostBytes(sample)];
            last = double.NaN;      // both carry their stamp
            bytes.Write(room, 0, Write(sample, TestPattern.Stamp, room));
        }
        last = double.NaN;
        return bytes.ToArray();
    }

    protected abstract T[] Pattern(LslFormat format, int channels, int offset);

    protected abstract int Values(ReadOnlySpan<T> sample, Span<byte> to);
}

/// <summary>Writes samples of numbers.</summary>
internal sealed class NumberEncoder(LslFormat format, double rate, bool big) : SampleEncoder<byte>(rate, big)
{
    private readonly bool swaps = big == BitConverter.IsLittleEndian;

    public override int MostBytes(ReadOnlySpan<byte> sample) => 9 + sample.Length;

    protected override byte[] Pattern(LslFormat format, int channels, int offset)
    {
        var values = new byte[channels * format.Size()];
        TestPattern.Fill(format, channels, offset, values);
        return values;
    }

    protected override int Values(ReadOnlySpan<byte> sample, Span<byte> to)
    {
        sample.CopyTo(to);
        if (swaps) ByteOrder.Reverse(to[..sample.Length], format.Size());
        return sample.Length;
    }
}

/// <summary>Writes samples of text.</summary>
internal sealed class TextEncoder(double rate, bool big) : SampleEncoder<string>(rate, big)
{
    public override int MostBytes(ReadOnlySpan<string> sample)
    {
        var size = 9;
        foreach (var text in sample) size += 5 + Encoding.UTF8.GetByteCount(text);
        return size;
    }

    protected override string[] Pattern(LslFormat format, int channels, int offset) => [.. Enumerable.Range(0, channels).Select(TestPattern.Text)];

    protected override int Values(ReadOnlySpan<string> sample, Span<byte> to)
    {
        var at = 0;
        foreach (var text in sample)
        {
            var length = Encoding.UTF8.GetByteCount(text);
            if (length <= byte.MaxValue)
            {
                to[at++] = 1;
                to[at++] = (byte)length;
            }
            else
            {
                to[at++] = 4;
                if (Big) BinaryPrimitives.WriteInt32BigEndian(to[at..], length);
                else BinaryPrimitives.WriteInt32LittleEndian(to[at..], length);
                at += 4;
            }
            at += Encoding.UTF8.GetBytes(text, to[at..]);
        }
        return at;
    }
}
