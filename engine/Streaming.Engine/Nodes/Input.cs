using System.Runtime.CompilerServices;

namespace Streaming;

/// <summary>An input port: a queue of blocks of which the node sees the settled samples, one contiguous run at a time.</summary>
public abstract class Input
{
    private readonly BlockQueue queue = new();
    private readonly Queue<ClockOffset> offsets = new();
    private int read;       // samples of the front block already read
    private int available;  // settled samples of the front block not yet read
    private bool passed;    // the gap before the front block was dealt with

    /// <summary>The port's name; written by the generator.</summary>
    public string Name { get; set; } = "";

    /// <summary>What comes in; set before Configure.</summary>
    public StreamFormat Format { get; internal set; } = null!;

    /// <summary>Something is linked to this port.</summary>
    public bool IsLinked { get; internal set; }

    /// <summary>Settled samples that can be read now without a gap or a seam between them.</summary>
    public int Available => available;

    /// <summary>Everything was read and nothing will come.</summary>
    public bool Ended => HasEnded && queue.Count == 0;

    /// <summary>The next sample comes after a gap.</summary>
    public bool Gap => read == 0 && queue.Count > 0 && queue.Front.Gap;

    /// <summary>The place of the next sample in its stream.</summary>
    public long Index => queue.Count > 0 ? queue.Front.Index + read : 0;

    /// <summary>Seconds: no sample still to be read is earlier than this.</summary>
    public double Bound { get; private set; } = double.NegativeInfinity;

    /// <summary>Takes the next clock offset that was measured for this stream, in order, each once.</summary>
    public bool TryTakeOffset(out ClockOffset offset) => offsets.TryDequeue(out offset);

    internal bool HasEnded { get; private set; }

    internal abstract ElementType? Element { get; }

    internal int Queued => queue.Count;

    internal long ArrivalOfFront => queue.Count > 0 ? queue.Front.Arrival : 0;

    private protected Block Front => queue.Front;

    private protected int Read => read;

    /// <summary>Seconds, the capture time of the i-th available sample.</summary>
    public double TimeOf(int i) => queue.Front.TimeOf(read + i);

    /// <summary>A stamp per available sample where the stream has them; else empty.</summary>
    public ReadOnlySpan<double> Stamps => Available == 0 || !Front.IsStamped ? default : Front.Stamps.Slice(Read, Available);

    /// <summary>The front block's clock: relates indices to times until the next gap.</summary>
    public SampleClock Clock => queue.Count > 0 ? queue.Front.Clock : default;

