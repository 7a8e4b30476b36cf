namespace Streaming.Benchmarks;

/// <summary>
/// The side-by-side run: ten pass-through nodes, 1 KiB blocks (256 float32) by reference, saturated. A hop is what each node adds: (time with ten nodes - time
/// with none) / 10. All designs take turns within each round, so that a busy moment of the machine meets all of them, and ratios are taken within a round.
/// </summary>
internal static class ChainRun
{
    private const int Nodes = 10;

    public static async Task Run(string[] arguments)
    {
        var settings = RunSettings.Read(arguments, rounds: 11, seconds: 0.3);
        var ours = Contestant.Of(new FusedGraph("Streaming, default telemetry", new RunOptions { Speed = 0 }));
        var all = new List<Contestant> { ours };
        all.AddRange(new[]
        {
            Contestant.Of(new FusedGraph("Streaming, telemetry off", new RunOptions { Speed = 0, Telemetry = false })),
            Contestant.Of(new OwnLoop()),
            Contestant.Of(new Reactive(crossing: false)),
            Contestant.Of(new Channels(64)),
            Contestant.Of(new Reactive(crossing: true), unbounded: true),
            Contestant.Of(new Dataflow(), unbounded: true),
            Contestant.Of(new Dataflow(64)),
            Contestant.Of(new Dataflow(8)),
            Contestant.Of(new AkkaStreams(crossing: false)),
            Contestant.Of(new AkkaStreams(crossing: true)),
        }.Where(c => settings.Wants(c.Name)));
        Peer[] peers =
        [
            new("GStreamer identity, one thread", "gstreamer_chain", "identity"),
            new("GStreamer queue(64) each", "gstreamer_chain", "queue"),
            new("GNU Radio copy, thread per block", "gnuradio_chain", "256"),
            new("GNU Radio copy, work of any length", "gnuradio_chain", "100000000"),
        ];
        all.AddRange(peers.Where(p => p.IsInstalled && settings.Wants(p.Name)).Select(Contestant.Of));

        foreach (var one in all)
        {
            Console.WriteLine($"warming up: {one.Name}");
            await one.WarmUp(0, settings.Seconds);
            await one.WarmUp(Nodes, settings.Seconds);
        }
        for (var round = 1; round <= settings.Rounds; round++)
        {
            Console.WriteLine($"round {round} of {settings.Rounds}");
            foreach (var one in all)
            {
                await one.Run(0);
                await one.Run(Nodes);
                await one.RunTrips(Nodes);
                Console.WriteLine($"  {one.Name,-40} {Table.Figure(Hops(one, c => c.Time)[^1]),8} ns/hop");
            }
        }

        var table = new Table("ten pass-through nodes, 1 KiB blocks", "ns/hop", "min..max", "÷ ours", "undisturbed ns/hop", "÷ ours", "processor ns/hop", "÷ ours", "ns/block, 0 nodes", "B/block", "p50 µs, one in flight");
        foreach (var one in all)
        {
            var hops = Hops(one, c => c.Time);
            table.Add(
                one.Name,
                Table.Figure(Statistics.Median(hops)),
                $"{Table.Figure(hops.Min())}..{Table.Figure(hops.Max())}",
                Table.Figure(Ratio(one, ours, c => c.Time)),
                Table.Figure(Undisturbed(one)),
                Table.Figure(Undisturbed(one) / Undisturbed(ours)),
                Table.Figure(Statistics.Median(Hops(one, c => c.Processor))),
                Table.Figure(Ratio(one, ours, c => c.Processor)),
                Table.Figure(Statistics.Median(one.Costs[0].Select(c => c.Time))),
                Table.Figure(Statistics.Median(one.Costs[Nodes].Select(c => c.Bytes))),
                Table.Microseconds(one.Trips.Percentile(0.5)));
        }
        foreach (var peer in peers.Where(p => !p.IsInstalled && settings.Wants(p.Name))) table.Add(peer.Name, "not installed", "", "", "", "", "", "");
        settings.Show($"Chain, saturated ({settings.Rounds} rounds)", table);
    }

    /// <summary>What a node adds, in each round.</summary>
    private static List<double> Hops(Contestant one, Func<Cost, double> part) =>
        [.. one.Costs[Nodes].Zip(one.Costs[0], (ten, none) => (part(ten) - part(none)) / Nodes)];

    /// <summary>From the shortest run of each length: other load on the machine only ever makes a run longer.</summary>
    private static double Undisturbed(Contestant one) => (one.Costs[Nodes].Min(c => c.Time) - one.Costs[0].Min(c => c.Time)) / Nodes;

    private static double Ratio(Contestant theirs, Contestant ours, Func<Cost, double> part) =>
        Statistics.Median(Hops(theirs, part).Zip(Hops(ours, part), (a, b) => a / b));
}
