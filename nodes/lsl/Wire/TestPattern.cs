using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Streaming.Lsl;

/// <summary>The two samples that open a feed, so that both sides see that they read numbers alike.</summary>
internal static class TestPattern
{
    /// <summary>Stamp of both.</summary>
    public const double Stamp = 123456.789;

    /// <summary>The offsets of the two, in order.</summary>
    public static ReadOnlySpan<int> Offsets => [4, 2];

    /// <summary>Writes a sample of numbers in this machine's order.</summary>
    public static void Fill(LslFormat format, int channels, int offset, Span<byte> values)
    {
        for (var k = 0; k < channels; k++)
        {
            var sign = k % 2 == 0 ? 1 : -1;
            switch (format)
            {
                case LslFormat.Float32: MemoryMarshal.Cast<byte, float>(values)[k] = sign * (float)((long)k + offset); break;
                case LslFormat.Double64: MemoryMarshal.Cast<byte, double>(values)[k] = sign * (double)((long)k + offset + 16777217); break;
                case LslFormat.Int32: MemoryMarshal.Cast<byte, int>(values)[k] = (int)(sign * (((long)k + offset + 65537) % int.MaxValue)); break;
                case LslFormat.Int16: MemoryMarshal.Cast<byte, short>(values)[k] = (short)(sign * (((long)k + offset + 257) % short.MaxValue)); break;
                case LslFormat.Int8: values[k] = (byte)(sbyte)(sign * (((long)k + offset + 1) % sbyte.MaxValue)); break;
                case LslFormat.Int64: MemoryMarshal.Cast<byte, long>(values)[k] = sign * ((long)k + offset + 2147483649); break;
                default: throw new InvalidOperationException("A pattern of text is written by " + nameof(Text) + ".");
            }
        }
    }

    /// <summary>The text of a channel.</summary>
    public static string Text(int channel) => ((channel % 2 == 0 ? 1 : -1) * (channel + 10)).ToString(CultureInfo.InvariantCulture);
}

/// <summary>Turns the bytes of values round.</summary>
internal static class ByteOrder
{
    /// <summary>Little-endian, as it stands in headers.</summary>
    public const int Little = 1234;

    /// <summary>Big-endian.</summary>
    public const int Big = 4321;

    /// <summary>This machine's.</summary>
    public static int Own => BitConverter.IsLittleEndian ? Little : Big;

    /// <summary>In place, each value of so many bytes.</summary>
    public static void Reverse(Span<byte> values, int size)
    {
        switch (size)
        {
            case 2:
                var two = MemoryMarshal.Cast<byte, short>(values);
                BinaryPrimitives.ReverseEndianness(two, two);
                break;
            case 4:
                var four = MemoryMarshal.Cast<byte, int>(values);
                BinaryPrimitives.ReverseEndianness(four, four);
                break;
            case 8:
                var eight = MemoryMarshal.Cast<byte, long>(values);
                BinaryPrimitives.ReverseEndianness(eight, eight);
                break;
        }
    }

    public static double ReadDouble(ReadOnlySpan<byte> bytes, bool big) => big ? BinaryPrimitives.ReadDoubleBigEndian(bytes) : BinaryPrimitives.ReadDoubleLittleEndian(bytes);

    public static void WriteDouble(Span<byte> bytes, double value, bool big)
    {
        if (big) BinaryPrimitives.WriteDoubleBigEndian(bytes, value);
        else BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
    }
}
