namespace Streaming.Tests;

/// <summary>Counts upwards.</summary>
[Node("stress.counter", Summary = "Counts upwards.", Waits = true)]
public sealed partial class Counter : IStreamNode
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>Samples in all.</summary>
        public int Samples { get; init; }

        /// <summary>Samples in a block.</summary>
        public int Block { get; init; } = 1;
    }

    [State] private int position;

    /// <summary>Set with the last block.</summary>
    public ManualResetEventSlim? Sent { get; init; }

    /// <summary>All but the first block wait for this.</summary>
    public ManualResetEventSlim? Gate { get; init; }

    /// <summary>The numbers.</summary>
    [Output] public Output<int> Signal { get; } = new();

    public void Configure() => Signal.Format = StreamFormat.Signal(1, 1000) with { Element = ElementType.Int32 };

    public StepResult Step()
    {
        if (position == 0) Signal.Begin(0);
        else if (Gate?.Wait(TimeSpan.FromSeconds(120)) == false) throw new TimeoutException("waited for what lets the counter go on");
        var n = Math.Min(Current.Block, Current.Samples - position);
        var room = Signal.Reserve(n);
        for (var i = 0; i < n; i++) room[i] = position++;
        Signal.Commit(n);
        if (position < Current.Samples) return StepResult.Again;
        Sent?.Set();
        return StepResult.Done;
    }
}

/// <summary>Burns a random number of turns now and then, so that threads fall behind one another in ever new ways.</summary>
internal struct Staller(uint seed, int longest)
{
    private uint state = seed | 1;

    public void Stall()
    {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        if (longest > 0) Thread.SpinWait((int)(state % (uint)longest) * (state % 16 == 0 ? 50 : 1));
        if (state % 64 == 0) Thread.Yield();
    }
}

/// <summary>Reads with stalls and keeps account.</summary>
[Node("stress.reader", Summary = "Reads with stalls.", Waits = true, Gap = GapPolicy.Handled)]
public sealed partial class StallingReader : IStreamNode
{
    private Staller staller;

    public uint Seed { get; init; } = 1;

    public int Stall { get; init; }

    /// <summary>Nothing is read before this is set.</summary>
    public ManualResetEventSlim? Until { get; init; }

    public int Seen { get; private set; }

    public long Last { get; private set; } = -1;

    public long Missing { get; private set; }

    public int Unmarked { get; private set; }

    /// <summary>The numbers.</summary>
    [Input] public Input<int> Signal { get; } = new();

    public void Configure() => staller = new Staller(Seed, Stall);

    public StepResult Step()
    {
        while (Signal.Available > 0)
        {
            staller.Stall();
            if (Until?.Wait(TimeSpan.FromSeconds(120)) == false) throw new TimeoutException("waited for the counter to send its last block");
            var gap = Signal.Gap;
            var values = Signal.Samples;
            if (values[0] != Last + 1 && !gap) Unmarked++;
            Missing += values[0] - Last - 1;
            Last = values[^1];
            Seen += values.Length;
            Signal.Advance(Signal.Available);
        }
        return StepResult.NeedInput;
    }
}

/// <summary>Passes on with stalls, on a thread of its own.</summary>
[Node("stress.relay", Summary = "Passes on with stalls.", Waits = true, Gap = GapPolicy.Handled)]
public sealed partial class Relay : IStreamNode
{
    private Staller staller;

    public uint Seed { get; init; } = 1;

    public int Stall { get; init; }

    /// <summary>The numbers.</summary>
    [Input] public Input<int> Signal { get; } = new();

    /// <summary>The same.</summary>
    [Output] public Output<int> Relayed { get; } = new();

    public void Configure()
    {
        staller = new Staller(Seed, Stall);
        Relayed.Format = Signal.Format;
    }

    public StepResult Step()
    {
        while (Signal.Available > 0)
        {
            staller.Stall();
            if (!Relayed.HasBegun) Relayed.Begin(Signal.TimeOf(0));
            Signal.Samples.CopyTo(Relayed.Reserve(Signal.Available));
            Relayed.Commit(Signal.Available);
            Signal.Advance(Signal.Available);
        }
        return StepResult.NeedInput;
    }
}

/// <summary>Compares two streams sample by sample.</summary>
[Node("stress.pairs", Summary = "Compares two streams.", Gap = GapPolicy.Handled)]
public sealed partial class Pairs : IStreamNode
{
    public int Count { get; private set; }

    public int Different { get; private set; }

    /// <summary>One.</summary>
    [Input] public Input<int> Left { get; } = new();

    /// <summary>The other.</summary>
    [Input] public Input<int> Right { get; } = new();

    public void Configure()
    {
    }

    public StepResult Step()
    {
        while (Left.Available > 0 && Right.Available > 0)
        {
            var n = Math.Min(Left.Available, Right.Available);
            if (!Left.Samples[..n].SequenceEqual(Right.Samples[..n])) Different++;
            Count += n;
            Left.Advance(n);
            Right.Advance(n);
        }
        return StepResult.NeedInput;
    }
}
