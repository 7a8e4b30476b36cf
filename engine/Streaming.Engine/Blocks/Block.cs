using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Streaming;

/// <summary>
/// A leased piece of a stream with its time. Whoever holds a block has one reference; the last to release it gives the memory back to its pool.
/// A block may be written only by its single holder (<see cref="IsExclusive"/>). A block without samples carries time alone: nothing will come before
/// <see cref="Until"/>.
/// </summary>
internal abstract class Block
{
    private int references;
    private double[] stamps = [];

    /// <summary>Samples held.</summary>
    public int Count { get; internal set; }

    /// <summary>The place of the first sample in its stream, counted from 0.</summary>
    public long Index { get; internal set; }

    /// <summary>The clock of a regular stream.</summary>
    public SampleClock Clock { get; internal set; }

    /// <summary>Samples are missing between the block before and this one.</summary>
    public bool Gap { get; internal set; }

    /// <summary>Each sample has a stamp of its own.</summary>
    public bool IsStamped { get; internal set; }

    /// <summary>Seconds: no later sample of this stream is earlier than this.</summary>
    public double Until { get; internal set; }

    /// <summary>The <see cref="TimeProvider"/> stamp at which the engine received the newest sample behind this block; for measured latency.</summary>
    public long Arrival { get; internal set; }

    /// <summary>A clock offset measured at this place of the stream; only a block without samples carries one.</summary>
    public ClockOffset? Offset { get; internal set; }

    /// <summary>A stamp per sample where <see cref="IsStamped"/>; else empty.</summary>
    public ReadOnlySpan<double> Stamps => IsStamped ? stamps.AsSpan(0, Count) : default;

    /// <summary>Nobody else holds this block, so it may be written.</summary>
    public bool IsExclusive => Volatile.Read(ref references) == 1;

    /// <summary>Bytes of memory leased, the unit of a graph's memory figure.</summary>
    public abstract int Bytes { get; }

    /// <summary>Seconds, the capture time of the i-th sample.</summary>
    public double TimeOf(int i) => IsStamped ? stamps[i] : Clock.TimeOf(Index + i);

    /// <summary>Adds a holder.</summary>
    public void Retain() => Interlocked.Increment(ref references);

    /// <summary>Gives up one reference.</summary>
    /// <exception cref="InvalidOperationException">The block was released more often than it was held.</exception>
    public void Release()
    {
        // A single holder needs no interlocked operation: nobody else can race it.
        if (Volatile.Read(ref references) == 1) references = 0;
        else
        {
            var left = Interlocked.Decrement(ref references);
            if (left > 0) return;
            if (left < 0) throw new InvalidOperationException("A block was released more often than it was held.");
        }
        Return();
    }

    internal void Lease()
    {
        references = 1;
        Count = 0;
        Gap = false;
        IsStamped = false;
        Offset = null;
        Clock = default;
        Until = double.NegativeInfinity;
        Arrival = 0;
    }

    /// <summary>Takes time and place, but no samples, from another block of as many samples.</summary>
    internal void TakeHeader(Block from)
    {
        Count = from.Count;
        Index = from.Index;
        Clock = from.Clock;
        Gap = from.Gap;
        Until = from.Until;
        Arrival = from.Arrival;
        Offset = from.Offset;
        IsStamped = from.IsStamped;
        if (IsStamped) from.Stamps.CopyTo(WritableStamps(Count));
    }

    /// <summary>Moves the time of every sample, for a node whose output comes later than it belongs.</summary>
    internal void Shift(double seconds)
    {
        Until += seconds;
        if (IsStamped) foreach (ref var stamp in stamps.AsSpan(0, Count)) stamp += seconds;
        else Clock = Clock with { Origin = Clock.Origin + seconds };
    }

    /// <summary>Room for a stamp per sample; grows only while the pool warms up.</summary>
    internal Span<double> WritableStamps(int count)
    {
        if (stamps.Length < count)
        {
            MakeRoomForStamps(count);
            StampsGrew(count);
        }
        IsStamped = true;
        return stamps.AsSpan(0, count);
    }

    /// <summary>Room for stamps, written or not.</summary>
    internal Span<double> StampRoom => stamps;

    internal void MakeRoomForStamps(int count)
    {
        if (stamps.Length < count) stamps = new double[Math.Max(count, stamps.Length * 2)];
    }

    /// <summary>There is room for so many values.</summary>
    internal abstract bool Holds(int values);

    /// <summary>The memory of the first values as bytes; only where they are numbers.</summary>
    internal abstract Span<byte> RoomBytes(int values);

    /// <summary>A copy held by the caller alone, for the rare case that a shared block must change; gives up the reference to this one.</summary>
    internal abstract Block Own();

    private protected abstract void Return();

    private protected abstract void StampsGrew(int count);
}

/// <summary>A block of values of one type, time-major: [samples, ...shape].</summary>
/// <typeparam name="T">One of the types of <see cref="ElementTypes"/>.</typeparam>
internal sealed class Block<T> : Block where T : struct
{
    /// <summary>Bytes to which the first value is aligned: a cache line, and the widest vector.</summary>
    public const int Alignment = 64;

    private readonly BlockPool<T> pool;
    private readonly T[] memory;
    private readonly int start;

    internal Block(BlockPool<T> pool, int values)
    {
        this.pool = pool;
        Capacity = values;
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            memory = new T[values];
        }
        else
        {
            // Pinned, so that a device or a model can be handed the address once and for all.
            var slack = Alignment / Unsafe.SizeOf<T>();
            memory = GC.AllocateArray<T>(values + slack, pinned: true);
            unsafe
            {
                var misaligned = (int)((nuint)(nint)Unsafe.AsPointer(ref memory[0]) % Alignment);
                start = misaligned == 0 ? 0 : (Alignment - misaligned) / Unsafe.SizeOf<T>();
            }
        }
    }

    /// <summary>Values there is room for.</summary>
    public int Capacity { get; }

    /// <inheritdoc/>
    public override int Bytes => Capacity * Unsafe.SizeOf<T>();

    /// <summary>The values of all samples; to be written only while <see cref="Block.IsExclusive"/>.</summary>
    public Span<T> Values => memory.AsSpan(start, Count * Width);

    /// <summary>Values in one sample.</summary>
    internal int Width { get; set; } = 1;

    internal Span<T> Room(int values) => memory.AsSpan(start, values);

    internal override bool Holds(int values) => values <= Capacity;

    internal override Span<byte> RoomBytes(int values) => MemoryMarshal.AsBytes(Room(values));

    internal override Block Own()
    {
        if (IsExclusive) return this;
        var own = pool.Lease(Count);
        own.TakeHeader(this);
        Values.CopyTo(own.Values);
        Release();
        return own;
    }

    private protected override void Return() => pool.Return(this);

    private protected override void StampsGrew(int count) => pool.StampAll(count);
}
