using System.Numerics;
using System.Runtime.CompilerServices;

namespace Streaming;

/// <summary>
/// Lends blocks of one format and takes them back from any thread. Once the longest block was asked for it holds as many as will be in flight, and allocates
/// no more.
/// </summary>
/// <typeparam name="T">The type of one value.</typeparam>
internal sealed class BlockPool<T> where T : struct
{
    private const int BytesAhead = 4 << 20;
    private readonly object gate = new(); // a monitor, since Lock allocates when two threads first meet at it
    private Block<T>? last; // The block returned last is mostly the one leased next: it is swapped without taking the lock.
    private Block<T>?[] free = new Block<T>?[4];
    private int count;
    private int leased;
    private int longest;     // values; every block kept has room for so many
    private int stamped;     // samples; every block kept has room for so many stamps

    /// <summary>A pool for one format.</summary>
    /// <exception cref="ArgumentException">The format holds another type of value.</exception>
    public BlockPool(StreamFormat format)
    {
        if (format.Element != ElementTypes.Of<T>()) throw new ArgumentException($"A pool of {typeof(T).Name} cannot hold {format}.", nameof(format));
        Format = format;
        Width = format.SampleSize;
    }

    /// <summary>The format of every block lent.</summary>
    public StreamFormat Format { get; }

    /// <summary>
    /// Blocks that will be in flight at once: as many as the links behind can hold. They are made together, within 4 MiB, so that a reader that stalls for the
    /// first time after hours costs nothing.
    /// </summary>
    public int InFlight { get; init; } = 4;

    /// <summary>Blocks made so far; constant once warm.</summary>
    public int Made { get; private set; }

    /// <summary>Blocks now held by somebody; 0 when a session has ended.</summary>
    public int Leased => Volatile.Read(ref leased);

    internal int Width { get; }

    /// <summary>Lends a block with room for so many samples; it holds none yet.</summary>
    public Block<T> Lease(int samples)
    {
        var values = samples * Width;
        var block = Interlocked.Exchange(ref last, null);
        if (block is null || block.Capacity < values) block = Find(values);
        block.Lease();
        block.Width = Width;
        Interlocked.Increment(ref leased);
        return block;
    }

    internal void Return(Block<T> block)
    {
        if (Poison.IsOn) Poison.Fill(block);
        else if (RuntimeHelpers.IsReferenceOrContainsReferences<T>()) block.Room(block.Count * Width).Clear();
        Interlocked.Decrement(ref leased);
        if (block.Capacity < Volatile.Read(ref longest)) return; // its successors serve both lengths
        block.MakeRoomForStamps(Volatile.Read(ref stamped));
        if (Interlocked.Exchange(ref last, block) is { } displaced) Keep(displaced);
    }

    /// <summary>Gives every block at hand room for so many stamps: the others will need it too.</summary>
    internal void StampAll(int samples)
    {
        lock (gate)
        {
            stamped = Math.Max(stamped, samples);
            for (var i = 0; i < count; i++) free[i]!.MakeRoomForStamps(stamped);
        }
    }

    private Block<T> Find(int values)
    {
        lock (gate)
        {
            if (values > longest || longest == 0) Grow(values);
            if (count == 0) return Make();
            var found = free[--count]!;
            free[count] = null;
            return found;
        }
    }

    private void Grow(int values)
    {
        // A stream whose blocks grow little by little should not start anew with each of them.
        longest = longest == 0 ? Math.Max(values, 1) : (int)Math.Min(BitOperations.RoundUpToPowerOf2((uint)values), (uint)Array.MaxLength);
        if (Format.Rate == 0) stamped = longest / Math.Max(1, Width);
        var bytes = (long)longest * Format.Element.Size();
        var ahead = (int)Math.Clamp(BytesAhead / bytes, 1, Math.Max(1, InFlight));
        free = new Block<T>?[ahead];
        for (count = 0; count < ahead; count++) free[count] = Make();
    }

    private Block<T> Make()
    {
        Made++;
        var block = new Block<T>(this, longest);
        block.MakeRoomForStamps(stamped);
        if (Poison.IsOn) Poison.Fill(block);
        return block;
    }

    private void Keep(Block<T> block)
    {
        lock (gate)
        {
            if (block.Capacity < longest) return;
            if (count == free.Length) Array.Resize(ref free, count * 2);
            free[count++] = block;
        }
    }
}
