using System.Security.Cryptography;

namespace Streaming.Files;

/// <summary>The sum (MD5) of all samples as they were before encoding: interleaved, little-endian, each in as few bytes as its bits need.</summary>
internal sealed class FlacDigest(FlacFormat format) : IDisposable
{
    private const int Piece = 512;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
    private readonly int width = (format.Bits + 7) / 8;
    private readonly byte[] bytes = new byte[format.Channels * 4 * Piece];

    public void Add(int[][] channels, int count)
    {
        for (int from = 0, at = 0; from < count; at = 0)
        {
            for (var to = Math.Min(count, from + Piece); from < to; from++)
            {
                foreach (var channel in channels)
                    for (var (value, b) = (channel[from], 0); b < width; b++, value >>= 8) bytes[at++] = (byte)value;
            }
            hash.AppendData(bytes, 0, at);
        }
    }

    /// <summary>What was added has this sum; a new one begins.</summary>
    public bool Matches(ReadOnlySpan<byte> stated)
    {
        Span<byte> sum = stackalloc byte[16];
        hash.GetHashAndReset(sum);
        return sum.SequenceEqual(stated);
    }

    public void Restart() => Matches([]);

    public void Dispose() => hash.Dispose();
}
