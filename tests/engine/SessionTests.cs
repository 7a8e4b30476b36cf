using System.Buffers;

namespace Streaming.Tests;

public class SessionTests
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task AGraphBuiltInCodeRunsToItsEnd()
    {
        var keep = new Keep();
        var graph = new Graph("demo")
            .Add("ramp", new Ramp(new() { Samples = 1000 }))
            .Add("one", new Add())
            .Add("two", new Add(new() { Number = 10 }))
            .Add("keep", keep)
            .Link("ramp > one > two > keep");
        await using var session = graph.Start(new RunOptions { Speed = 0 });
        await Ended(session);
        Assert.Equal(2000, keep.Values.Count);
        Assert.Equal(11, keep.Values[0]);
        Assert.Equal(999 + 11, keep.Values[^1]);
        Assert.Equal(999 / 250.0, keep.Times[^1]);
        Assert.Equal((1, 1), (keep.Opened, keep.Closed));
        var report = session.Report();
        Assert.All(report.Links, l => Assert.Equal(l.In, l.Out + l.Dropped));
        Assert.Equal(4.0, report.StreamTime);
    }

    [Fact]
    public async Task AForkGivesEachBranchTheSameSamplesThoughTheyWorkInPlace()
    {
        var (left, right) = (new Keep(), new Keep());
        var graph = new Graph()
            .Add("ramp", new Ramp())
            .Add("a", new Add(new() { Number = 1 }))
            .Add("b", new Add(new() { Number = 2 }))
            .Add("left", left)
            .Add("right", right)
            .Link("ramp > a > left")
            .Link("ramp > b > right");
        await using var session = graph.Start(new RunOptions { Speed = 0 });
        await Ended(session);
        Assert.Equal(Enumerable.Range(0, 1000).SelectMany(i => new[] { i + 1f, i + 1f }), left.Values);
        Assert.Equal(Enumerable.Range(0, 1000).SelectMany(i => new[] { i + 2f, i + 2f }), right.Values);
    }

    /// <summary>Law 2 for joins: what comes out depends on time stamps only, wherever threads are crossed and however blocks are cut.</summary>
    [Fact]
    public void AJoinDependsOnTimestampsAloneNotOnBlocksOrThreads() =>
        Gen.Select(Gen.Int[1, 97], Gen.Int[1, 200], Gen.Int[1, 30], Gen.Int[1, 8], Gen.Bool).Sample((block, every, length, capacity, hold) =>
        {
            var expected = Means(1000, every, length);
            var keep = new Keep();
            var graph = new Graph()
                .Add("ramp", new Ramp(new() { Samples = 1000, Block = block, MarkEvery = every, Channels = 1 }))
                .Add("after", new After(new() { Length = length }))
                .Add("keep", keep);
            if (hold) graph.Add("hold", new Hold(new() { Count = 120 })).Link("ramp > hold > after.signal", capacity: capacity);
            else graph.Link("ramp > after.signal", capacity: capacity);
            graph.Link("ramp.markers > after.markers", capacity: capacity).Link("after > keep", capacity: capacity);
            using var session = graph.Start(new RunOptions { Speed = 0 }).AsDisposable();
            Ended(session.Session).GetAwaiter().GetResult();
            Assert.Equal(expected, keep.Events.Select(e => e.Value));
        }, iter: 60);

    [Fact]
    public async Task LiveAndFlatOutGiveTheSame()
    {
        var results = new List<(List<float> Values, List<double> Times)>();
        foreach (var speed in new[] { 0.0, 1.0, 25.0 })
        {
            var keep = new Keep();
            var time = new VirtualTime();
            var graph = new Graph().Add("ramp", new Ramp()).Add("sum", new RunningSum()).Add("keep", keep).Link("ramp > sum > keep");
            await using var session = graph.Start(new RunOptions { Speed = speed, Time = time });
            await Ended(session);
            results.Add((keep.Values, keep.Times));
            var paced = TimeSpan.FromTicks(time.Waits.Sum(w => w.Ticks)).TotalSeconds;
            if (speed == 0) Assert.Empty(time.Waits);
            else Assert.InRange(paced, 3.9 / speed, 4.1 / speed);
        }
        Assert.All(results, r => Assert.Equal(results[0].Values, r.Values));
        Assert.All(results, r => Assert.Equal(results[0].Times, r.Times));
    }

    [Fact]
    public async Task ALostSourceIsRetriedWithBackoffAndTheOutageIsAGap()
    {
        var keep = new Keep();
        var time = new VirtualTime();
        var notes = new List<string>();
        var graph = new Graph().Add("amp", new Flaky()).Add("keep", keep).Link("amp > keep");
        await using var session = graph.Start(new RunOptions { Speed = 0, Time = time, Note = notes.Add });
        await Ended(session);
        Assert.Equal(Enumerable.Range(1, 19).Where(i => i % 5 != 0).Select(i => (float)i), keep.Values);
        Assert.Equal([4, 8, 12], keep.Gaps);
        Assert.Equal([100, 200, 400], time.Waits.Take(3).Select(w => w.TotalMilliseconds));
        Assert.Contains("amp: amplifier lost; trying again", notes);
        Assert.Equal(9, session.Report().Nodes.Single(n => n.Name == "amp").Outages);
    }

    [Fact]
    public async Task ANodeThatThrowsIsNamedAndEveryOtherSinkIsClosed()
    {
        var good = new Keep();
        var bad = new Keep { OnStep = k => { if (k.Values.Count > 100) throw new InvalidDataException("no more"); } };
        var graph = new Graph().Add("ramp", new Ramp(new() { Samples = 100000 })).Add("good", good).Add("bad", bad).Link("ramp > good, bad");
        await using var session = graph.Start(new RunOptions { Speed = 0 });
        var failure = await Assert.ThrowsAsync<NodeFailedException>(() => Ended(session));
        Assert.Equal("node 'bad' (test.keep) failed: no more", failure.Message);
        Assert.Equal((1, 1), (good.Closed, bad.Closed));
        Assert.All(session.Report().Links, l => Assert.Equal(l.In, l.Out + l.Dropped));
    }

    [Fact]
    public async Task StopDrainsAndClosesWithoutLosingASample()
    {
        var reached = new TaskCompletionSource();
        var keep = new Keep { OnStep = k => { if (k.Values.Count > 5000) reached.TrySetResult(); } };
        var graph = new Graph().Add("ramp", new Ramp(new() { Samples = int.MaxValue, Channels = 1 })).Add("keep", keep).Link("ramp > keep");
        await using var session = graph.Start(new RunOptions { Speed = 0 });
        await reached.Task.WaitAsync(patience);
        session.Stop();
        await Ended(session);
        var link = Assert.Single(session.Report().Links);
        Assert.Equal((link.In, 0), (link.Out, link.Dropped));
        Assert.Equal(keep.Values.Count, link.Out);
        Assert.Equal(keep.Values.Count - 1, keep.Values[^1]);
        Assert.Equal(1, keep.Closed);
    }

    [Fact]
    public async Task AbortStopsAtOnceEvenBehindASinkThatHangs()
    {
        var hang = new ManualResetEventSlim();
        var hanging = new TaskCompletionSource();
        var keep = new Keep { OnStep = _ => { hanging.TrySetResult(); hang.Wait(patience); } };
        var graph = new Graph().Add("ramp", new Ramp(new() { Samples = int.MaxValue })).Add("keep", keep).Link("ramp > keep", capacity: 2);
        await using var session = graph.Start(new RunOptions { Speed = 0 });
        await hanging.Task.WaitAsync(patience);
        session.Abort();
        hang.Set();
        await Ended(session);
        Assert.Equal(1, keep.Closed);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(500)]
    public async Task ASavedSessionResumedElsewhereGivesWhatTheUninterruptedOneGives(int block)
    {
        (Graph Graph, Keep Keep) Build()
        {
            var keep = new Keep();
            return (new Graph("resume")
                .Add("ramp", new Ramp(new() { Samples = 2000, Block = block, MarkEvery = 37, Channels = 1 }))
                .Add("sum", new RunningSum())
                .Add("after", new After(new() { Length = 11 }))
                .Add("keep", keep)
                .Link("ramp > sum > after")
                .Link("ramp.markers > after.markers")
                .Link("after > keep")
                .Link("sum > keep"), keep);
        }

        var (whole, expected) = Build();
        await using (var session = whole.Start(new RunOptions { Speed = 0 })) await Ended(session);

        var (first, before) = Build();
        var state = new ArrayBufferWriter<byte>();
        await using (var session = first.Start(new RunOptions { Speed = 0, Limit = 3.1, PauseAtLimit = true }))
        {
            await Ended(session);
            Assert.True(session.IsPaused);
            session.Save(state);
        }
        var (second, after) = Build();
        var resumed = second.Compile().Prepare(new RunOptions { Speed = 0 });
        resumed.Load(state.WrittenMemory);
        resumed.Run();
        await using (resumed) await Ended(resumed);
        Assert.NotEmpty(before.Values);
        Assert.NotEmpty(after.Values);
        Assert.Equal(expected.Values, before.Values.Concat(after.Values));
        Assert.Equal(expected.Times, before.Times.Concat(after.Times));
        Assert.Equal(expected.Events, before.Events.Concat(after.Events));
    }

    /// <summary>A decision must not wait for the next marker, nor for an output that nobody reads.</summary>
    [Fact]
    public async Task AJoinFiresAsSoonAsItsSignalHasCome()
    {
        var keep = new Keep();
        await using var session = new Graph()
            .Add("ramp", new Ramp(new() { Samples = 2000, Channels = 1, MarkEvery = 1000 }))
            .Add("after", new After(new() { Length = 5 }))
            .Add("keep", keep)
            .Link("ramp > after")
            .Link("ramp.markers > after.markers")
            .Link("after > keep")
            .Start(new RunOptions { Speed = 0, Limit = 0.2, PauseAtLimit = true });
        await Ended(session);
        Assert.True(session.IsPaused);
        Assert.Equal([new Event("mean", 2)], keep.Events);
    }

    [Fact]
    public async Task APausedSessionGoesOnWhereItStopped()
    {
        var reached = new TaskCompletionSource();
        var keep = new Keep { OnStep = k => { if (k.Values.Count > 3000) reached.TrySetResult(); } };
        var graph = new Graph().Add("ramp", new Ramp(new() { Samples = 200000, Channels = 1 })).Add("keep", keep).Link("ramp > keep");
        await using var session = graph.Start(new RunOptions { Speed = 0 });
        await reached.Task.WaitAsync(patience);
        await session.PauseAsync().WaitAsync(patience);
        session.Run();
        await Ended(session);
        Assert.Equal(Enumerable.Range(0, 200000).Select(i => (float)i), keep.Values);
    }

    [Fact]
    public async Task ASessionThatRunsIsNotRunAgain()
    {
        using var held = new ManualResetEventSlim();
        var keep = new Keep { OnStep = _ => held.Wait(patience) };
        await using var session = new Graph().Add("ramp", new Ramp()).Add("keep", keep).Link("ramp > keep").Start(new RunOptions { Speed = 0 });
        Assert.Equal("The session is running; pause it first, or wait for its end.", Assert.Throws<InvalidOperationException>(session.Run).Message);
        Assert.Equal("Pause the session before it is saved.", Assert.Throws<InvalidOperationException>(() => session.Save(new ArrayBufferWriter<byte>())).Message);
        held.Set();
        await Ended(session);
    }

    [Fact]
    public async Task AStateOfAnotherGraphIsRefused()
    {
        var state = new ArrayBufferWriter<byte>();
        await using (var session = new Graph("one").Add("ramp", new Ramp()).Start(new RunOptions { Speed = 0, Limit = 1, PauseAtLimit = true }))
        {
            await Ended(session);
            session.Save(state);
        }
        await using var other = new Graph("two").Add("ramp", new Ramp()).Compile().Prepare();
        Assert.Equal("The state was saved by the graph 'one', not by 'two'.", Assert.Throws<StateException>(() => other.Load(state.WrittenMemory)).Message);
        await using var grown = new Graph("one").Add("ramp", new Ramp()).Add("ramp2", new Ramp()).Compile().Prepare();
        Assert.Equal("The state holds 1 nodes, the graph has 2: it has changed since.", Assert.Throws<StateException>(() => grown.Load(state.WrittenMemory)).Message);
        await using var renamed = new Graph("one").Add("rump", new Ramp()).Compile().Prepare();
        Assert.Equal("The state holds the node 'ramp' where the graph has 'rump': it has changed since.", Assert.Throws<StateException>(() => renamed.Load(state.WrittenMemory)).Message);
    }

    [Fact]
    public async Task ALiveSettingChangesBetweenTwoBlocks()
    {
        var reached = new TaskCompletionSource();
        var changed = new TaskCompletionSource();
        var keep = new Keep
        {
            OnStep = k =>
            {
                if (k.Values.Count < 1000) return;
                reached.TrySetResult();
                changed.Task.Wait(patience);
            },
        };
        var graph = new Graph().Add("ramp", new Ramp(new() { Samples = 50000, Channels = 1 })).Add("add", new Add(new() { Number = 0 })).Add("keep", keep).Link("ramp > add > keep", capacity: 4);
        await using var session = graph.Start(new RunOptions { Speed = 0 });
        await reached.Task.WaitAsync(patience);
        var change = session.SetAsync("add", "number", "500");
        changed.SetResult();
        await change.WaitAsync(patience);
        await Ended(session);
        var first = keep.Values.Select((v, i) => v - i).ToList().IndexOf(500);
        Assert.True(first > 0 && first % 10 == 0, $"the change came within a block, at {first}");
        Assert.All(keep.Values.Skip(first).Select((v, i) => v - i - first), d => Assert.Equal(500, d));
    }

    [Fact]
    public async Task AWrongLiveChangeIsRefused()
    {
        await using var session = new Graph().Add("ramp", new Ramp()).Add("add", new Add()).Link("ramp > add").Compile().Prepare(new RunOptions { Speed = 0 });
        Assert.Contains("did you mean 'add'?", (await Assert.ThrowsAsync<GraphException>(() => session.SetAsync("ad", "number", "1"))).Message);
        var range = session.SetAsync("add", "number", "5000");
        var live = session.SetAsync("ramp", "samples", "5");
        session.Run();
        Assert.Contains("expected a number from -1000 to 1000, found '5000'", (await Assert.ThrowsAsync<GraphException>(() => range)).Message);
        Assert.Contains("expected a setting that may change while the graph runs, found 'samples', which may not", (await Assert.ThrowsAsync<GraphException>(() => live)).Message);
        await Ended(session);
    }

    /// <summary>A node that cannot go on with a setting says why; the setting is as before, whether the session runs, is paused or has ended.</summary>
    [Fact]
    public async Task ANodeRefusesALiveChange()
    {
        var picky = new Picky(new() { Even = 2 });
        await using var session = new Graph().Add("ramp", new Ramp()).Add("picky", picky).Link("ramp > picky").Compile().Prepare(new RunOptions { Speed = 0 });
        var refused = await Assert.ThrowsAsync<GraphException>(() => session.SetAsync("picky", "even", "3").WaitAsync(patience));
        Assert.Equal("picky.even: node 'picky', 'even': expected an even number, found 3; add 1", refused.Message);
        Assert.Equal(2, picky.Current.Even);
        session.Run();
        await Ended(session);
        await session.SetAsync("picky", "even", "4").WaitAsync(patience);
        Assert.Equal(4, picky.Current.Even);
    }

    [Fact]
    public async Task AFullLinkWhosePolicyIsToFailEndsTheSession()
    {
        var hang = new ManualResetEventSlim();
        var keep = new Keep { OnStep = _ => hang.Wait(patience) };
        var graph = new Graph().Add("ramp", new Ramp()).Add("keep", keep).Link("ramp > keep", LinkPolicy.Fail, 2);
        await using var session = graph.Start(new RunOptions { Speed = 0 });
        var ended = Ended(session);
        await session.SourceFailed(patience);
        hang.Set();
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => ended);
        Assert.Contains("link 'ramp.signal > keep.streams' is full: its 2 blocks are all waiting and its policy is 'fail'", failure.Message);
    }

    private static IEnumerable<double> Means(int samples, int every, int length)
    {
        for (var at = 0; at + length <= samples; at += every) yield return at + (length - 1) / 2.0;
    }

    private static async Task Ended(Session session)
    {
        try
        {
            await session.Completion.WaitAsync(patience);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"waited for the session to end; links: {string.Join(", ", session.Links.Select(l => $"{l.Name} {l.In}/{l.Out}/{l.Dropped} waiting {l.Waiting}"))}");
        }
    }
}

internal static class SessionExtensions
{
    public static DisposableSession AsDisposable(this Session session) => new(session);

    /// <summary>Waits until a node has failed, which a listener of Completion sees only once all have left.</summary>
    public static async Task SourceFailed(this Session session, TimeSpan patience)
    {
        using var timeout = new CancellationTokenSource(patience);
        while (session.Links[0].Dropped == 0)
        {
            timeout.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    internal sealed record DisposableSession(Session Session) : IDisposable
    {
        public void Dispose() => Session.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
