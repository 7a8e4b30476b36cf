namespace Streaming.Files;

/// <summary>The cyclic redundancy checks of FLAC (RFC 9639, sections 9.1.8 and 9.3): x^8 + x^2 + x + 1 over a frame's header, x^16 + x^15 + x^2 + 1 over a frame.</summary>
internal static class FlacSums
{
    private static readonly byte[] eight = [.. Enumerable.Range(0, 256).Select(i => (byte)Divide(i, 8, 0x07))];
    private static readonly ushort[] sixteen = [.. Enumerable.Range(0, 256).Select(i => (ushort)Divide(i << 8, 16, 0x8005))];

    /// <summary>The CRC-8 of some bytes.</summary>
    public static byte Of(ReadOnlySpan<byte> bytes)
    {
        byte sum = 0;
        foreach (var b in bytes) sum = eight[sum ^ b];
        return sum;
    }

    /// <summary>The CRC-16 after one more byte.</summary>
    public static ushort Next(ushort sum, byte more) => (ushort)((sum << 8) ^ sixteen[(sum >> 8) ^ more]);

    private static int Divide(int value, int width, int polynomial)
    {
        for (var bit = 0; bit < 8; bit++) value = (value & (1 << (width - 1))) != 0 ? (value << 1) ^ polynomial : value << 1;
        return value;
    }
}