    /// <summary>Marks samples as read.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More than <see cref="Available"/>.</exception>
    public void Advance(int samples)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)samples, (uint)available, nameof(samples));
        read += samples;
        available -= samples;
        if (queue.Count > 0 && read == queue.Front.Count) Pop();
    }

    /// <summary>So many blocks may come to wait here, some day: the room for them is made now.</summary>
    internal void Expect(int blocks) => queue.MakeRoom(blocks);

    /// <summary>Takes over one reference to the block.</summary>
    internal void Enqueue(Block block)
    {
        Bound = block.Until;
        if (block.Offset is { } offset) offsets.Enqueue(offset);
        if (block.Count == 0) block.Release();
        else queue.Add(block);
        if (queue.Count == 1) Show();
    }

    internal void End()
    {
        HasEnded = true;
        Bound = double.PositiveInfinity;
    }

    /// <summary>Shows samples earlier than the horizon; passes over blocks that hold none.</summary>
    internal void Settle(double horizon)
    {
        Horizon = horizon;
        Show();
    }

    /// <summary>Show nothing after a gap until <see cref="PassGap"/>.</summary>
    internal bool HoldsAtGap { get; set; }

    internal bool IsHeld => HoldsAtGap && Gap && !passed;

    internal void PassGap()
    {
        passed = true;
        Show();
    }

    internal double Horizon { get; private set; } = double.PositiveInfinity;

    /// <summary>The earliest time a sample still unread can have.</summary>
    internal double NextTime => queue.Count > 0 && queue.Front.Count > read ? queue.Front.TimeOf(read) : Bound;

    internal void Clear()
    {
        while (queue.Count > 0) queue.Take().Release();
        offsets.Clear();
        read = available = 0;
        passed = false;
        HasEnded = false;
        Bound = double.NegativeInfinity;
        Horizon = double.PositiveInfinity;
    }

    internal void Save(ref StateWriter writer)
    {
        writer.Write("linked", IsLinked);
        if (!IsLinked) return;
        writer.Write("bound", Bound);
        writer.Write("read", read);
        writer.Write("passed", passed);
        writer.Write("offsets", offsets.Count);
        foreach (var offset in offsets) writer.WriteStruct("offset", offset);
        writer.Write("blocks", queue.Count);
        for (var i = 0; i < queue.Count; i++) BlockState.Save(queue[i], ref writer);
    }

    internal void Load(ref StateReader reader)
    {
        Clear();
        if (reader.ReadBoolean("linked") != IsLinked) throw new StateException($"Input '{Name}' was linked differently when the state was saved.");
        if (!IsLinked) return;
        Bound = reader.ReadDouble("bound");
        var readBefore = reader.ReadInt32("read");
        var passedBefore = reader.ReadBoolean("passed");
        for (var n = reader.ReadInt64("offsets"); n > 0; n--) offsets.Enqueue(reader.ReadStruct<ClockOffset>("offset"));
        for (var n = reader.ReadInt64("blocks"); n > 0; n--) queue.Add(BlockState.Load(Format, ref reader));
        (read, passed) = (readBefore, passedBefore);
        Show();
    }

    private void Pop()
    {
        queue.Take().Release();
        read = 0;
        passed = false;
        Show();
    }

    private void Show()
    {
        available = 0;
        if (queue.Count == 0 || IsHeld) return;
        var front = queue.Front;
        if (double.IsPositiveInfinity(Horizon))
        {
            available = front.Count - read;
            return;
        }
        // Stamps may stand still or even step back, so the run ends at the first sample that is not settled.
        int low = read, high = front.Count;
        if (front.IsStamped) while (low < high && front.TimeOf(low) < Horizon) low++;
        else
        {
            while (low < high)
            {
                var middle = (low + high) >>> 1;
                if (front.TimeOf(middle) < Horizon) low = middle + 1;
                else high = middle;
            }
        }
        available = low - read;
    }
}

/// <summary>An input port for values of one type.</summary>
/// <typeparam name="T">The type of one value.</typeparam>
public sealed class Input<T> : Input where T : struct
{
    /// <summary>The available samples, [<see cref="Input.Available"/>, ...shape].</summary>
    public ReadOnlySpan<T> Samples
    {
        get
        {
            if (Available == 0) return default;
            var front = Unsafe.As<Block<T>>(Front);
            return front.Values.Slice(Read * front.Width, Available * front.Width);
        }
    }

    internal override ElementType? Element => ElementTypes.Of<T>();
}

/// <summary>An input port for a stream of any type; used in <see cref="Inputs"/>.</summary>
public sealed class AnyInput : Input
{
    /// <summary>The available samples as the type the stream has (see <see cref="StreamFormat.Element"/>).</summary>
    /// <exception cref="InvalidCastException">The stream has another type.</exception>
    public ReadOnlySpan<T> Samples<T>() where T : struct
    {
        if (Available == 0) return default;
        var front = (Block<T>)Front;
        return front.Values.Slice(Read * front.Width, Available * front.Width);
    }

    internal override ElementType? Element => null;
}

/// <summary>A port at which any number of streams of any type end, each shown as it comes: for recorders and displays.</summary>
public sealed class Inputs
{
    private readonly List<AnyInput> streams = [];

    /// <summary>The streams linked, in the graph's order.</summary>
    public IReadOnlyList<AnyInput> Streams => streams;

    /// <summary>The port's name; written by the generator.</summary>
    public string Name { get; set; } = "";

    internal AnyInput Add(string name)
    {
        var input = new AnyInput { Name = name };
        streams.Add(input);
        return input;
    }
}
