using System.Buffers.Binary;
using System.Numerics;

namespace Streaming.Files;

/// <summary>Reads a stream bit by bit, the highest first, through a window of its own, and keeps the CRC-16 of what is read.</summary>
internal sealed class FlacBits(Stream stream)
{
    private readonly byte[] window = new byte[1 << 16];
    private long windowStart;
    private int next, end;              // of the window: the byte to load next, and where it ends
    private ulong held;                 // loaded bits, the next one highest; zeros behind them
    private int count;                  // of loaded bits
    private int summed;                 // of the window: how far the sum has come
    private ushort sum;

    /// <summary>Where the next bit is, in bytes from the beginning.</summary>
    public long Position => windowStart + next - count / 8;

    /// <summary>Goes to a place of the stream.</summary>
    public void MoveTo(long position)
    {
        stream.Position = windowStart = position;
        (next, end, held, count, summed) = (0, 0, 0, 0, 0);
    }

    /// <summary>Nothing follows. Only between bytes.</summary>
    public bool AtEnd => count == 0 && next == end && !Refill();

    /// <summary>The next bits, at most 32, as a number.</summary>
    /// <exception cref="EndOfStreamException">The stream ends before.</exception>
    public uint Read(int bits)
    {
        if (bits == 0) return 0;
        if (count < bits) Load(bits);
        var value = (uint)(held >> (64 - bits));
        held <<= bits;
        count -= bits;
        return value;
    }

    /// <summary>The next bits, at most 33, as a number in two's complement.</summary>
    public long ReadSigned(int bits)
    {
        if (bits == 0) return 0;
        var value = bits <= 32 ? Read(bits) : ((ulong)Read(bits - 32) << 32) | Read(32);
        return (long)(value << (64 - bits)) >> (64 - bits);
    }

    /// <summary>Zeros before the next one, which is taken too.</summary>
    public uint ReadUnary()
    {
        uint zeros = 0;
        while (held == 0)
        {
            zeros += (uint)count;
            count = 0;
            Load(1);
        }
        var more = BitOperations.LeadingZeroCount(held);
        held = held << more << 1;
        count -= more + 1;
        return zeros + (uint)more;
    }

    /// <summary>Leaves out the bits up to the next byte.</summary>
    public void Align() => Read(count % 8);

    /// <summary>The sum begins at the next byte.</summary>
    public void BeginSum() => (sum, summed) = (0, next - count / 8);

    /// <summary>The sum of all bytes since it began, up to the next one.</summary>
    public ushort EndSum()
    {
        var to = next - count / 8;
        Sum(to);
        return sum;
    }

    private void Load(int least)
    {
        while (count < least)
        {
            if (next == end && !Refill()) throw new EndOfStreamException();
            if (end - next >= 8)
            {
                var bytes = (64 - count) / 8;
                var more = BinaryPrimitives.ReadUInt64BigEndian(window.AsSpan(next)) >> (64 - 8 * bytes) << (64 - 8 * bytes);
                held |= more >> count;
                count += 8 * bytes;
                next += bytes;
                return;
            }
            held |= (ulong)window[next++] << (56 - count);
            count += 8;
        }
    }

    private bool Refill()
    {
        Sum(end);
        summed = 0;
        windowStart += end;
        next = 0;
        end = stream.Read(window);
        return end > 0;
    }

    private void Sum(int to)
    {
        for (; summed < to; summed++) sum = FlacSums.Next(sum, window[summed]);
    }
}
