using Streaming.Lsl;

namespace Streaming.Benchmarks;

/// <summary>
/// Lab Streaming Layer from push to pull: the managed back end beside liblsl, and each with the other, on loopback, in turns. liblsl with itself is what the others are
/// compared with; where it is not found, only the managed one runs.
/// </summary>
internal static class LslRun
{
    public static void Run(string[] arguments)
    {
        var settings = RunSettings.Read(arguments, rounds: 7, seconds: 3);
        var first = 20000 + Environment.ProcessId % 240 * 50;
        var network = new LslNetwork { Session = $"perf-{Environment.ProcessId}", MulticastPort = first, BasePort = first + 1, PortRange = 40 };
        if (!NativeLsl.IsThere) Console.WriteLine($"liblsl was not found: name its file in {NativeLsl.Variable} to compare with it");
        Compare(settings, network, "8 channels at 250 Hz, one by one", channels: 8, rate: 250, chunk: 1);
        Compare(settings, network, "64 channels at 1 kHz, in chunks of 10", channels: 64, rate: 1000, chunk: 10);
    }

    private static void Compare(RunSettings settings, LslNetwork network, string title, int channels, double rate, int chunk)
    {
        (LslBackend, LslBackend)[] all = NativeLsl.IsThere
            ? [(LslBackend.Native, LslBackend.Native), (LslBackend.Managed, LslBackend.Managed), (LslBackend.Managed, LslBackend.Native), (LslBackend.Native, LslBackend.Managed)]
            : [(LslBackend.Managed, LslBackend.Managed)];
        var trips = all.Select(pair => new LslTrip(pair.Item1, pair.Item2, network, channels, rate, chunk)).Where((t, i) => i == 0 || settings.Wants(t.Name)).ToList();
        Console.WriteLine($"{title}: {settings.Rounds} rounds of {settings.Seconds:0.#} s each");
        for (var round = 0; round < settings.Rounds; round++)
        {
            // The order turns, so that nobody always comes after the same one.
            for (var i = 0; i < trips.Count; i++)
            {
                var trip = trips[(i + round) % trips.Count];
                trip.Run(settings.Seconds);
                Console.WriteLine($"  {trip.Name,-20} p50 {Table.Microseconds(trip.Rounds[^1].Percentile(0.5)),8} µs   p99 {Table.Microseconds(trip.Rounds[^1].Percentile(0.99)),8} µs");
            }
        }
        var table = new Table("push to pull, µs", "p50", "p99", "p50, times", "min..max", "p99, times", "min..max");
        foreach (var trip in trips) table.Add([trip.Name, Figure(trip, 0.5), Figure(trip, 0.99), .. Times(trip, trips[0], 0.5), .. Times(trip, trips[0], 0.99)]);
        settings.Show($"LSL, {title} ({settings.Rounds} rounds; times: of {trips[0].Name} in the same round, the median)", table);
        foreach (var trip in trips) trip.Dispose();
    }

    private static string Figure(LslTrip trip, double percentile) => Table.Microseconds(Statistics.Median(trip.Rounds.Select(r => r.Percentile(percentile))));

    private static string[] Times(LslTrip trip, LslTrip reference, double percentile)
    {
        var times = trip.Rounds.Zip(reference.Rounds, (mine, its) => mine.Percentile(percentile) / its.Percentile(percentile)).ToList();
        return [Table.Figure(Statistics.Median(times)), $"{Table.Figure(times.Min())}..{Table.Figure(times.Max())}"];
    }
}
