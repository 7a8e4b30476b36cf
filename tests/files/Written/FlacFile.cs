using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Streaming.Tests;

/// <summary>How one channel of a frame is coded.</summary>
/// <param name="Kind">0 constant, 1 verbatim, 8 to 12 fixed, 32 and above linear prediction, as in the format.</param>
/// <param name="Partitions">Their number as a power of two.</param>
/// <param name="Wide">Rice parameters of five bits.</param>
/// <param name="Escapes">Every second partition is written as it is.</param>
internal sealed record FlacCoding(int Kind, int Partitions = 0, bool Wide = false, bool Escapes = false, int Shift = 3);

/// <summary>Writes a FLAC recording with every means the format has, well compressed or not.</summary>
internal sealed class FlacFile
{
    public int Rate { get; init; } = 16000;
    public int Bits { get; init; } = 16;
    public int LargestBlock { get; init; } = 4096;
    public bool Open { get; init; }                 // total and sum are left open
    public int Metadata { get; init; }              // further blocks
    public byte[]? Md5 { get; init; }
    public long? Frames { get; init; }

    /// <summary>[channel][sample] of each frame, with its assignment (-1: each for itself) and its codings.</summary>
    public List<(int[][] Channels, int Assignment, FlacCoding[] Codings)> Blocks { get; } = [];

    private int Count => Blocks[0].Channels.Length;

    public byte[] Build()
    {
        using var file = new MemoryStream();
        file.Write("fLaC"u8);
        var info = new byte[34];
        BinaryPrimitives.WriteUInt16BigEndian(info, (ushort)LargestBlock);
        BinaryPrimitives.WriteUInt16BigEndian(info.AsSpan(2), (ushort)LargestBlock);
        var total = Open ? 0 : Frames ?? Blocks.Sum(b => (long)b.Channels[0].Length);
        BinaryPrimitives.WriteUInt64BigEndian(info.AsSpan(10), ((ulong)Rate << 44) | ((ulong)(Count - 1) << 41) | ((ulong)(Bits - 1) << 36) | (ulong)total);
        (Md5 ?? (Open ? new byte[16] : Sum())).CopyTo(info, 18);
        Block(0, info, Metadata == 0);
        for (var m = 0; m < Metadata; m++) Block(4, new byte[m * 100], m == Metadata - 1);
        for (var f = 0; f < Blocks.Count; f++) file.Write(Frame(f));
        return file.ToArray();

        void Block(int type, byte[] content, bool isLast)
        {
            file.Write([(byte)(type | (isLast ? 128 : 0)), (byte)(content.Length >> 16), (byte)(content.Length >> 8), (byte)content.Length]);
            file.Write(content);
        }
    }

    /// <summary>What a reader must give: [frames, channels], scaled.</summary>
    public float[] Expected() => [.. Blocks.SelectMany(b => Enumerable.Range(0, b.Channels[0].Length).SelectMany(i => b.Channels.Select(c => Scaled(c[i]))))];

    private float Scaled(int sample) => Math.Min((float)(sample / Math.Pow(2, Bits - 1)), MathF.BitDecrement(1));

    private byte[] Sum()
    {
        var bytes = Blocks.SelectMany(b => Enumerable.Range(0, b.Channels[0].Length).SelectMany(i => b.Channels.SelectMany(c => BitConverter.GetBytes(c[i])[..((Bits + 7) / 8)])));
        return MD5.HashData(bytes.ToArray());
    }

    private byte[] Frame(int number)
    {
        var (channels, assignment, codings) = Blocks[number];
        var length = channels[0].Length;
        var bits = new BitWriter();
        bits.Write(0xFFF8, 16);
        bits.Write(7, 4);                           // the length follows, 16 bits
        bits.Write(0, 4);
        bits.Write((uint)(assignment < 0 ? Count - 1 : assignment), 4);
        bits.Write(Bits switch { 8 => 1u, 12 => 2, 16 => 4, 20 => 5, 24 => 6, 32 => 7, _ => 0 }, 3);
        bits.Write(0, 1);
        if (number < 128) bits.Write((uint)number, 8);
        else bits.Write((uint)(0xC080 | (number >> 6 << 8) | (number & 63)), 16);
        bits.Write((uint)(length - 1), 16);
        bits.Write(Crc(bits.Bytes, 8, 0x07), 8);
        for (var c = 0; c < Count; c++)
        {
            var isSide = assignment >= 8 && c == (assignment == 9 ? 0 : 1);
            var samples = new long[length];
            for (var i = 0; i < length; i++)
            {
                long left = channels[0][i], right = channels[^1][i];
                samples[i] = isSide ? left - right : assignment == 10 ? (left + right) >> 1 : channels[c][i];
            }
            Channel(bits, samples, Bits + (isSide ? 1 : 0), codings[c]);
        }
        bits.Align();
        bits.Write(Crc(bits.Bytes, 16, 0x8005), 16);
        return bits.Bytes;
    }

