using System.Runtime.CompilerServices;

namespace Streaming;

/// <summary>
/// Lends blocks of one format and takes them back from any thread. It allocates only while it warms up: when more blocks are in flight, or a longer one is
/// asked for, than ever before.
/// </summary>
/// <typeparam name="T">The type of one value.</typeparam>
public sealed class BlockPool<T> where T : struct
{
    private readonly Lock gate = new();
    private Block<T>? last; // The block returned last is mostly the one leased next: it is swapped without taking the lock.
    private Block<T>?[] free = new Block<T>?[4];
    private int count;
    private int leased;

    /// <summary>A pool for one format.</summary>
    /// <exception cref="ArgumentException">The format holds another type of value.</exception>
    public BlockPool(StreamFormat format)
    {
        if (format.Element != ElementTypes.Of<T>()) throw new ArgumentException($"A pool of {typeof(T).Name} cannot hold {format}.", nameof(format));
        Format = format;
        Width = format.SampleSize;
    }

    /// <summary>Fill returned blocks with NaN (or zeros), so that a use after release shows; slow, for tests.</summary>
    public static bool PoisonReturned { get; set; }

    /// <summary>The format of every block lent.</summary>
    public StreamFormat Format { get; }

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
        if (block is null || block.Capacity < values) block = Find(values, block);
        block.Lease();
        block.Width = Width;
        Interlocked.Increment(ref leased);
        return block;
    }

    internal void Return(Block<T> block)
    {
        if (PoisonReturned) Poison(block);
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>()) block.Room(block.Count * Width).Clear();
        Interlocked.Decrement(ref leased);
        if (Interlocked.Exchange(ref last, block) is { } displaced) Keep(displaced);
    }

    private Block<T> Find(int values, Block<T>? tooSmall)
    {
        lock (gate)
        {
            for (var i = count - 1; i >= 0; i--)
            {
                if (free[i]!.Capacity < values) continue;
                var found = free[i]!;
                free[i] = free[--count];
                free[count] = null;
                if (tooSmall is not null) free[count++] = tooSmall;
                return found;
            }
            Made++;
        }
        // One that was too small is left to the collector: its successor serves both lengths.
        return new Block<T>(this, Math.Max(values, 1));
    }

    private void Keep(Block<T> block)
    {
        lock (gate)
        {
            if (count == free.Length) Array.Resize(ref free, count * 2);
            free[count++] = block;
        }
    }

    private static void Poison(Block<T> block)
    {
        var room = block.Room(block.Capacity);
        if (typeof(T) == typeof(float)) room.Fill((T)(object)float.NaN);
        else if (typeof(T) == typeof(double)) room.Fill((T)(object)double.NaN);
        else room.Clear();
    }
}
