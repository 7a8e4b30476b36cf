namespace Streaming.Benchmarks;

/// <summary>
/// One crossing from a thread to another, saturated: the cost of a block through a link, and the trip of a single block while both threads are otherwise idle.
/// </summary>
internal static class LinkRun
{
    public static async Task Run(string[] arguments)
    {
        var settings = RunSettings.Read(arguments, rounds: 11, seconds: 0.3);
        var ours = Contestant.Of(new FusedGraph("Streaming, link with policy wait", new RunOptions { Speed = 0 }, far: true));
        var all = new List<Contestant> { ours };
        all.AddRange(new[]
        {
            Contestant.Of(new Channels(64)),
            Contestant.Of(new Reactive(crossing: true), unbounded: true),
            Contestant.Of(new Dataflow(64)),
            Contestant.Of(new AkkaStreams(crossing: true)),
        }.Where(c => settings.Wants(c.Name)));
        foreach (var one in all)
        {
            Console.WriteLine($"warming up: {one.Name}");
            await one.WarmUp(0, settings.Seconds);
        }
        for (var round = 1; round <= settings.Rounds; round++)
        {
            Console.WriteLine($"round {round} of {settings.Rounds}");
            foreach (var one in all)
            {
                await one.Run(0);
                await one.RunTrips(0);
            }
        }
        var table = new Table("one thread crossing, 1 KiB blocks", "ns/block", "min..max", "processor ns/block", "B/block", "p50 µs, one in flight", "p99 µs");
        foreach (var one in all)
        {
            var times = one.Costs[0].Select(c => c.Time).ToList();
            table.Add(
                one.Name,
                Table.Figure(Statistics.Median(times)),
                $"{Table.Figure(times.Min())}..{Table.Figure(times.Max())}",
                Table.Figure(Statistics.Median(one.Costs[0].Select(c => c.Processor))),
                Table.Figure(Statistics.Median(one.Costs[0].Select(c => c.Bytes))),
                Table.Microseconds(one.Trips.Percentile(0.5)),
                Table.Microseconds(one.Trips.Percentile(0.99)));
        }
        settings.Show($"Link, saturated ({settings.Rounds} rounds)", table);
    }
}