    private static void Channel(BitWriter bits, long[] samples, int depth, FlacCoding coding)
    {
        var wasted = samples.All(s => s == 0) ? 0 : samples.Min(s => s == 0 ? 99 : (int)long.TrailingZeroCount(s));
        wasted = Math.Min(wasted, depth - 1);
        samples = [.. samples.Select(s => s >> wasted)];
        depth -= wasted;
        var kind = coding.Kind;
        var order = kind >= 32 ? kind - 31 : Math.Max(0, kind - 8);
        long[] coefficients = kind >= 32 ? [.. Enumerable.Range(0, order).Select(i => i == 0 ? 7L : i % 2 == 0 ? 1 : -1)]
            : order switch { 0 => [], 1 => [1], 2 => [2, -1], 3 => [3, -3, 1], _ => [4, -6, 4, -1] };
        var shift = kind >= 32 ? coding.Shift : 0;
        var residual = new long[samples.Length];
        for (var n = order; n < samples.Length; n++)
        {
            long predicted = 0;
            for (var i = 0; i < order; i++) predicted += coefficients[i] * samples[n - 1 - i];
            residual[n] = samples[n] - (predicted >> shift);
        }
        // A residual has 31 bits at most; what is no constant cannot be written as one.
        if ((kind == 0 && samples.Distinct().Count() > 1) || (kind > 1 && residual.Any(r => r is > int.MaxValue / 2 or < int.MinValue / 2))) kind = 1;
        bits.Write((uint)kind << 1 | (wasted > 0 ? 1u : 0), 8);
        if (wasted > 0) bits.Write(1, wasted);
        if (kind == 0) bits.WriteSigned(samples[0], depth);
        else if (kind == 1) foreach (var s in samples) bits.WriteSigned(s, depth);
        else
        {
            for (var i = 0; i < order; i++) bits.WriteSigned(samples[i], depth);
            if (kind >= 32)
            {
                bits.Write(4 - 1, 4);
                bits.WriteSigned(shift, 5);
                foreach (var c in coefficients) bits.WriteSigned(c, 4);
            }
            Residual(bits, residual, order, coding);
        }
    }

    private static void Residual(BitWriter bits, long[] residual, int order, FlacCoding coding)
    {
        bits.Write(coding.Wide ? 1u : 0, 2);
        bits.Write((uint)coding.Partitions, 4);
        var (count, width) = (1 << coding.Partitions, coding.Wide ? 5 : 4);
        for (var p = 0; p < count; p++)
        {
            var part = residual[(p == 0 ? order : p * residual.Length / count)..((p + 1) * residual.Length / count)];
            var largest = part.Length == 0 ? 0 : part.Max(r => Math.Max(r, -r - 1));
            var needed = largest == 0 && part.All(r => r == 0) ? 0 : 65 - (int)long.LeadingZeroCount(largest);
            var parameter = Math.Max(0, needed - 2);
            if ((coding.Escapes && p % 2 == 0 && needed < 32) || parameter >= (1 << width) - 1)
            {
                bits.Write((1u << width) - 1, width);
                bits.Write((uint)needed, 5);
                foreach (var r in part) bits.WriteSigned(r, needed);
                continue;
            }
            bits.Write((uint)parameter, width);
            foreach (var r in part)
            {
                var folded = (ulong)(r << 1 ^ r >> 63);
                for (var q = folded >> parameter; q > 0; q--) bits.Write(0, 1);
                bits.Write(1, 1);
                bits.Write((uint)(folded & ((1UL << parameter) - 1)), parameter);
            }
        }
    }

    private static uint Crc(byte[] bytes, int width, uint polynomial)
    {
        uint sum = 0;
        foreach (var b in bytes)
        {
            sum ^= (uint)b << (width - 8);
            for (var i = 0; i < 8; i++) sum = ((sum << 1) ^ ((sum >> (width - 1) & 1) * polynomial)) & ((1u << width) - 1);
        }
        return sum;
    }

    private sealed class BitWriter
    {
        private readonly List<byte> bytes = [];
        private int free;

        public byte[] Bytes => [.. bytes];

        public void Write(uint value, int count) => WriteSigned(value, count);

        public void WriteSigned(long value, int count)
        {
            for (var i = count - 1; i >= 0; i--)
            {
                if (free == 0)
                {
                    bytes.Add(0);
                    free = 8;
                }
                free--;
                bytes[^1] |= (byte)((value >> i & 1) << free);
            }
        }

        public void Align() => free = 0;
    }
}
