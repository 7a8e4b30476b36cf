using System.Numerics;

namespace Streaming.Record;

/// <summary>
/// Pieces of a recording, each with its place in the file, in the order in which they are to be written. They are kept until the disk is known to hold them,
/// so that what was lost on the way can be written again. Once warm it allocates nothing.
/// </summary>
internal sealed class Spool
{
    private const int LeastChunk = 1 << 18, FreeBytes = 6 << 20;

    private readonly Stack<byte[]> free = new();
    private int chunkBytes = LeastChunk;
    private Piece[] ring = new Piece[16];
    private int first, count, written;
    private byte[] chunk = [];
    private int used;

    /// <summary>Bytes held, written or not.</summary>
    public long Bytes { get; private set; }

    /// <summary>Bytes held that are not written.</summary>
    public long Unwritten { get; private set; }

    /// <summary>Everything held is written.</summary>
    public bool IsWritten => written == count;

    /// <summary>The next piece to write.</summary>
    public (long Position, ReadOnlyMemory<byte> Bytes) Next
    {
        get
        {
            ref var piece = ref ring[(first + written) % ring.Length];
            return (piece.Position, piece.Chunk.AsMemory(piece.Start, piece.Length));
        }
    }

    /// <summary>Takes a piece behind all others.</summary>
    public void Add(long position, ReadOnlySpan<byte> bytes)
    {
        if (chunk.Length - used < bytes.Length) (chunk, used) = (Chunk(bytes.Length), 0);
        bytes.CopyTo(chunk.AsSpan(used));
        if (count == ring.Length) Grow();
        ring[(first + count++) % ring.Length] = new(position, chunk, used, bytes.Length);
        used += bytes.Length;
        Bytes += bytes.Length;
        Unwritten += bytes.Length;
    }

    /// <summary>The next piece was written.</summary>
    public void Advance() => Unwritten -= ring[(first + written++) % ring.Length].Length;

    /// <summary>What was written must be written again.</summary>
    public void Rewind() => (written, Unwritten) = (0, Bytes);

    /// <summary>The disk holds what was written: it is let go.</summary>
    public void Confirm()
    {
        for (; written > 0; written--, count--)
        {
            ref var piece = ref ring[first];
            first = (first + 1) % ring.Length;
            Bytes -= piece.Length;
            var isLastOfChunk = count == 1 || !ReferenceEquals(ring[first].Chunk, piece.Chunk);
            if (isLastOfChunk && !ReferenceEquals(piece.Chunk, chunk)) Free(piece.Chunk);
            piece = default;
        }
        if (count == 0) used = 0;
    }

    /// <summary>Gives back the memory that is not in use: a trouble that took much of it is over.</summary>
    public void Trim() => free.Clear();

    private byte[] Chunk(int least)
    {
        if (least > chunkBytes)
        {
            chunkBytes = (int)Math.Min(BitOperations.RoundUpToPowerOf2((uint)least), (uint)Array.MaxLength);
            free.Clear();
        }
        return free.TryPop(out var again) ? again : new byte[chunkBytes];
    }

    private void Free(byte[] chunk)
    {
        if (chunk.Length == chunkBytes && (free.Count + 1L) * chunkBytes <= FreeBytes) free.Push(chunk);
    }

    private void Grow()
    {
        var grown = new Piece[ring.Length * 2];
        for (var i = 0; i < count; i++) grown[i] = ring[(first + i) % ring.Length];
        (ring, first) = (grown, 0);
    }

    private readonly record struct Piece(long Position, byte[] Chunk, int Start, int Length);
}
