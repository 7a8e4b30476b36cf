using System.Diagnostics;
using System.Globalization;

namespace Streaming.Benchmarks;

/// <summary>
/// An hour of a stream, flat out. The first minute and the last are run in turns with a node that is new at that moment, so that what the machine does besides falls
/// on both alike: the node that ran for an hour is compared with the new one, and not with what the machine was like an hour of stream before.
/// </summary>
internal static class HourRun
{
    private const int StepsPerTurn = 10;

    public static void Run(string[] arguments)
    {
        if (arguments.Length == 0 || arguments[0].StartsWith("--", StringComparison.Ordinal)) throw new ArgumentException("hour needs the path of a model");
        var settings = RunSettings.Read(arguments[1..], rounds: 0, seconds: 3600);
        using var model = BenchmarkedModel.At(arguments[0]);
        var (minute, all) = ((long)(60 / model.StepSeconds), (long)(settings.Seconds / model.StepSeconds));
        if (all < 2 * minute) throw new ArgumentException("hour needs at least --seconds 120");
        Compile(model);

        var signal = new Signal(model.Hop.Length);
        var old = model.Node();
        var start = Stopwatch.GetTimestamp();
        var first = Side(model, old, signal, minute);
        var (early, earlyHeap) = Memory();
        for (var i = minute; i < all - minute; i++) old.Push<float>(model.Port, signal.Next());
        var (late, lateHeap) = Memory();
        var last = Side(model, old, signal, minute);
        var took = Stopwatch.GetElapsedTime(start);
        old.Close();

        var title = $"{model.Name}, {all} steps in {took.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} s";
        var table = new Table(title, "µs/step, median", "a new node's", "ratio in turns", "working set MB", "managed heap kB");
        table.Add("first minute of the stream", Table.Figure(first.Old), Table.Figure(first.New), Ratio(first.Ratio), Figure(early / 1e6), Figure(earlyHeap / 1e3));
        table.Add("last minute", Table.Figure(last.Old), Table.Figure(last.New), Ratio(last.Ratio), Figure(late / 1e6), Figure(lateHeap / 1e3));
        settings.Show("An hour of stream", table);
    }

    private static void Compile(BenchmarkedModel model)
    {
        var node = model.Node();
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(3)) node.Push<float>(model.Port, model.Hop);
        node.Close();
    }

    /// <summary>A minute of the stream for the node and, in turns, for a new one; medians of turns, and the median of the ratios in each pair of turns.</summary>
    private static (double Old, double New, double Ratio) Side(BenchmarkedModel model, NodeRun old, Signal signal, long steps)
    {
        var fresh = model.Node();
        var turns = (int)(steps / StepsPerTurn);
        var times = new double[2][];
        times[0] = new double[turns];
        times[1] = new double[turns];
        var hops = new float[StepsPerTurn][];
        for (var turn = 0; turn < turns; turn++)
        {
            for (var i = 0; i < StepsPerTurn; i++) hops[i] = signal.Next();
            // Who begins changes, since the second finds the signal in the cache.
            for (var k = 0; k < 2; k++)
            {
                var which = (turn + k) % 2;
                var node = which == 0 ? old : fresh;
                var start = Stopwatch.GetTimestamp();
                foreach (var hop in hops) node.Push<float>(model.Port, hop);
                times[which][turn] = Stopwatch.GetElapsedTime(start).TotalMicroseconds / StepsPerTurn;
            }
        }
        fresh.Close();
        return (Statistics.Median(times[0]), Statistics.Median(times[1]), Statistics.Median(times[0].Zip(times[1], (mine, its) => mine / its)));
    }

    private static (double WorkingSet, double Heap) Memory()
    {
        var heap = GC.GetTotalMemory(forceFullCollection: true);
        return (Environment.WorkingSet, heap);
    }

    private static string Ratio(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Figure(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);

    /// <summary>Noise that swells and fades to nothing and back within some 1000 hops, the same again and again.</summary>
    private sealed class Signal
    {
        private readonly float[][] hops;
        private int at;

        public Signal(int length)
        {
            var random = new Random(1);
            hops = new float[997][];
            for (var i = 0; i < hops.Length; i++)
            {
                var level = Math.Max(0, Math.Sin(2 * Math.PI * i / hops.Length));
                hops[i] = [.. Enumerable.Range(0, length).Select(_ => (float)(level * (random.NextDouble() - 0.5)))];
            }
        }

        public float[] Next() => hops[at++ % hops.Length];
    }
}
