using System.Diagnostics;

namespace Streaming.Benchmarks;

/// <summary>
/// Sixteen sessions at their own pace, as live ones come: each has a thread, wakes when its hop is due, up to 2 ms late, and steps its node. With 'batch' they wait
/// for each other; what that saves of the processor and what it costs in time is shown.
/// </summary>
internal sealed class LiveSessions(BenchmarkedModel model, int batch)
{
    private const int Sessions = 16;
    private const double Jitter = 0.002; // seconds
    private readonly NodeRun[] nodes = [.. Enumerable.Range(0, Sessions).Select(_ => model.Node(batch))];
    private readonly List<double> processor = [];
    private readonly List<double> trips = [];

    public static void Run(BenchmarkedModel model, RunSettings settings)
    {
        const int slices = 3;
        (string Name, LiveSessions Sessions)[] all = [("live, each alone", new(model, batch: 1)), ($"live, batch: {Sessions}", new(model, Sessions))];
        foreach (var (_, sessions) in all) sessions.Slice(3);
        foreach (var (_, sessions) in all) sessions.Forget();
        for (var slice = 0; slice < slices; slice++)
            foreach (var (_, sessions) in all) sessions.Slice(settings.Seconds / slices);
        var table = new Table($"{model.Name}, {Sessions} sessions, each a thread at its own pace", "processor µs a step", "of a core", "step by the clock, p50 µs", "p99 µs");
        foreach (var (name, sessions) in all)
        {
            var trips = sessions.trips.Order().ToArray();
            var cost = Statistics.Median(sessions.processor);
            var share = 100e-6 * cost * Sessions / model.StepSeconds;
            table.Add(name, Table.Figure(cost), $"{Table.Figure(share)} %", Table.Figure(trips[trips.Length / 2]), Table.Figure(trips[trips.Length * 99 / 100]));
            foreach (var node in sessions.nodes) node.Close();
        }
        settings.Show("Live sessions", table);
    }

    /// <summary>Runs for so long; the first second is left out.</summary>
    private void Slice(double seconds)
    {
        var (start, steps) = (Stopwatch.GetTimestamp(), (int)((1 + seconds) / model.StepSeconds));
        var skipped = (int)(1 / model.StepSeconds);
        var times = Enumerable.Range(0, Sessions).Select(_ => new List<double>(steps)).ToArray();
        var began = TimeSpan.Zero;
        var threads = Enumerable.Range(0, Sessions).Select(i => new Thread(() =>
        {
            var random = new Random(i);
            for (var step = 1; step <= steps; step++)
            {
                var left = step * model.StepSeconds + random.NextDouble() * Jitter - Stopwatch.GetElapsedTime(start).TotalSeconds;
                if (left > 0) Thread.Sleep(TimeSpan.FromSeconds(left));
                if (step == skipped && i == 0) began = Environment.CpuUsage.TotalTime;
                var ready = Stopwatch.GetTimestamp();
                nodes[i].Push<float>(model.Port, model.Hop);
                if (step >= skipped) times[i].Add(Stopwatch.GetElapsedTime(ready).TotalMicroseconds);
            }
        })).ToArray();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        processor.Add((Environment.CpuUsage.TotalTime - began).TotalMicroseconds / times.Sum(t => t.Count));
        trips.AddRange(times.SelectMany(t => t));
    }

    private void Forget()
    {
        processor.Clear();
        trips.Clear();
    }
}
