namespace Streaming.Tests;

/// <summary>A node that wants to be called at a time, or to be left alone for one, is; by the session's clock, and nothing is lost by it.</summary>
public class StepResultTests
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ANodeIsCalledWhenNothingComes(bool virtually)
    {
        using var called = new ManualResetEventSlim();
        var alone = 0;
        var second = TimeSpan.FromMilliseconds(virtually ? 1000 : 1);
        var sink = new Choosy
        {
            OnStep = sink =>
            {
                if (sink.Signal.Available == 0 && sink.Seen.Count > 0 && ++alone == 3) called.Set();
                sink.Read();
                return alone < 3 ? StepResult.NeedInputWithin(second) : StepResult.NeedInput;
            },
        };
        // The source sends nothing between its first block and the third call.
        var source = new Gated { Gate = called };
        var time = new VirtualTime();
        await using var session = new Graph().Add("gated", source).Add("choosy", sink).Link("gated > choosy").Start(new RunOptions { Speed = 0, Time = virtually ? time : TimeProvider.System });
        await session.Completion.WaitAsync(patience);
        Assert.Equal([0, 1], sink.Seen);
        Assert.InRange(alone, 3, 5);
        if (virtually) Assert.All(time.Waits, w => Assert.InRange(w.TotalMilliseconds, 0, 1000));
        if (virtually) Assert.True(time.GetTimestamp() >= 3 * second.Ticks);
    }

    [Theory]
    [InlineData(LinkPolicy.Wait)]
    [InlineData(LinkPolicy.DropOldest)]
    public async Task WhatComesWhileANodeIsLeftAloneWaitsInItsLinks(LinkPolicy policy)
    {
        var time = new VirtualTime();
        var steps = 0;
        var sink = new Choosy
        {
            OnStep = sink =>
            {
                if (++steps % 3 != 0) return StepResult.WaitFor(TimeSpan.FromSeconds(2));
                sink.Read();
                return StepResult.NeedInput;
            },
        };
        await using var session = new Graph().Add("ramp", new Ramp(new() { Samples = 1000, Block = 10, Channels = 1 })).Add("choosy", sink)
            .Link("ramp > choosy", policy, 2).Start(new RunOptions { Speed = 0, Time = time });
        await session.Completion.WaitAsync(patience);
        var link = session.Report().Links.Single();
        Assert.Equal(link.In, link.Out + link.Dropped);
        Assert.Equal(link.Out, sink.Seen.Count);
        Assert.Equal(999, sink.Seen[^1]);
        if (policy == LinkPolicy.Wait) Assert.Equal(Enumerable.Range(0, 1000).Select(i => (float)i), sink.Seen);
        Assert.Equal(2 * TimeSpan.FromSeconds(2) * (steps / 3), TimeSpan.FromTicks(time.Waits.Sum(w => w.Ticks)));
    }

    /// <summary>The end of the inputs does not take away what a node could not read yet.</summary>
    [Fact]
    public async Task ANodeThatIsLeftAloneAtTheEndIsStillCalled()
    {
        var waits = 0;
        var sink = new Choosy
        {
            OnStep = sink =>
            {
                // All of it waits until the last block has come.
                if (sink.Signal.Available > 0 && ++waits < 100) return StepResult.WaitFor(TimeSpan.FromSeconds(1));
                sink.Read();
                return StepResult.NeedInput;
            },
        };
        await using var session = new Graph().Add("ramp", new Ramp(new() { Samples = 20, Block = 10, Channels = 1 })).Add("choosy", sink)
            .Link("ramp > choosy").Start(new RunOptions { Speed = 0, Time = new VirtualTime() });
        session.Stop();
        await session.Completion.WaitAsync(patience);
        Assert.Equal(Enumerable.Range(0, sink.Seen.Count).Select(i => (float)i), sink.Seen);
        Assert.Equal(sink.Seen.Count, session.Report().Links.Single().Out);
    }

    [Fact]
    public async Task WhoIsLeftAloneIsStoppedAtOnce()
    {
        using var waiting = new ManualResetEventSlim();
        var sink = new Choosy
        {
            OnStep = _ =>
            {
                waiting.Set();
                return StepResult.WaitFor(TimeSpan.FromDays(1));
            },
        };
        await using var session = new Graph().Add("ramp", new Ramp(new() { Samples = int.MaxValue })).Add("choosy", sink).Link("ramp > choosy").Start(new RunOptions { Speed = 0 });
        Assert.True(waiting.Wait(patience));
        session.Abort();
        await session.Completion.WaitAsync(patience);
    }

    /// <summary>Fused with a source, a node that is left alone holds the source back.</summary>
    [Fact]
    public async Task OnTheThreadOfASourceItHoldsTheSourceBack()
    {
        var time = new VirtualTime();
        var steps = 0;
        var node = new ChoosyFused
        {
            OnStep = fused =>
            {
                steps++;
                if (steps == 5) return StepResult.WaitFor(TimeSpan.FromSeconds(7));
                fused.Count += fused.Signal.Available;
                fused.Signal.Advance(fused.Signal.Available);
                return StepResult.NeedInputWithin(TimeSpan.FromDays(1));
            },
        };
        await using var session = new Graph().Add("ramp", new Ramp(new() { Samples = 1000, Block = 10, Channels = 1 })).Add("fused", node)
            .Link("ramp > fused").Start(new RunOptions { Speed = 0, Time = time });
        await session.Completion.WaitAsync(patience);
        Assert.Equal((1000, 102), (node.Count, steps));
        Assert.Equal([TimeSpan.FromSeconds(7)], time.Waits);
    }

    [Fact]
    public void ATimeMustBeAboveZero()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => StepResult.WaitFor(TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => StepResult.NeedInputWithin(TimeSpan.FromSeconds(-1)));
        Assert.Equal(StepResult.NeedInput, StepResult.NeedInput);
        Assert.NotEqual(StepResult.NeedInput, StepResult.NeedInputWithin(TimeSpan.FromSeconds(1)));
    }
}

