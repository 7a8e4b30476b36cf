namespace Streaming.Tests;

/// <summary>Whatever the policies, capacities and stalls: what went into a link came out or was counted, in order, and every loss is marked.</summary>
public class LinkStressTests
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(120);

    [Theory]
    [InlineData(LinkPolicy.Wait)]
    [InlineData(LinkPolicy.DropOldest)]
    [InlineData(LinkPolicy.Fail)]
    public void InEqualsOutPlusDrops(LinkPolicy policy) =>
        Gen.Select(Gen.Int[1, 64], Gen.Int[1, 70], Gen.Int[1, 5], Gen.Int[0, 300], Gen.UInt).Sample((capacity, block, sinks, stall, seed) =>
        {
            const int samples = 20_000;
            var graph = new Graph().Add("count", new Counter(new() { Samples = samples, Block = block }));
            var readers = new List<StallingReader>();
            for (var i = 0; i < sinks; i++)
            {
                var reader = new StallingReader { Seed = seed + (uint)i, Stall = stall };
                readers.Add(reader);
                graph.Add($"reader{i}", reader).Link($"count > reader{i}", policy, capacity);
            }
            var session = graph.Start(new RunOptions { Speed = 0 });
            var failed = false;
            try
            {
                session.Completion.WaitAsync(patience).GetAwaiter().GetResult();
            }
            catch (LinkFullException) when (policy == LinkPolicy.Fail)
            {
                failed = true;
            }
            var links = session.Report().Links;
            session.DisposeAsync().AsTask().GetAwaiter().GetResult();
            for (var i = 0; i < sinks; i++)
            {
                var link = links.Single(l => l.Name == $"count.signal > reader{i}.signal");
                Assert.Equal(link.In, link.Out + link.Dropped);
                Assert.Equal(link.Out, readers[i].Seen);
                Assert.Equal(0, readers[i].Unmarked);
                if (policy == LinkPolicy.Wait) Assert.Equal((samples, 0), (link.Out, link.Dropped));
                if (policy == LinkPolicy.DropOldest) Assert.Equal((samples, samples - 1), (link.In, readers[i].Last));
                if (policy == LinkPolicy.DropOldest) Assert.Equal(link.Dropped, readers[i].Missing);
            }
            if (failed) Assert.Equal(LinkPolicy.Fail, policy);
        }, iter: 40);

    /// <summary>That the law above is not kept by never dropping: a reader held back until all was sent misses all but what the link holds.</summary>
    [Fact]
    public async Task AReaderThatWaitsTooLongLosesTheOldest()
    {
        const int samples = 1_000, capacity = 4;
        using var sent = new ManualResetEventSlim();
        var reader = new StallingReader { Until = sent };
        var session = new Graph()
            .Add("count", new Counter(new() { Samples = samples, Block = 1 }) { Sent = sent })
            .Add("reader", reader)
            .Link("count > reader", LinkPolicy.DropOldest, capacity)
            .Start(new RunOptions { Speed = 0 });
        await session.Completion.WaitAsync(patience);
        var link = session.Report().Links.Single();
        await session.DisposeAsync();
        Assert.Equal((samples, samples), (link.In, link.Out + link.Dropped));
        Assert.InRange(link.Dropped, samples - 2 * capacity - 1, samples - capacity);
        Assert.Equal((link.Dropped, 0L, samples - 1L), (reader.Missing, reader.Unmarked, reader.Last));
    }

    /// <summary>A slow branch beside a fast one that meet again: links must not wait for each other.</summary>
    [Fact]
    public void AForkThatJoinsAgainNeverLocks() =>
        Gen.Select(Gen.Int[1, 8], Gen.Int[1, 50], Gen.Int[0, 500], Gen.UInt).Sample((capacity, block, stall, seed) =>
        {
            const int samples = 5_000;
            var pairs = new Pairs();
            var graph = new Graph()
                .Add("count", new Counter(new() { Samples = samples, Block = block }))
                .Add("late", new Relay { Seed = seed, Stall = stall })
                .Add("pairs", pairs)
                .Link("count > late > pairs.left", capacity: capacity)
                .Link("count > pairs.right", capacity: capacity);
            var session = graph.Start(new RunOptions { Speed = 0 });
            session.Completion.WaitAsync(patience).GetAwaiter().GetResult();
            session.DisposeAsync().AsTask().GetAwaiter().GetResult();
            Assert.Equal((samples, 0), (pairs.Count, pairs.Different));
        }, iter: 60);

    /// <summary>However readers fall behind one another, no more blocks are in flight than were made at once with the first: law 3 when a reader stalls after hours.</summary>
    [Fact]
    public void NoMoreBlocksAreInFlightThanForeseen() =>
        Gen.Select(Gen.Int[1, 64], Gen.Bool.Array[1, 4], Gen.Int[0, 300], Gen.UInt).Sample((capacity, waits, stall, seed) =>
        {
            var count = new Counter(new() { Samples = 5_000, Block = 1 });
            var graph = new Graph().Add("count", count);
            for (var i = 0; i < waits.Length; i++)
                graph.Add($"reader{i}", new StallingReader { Seed = seed + (uint)i, Stall = stall }).Link($"count > reader{i}", waits[i] ? LinkPolicy.Wait : LinkPolicy.DropOldest, capacity);
            Run(graph);
            Assert.Equal(count.Signal.InFlight, count.Signal.Pool.Made);
        }, iter: 40);

    /// <summary>The same where a branch waits for another that is late.</summary>
    [Fact]
    public void NoMoreBlocksAreInFlightThanForeseenWhereBranchesMeetAgain() =>
        Gen.Select(Gen.Int[1, 64], Gen.Int[0, 500], Gen.UInt).Sample((capacity, stall, seed) =>
        {
            var (count, late, later) = (new Counter(new() { Samples = 5_000, Block = 1 }), new Relay { Seed = seed, Stall = stall }, new Relay { Seed = seed + 1, Stall = stall });
            Run(new Graph().Add("count", count).Add("late", late).Add("later", later).Add("pairs", new Pairs())
                .Link("count > late > later > pairs.left", capacity: capacity)
                .Link("count > pairs.right", capacity: capacity));
            Assert.All([count.Signal, late.Relayed, later.Relayed], o => Assert.Equal(o.InFlight, o.Pool.Made));
        }, iter: 40);

    [Fact]
    public void PausesAtRandomLoseNothing() =>
        Gen.Select(Gen.Int[1, 16], Gen.Int[1, 40], Gen.Int[1, 12]).Sample((capacity, block, pauses) =>
        {
            const int samples = 30_000;
            var reader = new StallingReader();
            var graph = new Graph().Add("count", new Counter(new() { Samples = samples, Block = block })).Add("late", new Relay()).Add("reader", reader)
                .Link("count > late > reader", capacity: capacity);
            var session = graph.Start(new RunOptions { Speed = 0 });
            for (var i = 0; i < pauses; i++)
            {
                session.PauseAsync().WaitAsync(patience).GetAwaiter().GetResult();
                Assert.All(session.Links, l => Assert.Equal((0, l.In), (l.Waiting, l.Out)));
                session.Run();
            }
            session.Completion.WaitAsync(patience).GetAwaiter().GetResult();
            session.DisposeAsync().AsTask().GetAwaiter().GetResult();
            Assert.Equal((samples, samples - 1L, 0L), (reader.Seen, reader.Last, reader.Missing));
        }, iter: 40);

    private static void Run(Graph graph)
    {
        var session = graph.Start(new RunOptions { Speed = 0 });
        session.Completion.WaitAsync(patience).GetAwaiter().GetResult();
        session.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
