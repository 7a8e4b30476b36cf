namespace Streaming.Benchmarks;

/// <summary>
/// Blocks at the pace of a device, the machine idle between them: EEG (250 Hz, a block per sample of 8 channels) and a microphone (16 kHz, blocks of 10 ms),
/// through ten fused nodes and over one thread crossing. The sender sleeps in the kernel until a block is due, as a driver's read does.
/// </summary>
internal static class PacedRun
{
    private const double RoundSeconds = 5;
    private static readonly Feed.Settings eeg = new() { Samples = 1, Channels = 8, Rate = 250 };
    private static readonly Feed.Settings audio = new() { Samples = 160, Channels = 1, Rate = 16000 };

    public static async Task Run(string[] arguments)
    {
        var settings = RunSettings.Read(arguments, rounds: 0, seconds: 30);
        await Compare(settings, "250 Hz, blocks of one sample of 8 channels, ten nodes", nodes: 10, blocksPerSecond: 250,
        [
            new FusedGraph("Streaming, default telemetry", new RunOptions(), block: eeg),
            new FusedGraph("Streaming, telemetry off", new RunOptions { Telemetry = false }, block: eeg),
            new Reactive(crossing: false),
            new AkkaStreams(crossing: false),
            new Channels(64),
            new Dataflow(64),
            new Reactive(crossing: true),
        ]);
        await Compare(settings, "250 Hz, blocks of one sample of 8 channels, one thread crossing", nodes: 0, blocksPerSecond: 250, Crossings(eeg));
        await Compare(settings, "16 kHz, blocks of 10 ms, one thread crossing", nodes: 0, blocksPerSecond: 100, Crossings(audio));
    }

    private static IDesign[] Crossings(Feed.Settings block) =>
    [
        new FusedGraph("Streaming, link", new RunOptions(), far: true, block),
        new Channels(64),
        new Dataflow(64),
        new Reactive(crossing: true),
    ];

    private static async Task Compare(RunSettings settings, string title, int nodes, double blocksPerSecond, IDesign[] designs)
    {
        var wanted = designs.Where((d, i) => i == 0 || settings.Wants(d.Name)).ToList();
        var sent = wanted.ToDictionary(d => d, _ => new LatencyHistogram());
        var due = wanted.ToDictionary(d => d, _ => new LatencyHistogram());
        var rounds = Math.Max(1, (int)Math.Ceiling(settings.Seconds / RoundSeconds));
        Console.WriteLine($"{title}: {wanted.Count} designs, {rounds} rounds of {settings.Seconds / rounds:0.#} s each");
        for (var round = 1; round <= rounds; round++)
        {
            foreach (var design in wanted)
            {
                var drive = new Pace(blocksPerSecond, settings.Seconds / rounds);
                await design.Run(nodes, drive);
                sent[design].Add(drive.SinceSent);
                due[design].Add(drive.SinceDue);
                Console.WriteLine($"  {design.Name,-40} p50 {Table.Microseconds(drive.SinceSent.Percentile(0.5)),8} µs   p99 {Table.Microseconds(drive.SinceSent.Percentile(0.99)),8} µs");
            }
        }
        var table = new Table("µs from sent to arrived", "p50", "p99", "p99.9", "max", "from due: p50", "p99", "blocks");
        foreach (var design in wanted)
        {
            var (a, b) = (sent[design], due[design]);
            table.Add(
                design.Name,
                Table.Microseconds(a.Percentile(0.5)),
                Table.Microseconds(a.Percentile(0.99)),
                Table.Microseconds(a.Percentile(0.999)),
                Table.Microseconds(a.Maximum),
                Table.Microseconds(b.Percentile(0.5)),
                Table.Microseconds(b.Percentile(0.99)),
                $"{a.Count}");
        }
        settings.Show(title, table);
    }
}
