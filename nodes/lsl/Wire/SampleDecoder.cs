using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Streaming.Lsl;

/// <summary>Reads the samples of a feed (protocol 1.10) and gives each its stamp.</summary>
/// <typeparam name="T">Bytes of numbers, or texts.</typeparam>
internal abstract class SampleDecoder<T>(int width, double rate, bool big)
{
    private const byte Deduced = 1, Sent = 2;

    private readonly double interval = rate > 0 ? 1 / rate : 0;
    private double last;
    private bool anchored;

    /// <summary>Items of one sample.</summary>
    public int Width => width;

    /// <summary>Samples passed over since none before them had said its stamp.</summary>
    public long Skipped { get; private set; }

    protected bool Big => big;

    /// <summary>Reads whole samples.</summary>
    /// <param name="bytes">What was received.</param>
    /// <param name="values">Receives them, [samples, width].</param>
    /// <param name="stamps">Receives their stamps; its length is the most samples to read.</param>
    /// <param name="used">Bytes of the samples read.</param>
    /// <returns>Samples read.</returns>
    /// <exception cref="WireException">The bytes are no samples.</exception>
    public int Read(ReadOnlySpan<byte> bytes, Span<T> values, Span<double> stamps, out int used)
    {
        var count = 0;
        used = 0;
        while (count < stamps.Length && used < bytes.Length)
        {
            var tag = bytes[used];
            var head = tag == Sent ? 9 : 1;
            int taken;
            try
            {
                if (tag is not (Deduced or Sent)) throw new WireException($"a sample that begins with {tag} where 1 or 2 is expected");
                if (bytes.Length - used < head || !TryValues(bytes[(used + head)..], values.Slice(count * width, width), out taken)) break;
            }
            catch (WireException) when (count > 0)
            {
                break;      // the samples before the damage are whole; the next call meets it again
            }
            var stamp = tag == Sent ? ByteOrder.ReadDouble(bytes[(used + 1)..], big) : last + interval;
            used += head + taken;
            anchored |= tag == Sent;
            // Who joins in mid-chunk is told the next stamp, not this one: 0 and a little would be a lie.
            if (!anchored)
            {
                Skipped++;
                continue;
            }
            stamps[count++] = last = stamp;
        }
        return count;
    }

    /// <summary>What follows begins anew: the patterns before it have nothing to do with it.</summary>
    public void Restart() => (last, anchored) = (0, false);

    /// <summary>Reads the values of one sample; false where they are not all there.</summary>
    protected abstract bool TryValues(ReadOnlySpan<byte> bytes, Span<T> values, out int taken);
}

/// <summary>Reads samples of numbers into this machine's order.</summary>
internal sealed class NumberDecoder(LslFormat format, int channels, double rate, bool big, bool suppressSubnormals)
    : SampleDecoder<byte>(channels * format.Size(), rate, big)
{
    private readonly bool swaps = big == BitConverter.IsLittleEndian;

    protected override bool TryValues(ReadOnlySpan<byte> bytes, Span<byte> values, out int taken)
    {
        taken = Width;
        if (bytes.Length < taken) return false;
        bytes[..taken].CopyTo(values);
        if (swaps) ByteOrder.Reverse(values, format.Size());
        if (suppressSubnormals) Suppress(values);
        return true;
    }

    private void Suppress(Span<byte> values)
    {
        if (format == LslFormat.Float32)
        {
            foreach (ref var value in MemoryMarshal.Cast<byte, float>(values))
                if (float.IsSubnormal(value)) value = float.CopySign(0, value);
        }
        else if (format == LslFormat.Double64)
        {
            foreach (ref var value in MemoryMarshal.Cast<byte, double>(values))
                if (double.IsSubnormal(value)) value = double.CopySign(0, value);
        }
    }
}

/// <summary>Reads samples of text.</summary>
internal sealed class TextDecoder(int channels, double rate, bool big) : SampleDecoder<string>(channels, rate, big)
{
    /// <summary>The most bytes of one sample; a longer one is damage.</summary>
    public const int LongestSample = 1 << 25;

    private int scanned, scannedTo;

    protected override bool TryValues(ReadOnlySpan<byte> bytes, Span<string> values, out int taken)
    {
        taken = 0;
        // A long sample comes in many pieces: what was found to be whole is not looked at again.
        for (; scanned < Width; scanned++)
        {
            if (!TryLength(bytes[scannedTo..], out var head, out var length) || length > bytes.Length - scannedTo - head) return false;
            scannedTo += head + length;
        }
        for (var i = 0; i < Width; i++)
        {
            TryLength(bytes[taken..], out var head, out var length);
            values[i] = Encoding.UTF8.GetString(bytes.Slice(taken + head, length));
            taken += head + length;
        }
        (scanned, scannedTo) = (0, 0);
        return true;
    }

    private bool TryLength(ReadOnlySpan<byte> bytes, out int head, out int length)
    {
        (head, length) = (0, 0);
        if (bytes.Length == 0) return false;
        var size = bytes[0];
        if (size is not (1 or 2 or 4 or 8)) throw new WireException($"a text whose length takes {size} bytes where 1, 2, 4 or 8 is expected");
        if (bytes.Length <= size) return false;
        var field = bytes.Slice(1, size);
        var value = (size, Big) switch
        {
            (1, _) => field[0],
            (2, false) => BinaryPrimitives.ReadUInt16LittleEndian(field),
            (2, true) => BinaryPrimitives.ReadUInt16BigEndian(field),
            (4, false) => BinaryPrimitives.ReadUInt32LittleEndian(field),
            (4, true) => BinaryPrimitives.ReadUInt32BigEndian(field),
            (_, false) => BinaryPrimitives.ReadUInt64LittleEndian(field),
            _ => BinaryPrimitives.ReadUInt64BigEndian(field),
        };
        if (value > (ulong)(LongestSample - scannedTo)) throw new WireException($"a sample of text longer than {LongestSample} bytes");
        (head, length) = (1 + size, (int)value);
        return true;
    }
}