/// <summary>Sends one block, and the second once it is let.</summary>
[Node("test.gated", Summary = "Sends one block, and the second once it is let.", Waits = true)]
public sealed partial class Gated : IStreamNode
{
    [State] private int sent;

    public ManualResetEventSlim? Gate { get; init; }

    /// <summary>The signal.</summary>
    [Output] public Output<float> Signal { get; } = new();

    public void Configure() => Signal.Format = StreamFormat.Signal(1, 100);

    public StepResult Step()
    {
        if (sent == 0) Signal.Begin(0);
        else if (Gate?.Wait(TimeSpan.FromSeconds(60)) == false) throw new TimeoutException("waited for the third call");
        Signal.Reserve(1)[0] = sent;
        Signal.Commit(1);
        return ++sent == 2 ? StepResult.Done : StepResult.Again;
    }
}

/// <summary>A sink that a test tells when to read.</summary>
[Node("test.choosy", Summary = "Reads when it is told.", Waits = true, Gap = GapPolicy.Handled)]
public sealed partial class Choosy : IStreamNode
{
    public Func<Choosy, StepResult> OnStep { get; init; } = static _ => StepResult.NeedInput;

    public List<float> Seen { get; } = [];

    /// <summary>The signal.</summary>
    [Input] public Input<float> Signal { get; } = new();

    public void Configure()
    {
    }

    public StepResult Step() => OnStep(this);

    public void Read()
    {
        while (Signal.Available > 0)
        {
            Seen.AddRange(Signal.Samples);
            Signal.Advance(Signal.Available);
        }
    }
}

/// <summary>The same on the thread before it.</summary>
[Node("test.choosyfused", Summary = "Reads when it is told.", Gap = GapPolicy.Handled)]
public sealed partial class ChoosyFused : IStreamNode
{
    public Func<ChoosyFused, StepResult> OnStep { get; init; } = static _ => StepResult.NeedInput;

    public int Count { get; set; }

    /// <summary>The signal.</summary>
    [Input] public Input<float> Signal { get; } = new();

    public void Configure()
    {
    }

    public StepResult Step() => OnStep(this);
}
