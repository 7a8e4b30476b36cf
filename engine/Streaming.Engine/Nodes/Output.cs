using System.Runtime.CompilerServices;

namespace Streaming;

/// <summary>An output port. Reserve room, fill it, commit it; the engine passes it on after the step.</summary>
public abstract class Output
{
    private SampleClock clock;
    private bool begun;
    private bool gap;
    private double settled = double.NegativeInfinity;
    private Block? reserved;

    /// <summary>The port's name; written by the generator.</summary>
    public string Name { get; set; } = "";

    /// <summary>What goes out; to be set in Configure.</summary>
    public StreamFormat Format { get; set; } = null!;

    /// <summary>Something is linked to this port; a node may skip work for one that is not.</summary>
    public bool IsLinked { get; internal set; }

    /// <summary>Blocks that can wait behind this port at once.</summary>
    internal int InFlight { get; set; } = 4;

    /// <summary>The place of the next sample in the stream: samples committed so far.</summary>
    public long Index { get; private set; }

    /// <summary>Seconds, the time the next sample of a regular stream will have.</summary>
    public double NextTime => clock.TimeOf(Index);

    /// <summary>A first sample was committed or announced.</summary>
    public bool HasBegun => begun;

    /// <summary>Waits for the runner to pass them on.</summary>
    internal BlockQueue Pending { get; } = new();

    /// <summary>The time promised by the node itself; NaN where it leaves that to the engine.</summary>
    internal double Promised { get; private set; } = double.NaN;

    /// <summary>
    /// Gives the time of the next sample of a regular stream: before the first one, and again after samples were lost (the next block is then marked as
    /// coming after a gap).
    /// </summary>
    public void Begin(double time)
    {
        gap = begun;
        begun = true;
        clock = new SampleClock(time, Index, Format.Rate);
    }

    /// <summary>Promises that no sample still to come is earlier than this, so that nodes which wait for this port and another can go on.</summary>
    public void Settle(double until) => Promised = until;

    /// <summary>Sends the first samples of the room of a regular stream; their time follows from <see cref="Begin"/>.</summary>
    public void Commit(int samples)
    {
        if (samples == 0) return;
        Send(Take(samples));
    }

    /// <summary>Sends samples that each have a stamp: of an irregular stream, or of a regular one whose raw stamps are kept.</summary>
    public void Commit(ReadOnlySpan<double> stamps)
    {
        if (stamps.Length == 0) return;
        var block = Take(stamps.Length);
        stamps.CopyTo(block.WritableStamps(stamps.Length));
        Send(block);
    }

    /// <summary>Sends one sample with its stamp.</summary>
    public void Commit(double stamp) => Commit([stamp]);

    /// <summary>Sends a measured clock offset, in order with the samples.</summary>
    public void Send(ClockOffset measured)
    {
        var block = Lease(0);
        block.Index = Index;
        block.Clock = clock;
        block.Offset = measured;
        block.Until = settled;
        Pending.Add(block);
    }

    /// <summary>The next block comes after a gap, whatever the node says: its source was lost.</summary>
    internal void BreakOff() => gap = begun;

    internal void Restart()
    {
        while (Pending.Count > 0) Pending.Take().Release();
        DropReserved();
        (begun, gap, Index, clock, Promised, settled) = (false, false, 0, default, double.NaN, double.NegativeInfinity);
    }

    /// <summary>A block without samples that moves the time on; null where the time is not news.</summary>
    internal Block? Tick(double until)
    {
        if (!(until > settled)) return null;
        var block = Lease(0);
        block.Index = Index;
        block.Clock = clock;
        block.Until = settled = until;
        return block;
    }

    /// <summary>A block with room for so many samples.</summary>
    internal abstract Block Lease(int samples);

    /// <summary>The room that the next commit sends, at least so long.</summary>
    private protected Block Room(int samples, int values)
    {
        if (reserved?.Holds(values) == false) DropReserved();
        return reserved ??= Lease(samples);
    }

    private void DropReserved()
    {
        reserved?.Release();
        reserved = null;
    }

    private Block Take(int samples)
    {
        var block = reserved ?? throw new InvalidOperationException("Commit needs a Reserve before it.");
        reserved = null;
        block.Count = samples;
        return block;
    }

    private void Send(Block block)
    {
        block.Index = Index;
        block.Clock = clock;
        block.Gap = gap;
        gap = false;
        Index += block.Count;
        var until = block.IsStamped ? block.Stamps[^1] : clock.TimeOf(Index);
        block.Until = settled = double.IsNaN(Promised) ? until : Promised;
        Pending.Add(block);
    }

    internal void Save(ref StateWriter writer)
    {
        writer.Write("index", Index);
        writer.Write("begun", begun);
        writer.Write("gap", gap);
        writer.Write("origin", clock.Origin);
        writer.Write("originIndex", clock.OriginIndex);
        writer.Write("rate", clock.Rate);
        writer.Write("promised", Promised);
        writer.Write("settled", settled);
    }

    internal void Load(ref StateReader reader)
    {
        Index = reader.ReadInt64("index");
        begun = reader.ReadBoolean("begun");
        gap = reader.ReadBoolean("gap");
        clock = new SampleClock(reader.ReadDouble("origin"), reader.ReadInt64("originIndex"), reader.ReadDouble("rate"));
        Promised = reader.ReadDouble("promised");
        settled = reader.ReadDouble("settled");
    }
}

/// <summary>An output port for values of one type.</summary>
/// <typeparam name="T">The type of one value.</typeparam>
public sealed class Output<T> : Output where T : struct
{
    private BlockPool<T>? pool;

    internal BlockPool<T> Pool => pool is not null && ReferenceEquals(pool.Format, Format) ? pool : pool = new BlockPool<T>(Format) { InFlight = InFlight };

    /// <summary>Room for so many samples, [samples, ...shape]; not yet sent, and lost if reserved again.</summary>
    public Span<T> Reserve(int samples)
    {
        var values = samples * Pool.Width;
        return Unsafe.As<Block<T>>(Room(samples, values)).Room(values);
    }

    /// <summary>Sends one value with its stamp, such as an event.</summary>
    public void Write(T value, double stamp)
    {
        Reserve(1)[0] = value;
        Commit([stamp]);
    }

    internal override Block<T> Lease(int samples) => Pool.Lease(samples);
}
