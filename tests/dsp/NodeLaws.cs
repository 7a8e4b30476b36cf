using Streaming.Dsp;

namespace Streaming.Tests;

/// <summary>What holds for every node of the family (law 2): the cut into blocks, a reset, a snapshot and the order of arrival change nothing; nothing is allocated.</summary>
public class NodeLaws
{
    private const int Samples = 600;

    private static readonly string[] labels = ["Fp1", "Fp2", "C3", "Cz", "C4", "POz", "O1", "O2"];
    private static readonly StreamFormat signal = StreamFormat.Signal(8, 250, "µV", ValueList.From(labels));
    private static readonly StreamFormat windows = signal with { Kind = StreamKind.Windows, Shape = [125, 8], Rate = 4, Axis = new Axis("time", "s", 0, 1 / 250.0) };
    private static readonly StreamFormat spectra = signal with { Kind = StreamKind.Spectrum, Shape = [63, 8], Rate = 4, Unit = "µV²/Hz", Axis = new Axis("frequency", "Hz", 0, 2) };

    /// <summary>All but those that read a file, for which the conformance suite makes one.</summary>
    public static TheoryData<string> Names => [.. Family.Nodes.Where(n => !n.Settings.Any(s => s.IsPath)).Select(n => n.Name)];

    [Fact]
    public void Every_node_is_described()
    {
        Assert.Equal(24, Family.Nodes.Count);
        Assert.All(Family.Nodes, n => Assert.NotEmpty(n.Summary));
        Assert.All(Family.Nodes.SelectMany(n => n.Settings), s => Assert.NotEmpty(s.Summary));
        Assert.All(Family.Nodes.SelectMany(n => n.Inputs.Concat(n.Outputs)), p => Assert.NotEmpty(p.Summary));
    }

    [Theory, MemberData(nameof(Names))]
    public void The_cut_changes_nothing(string name)
    {
        var whole = Outcome(Run(name, [Samples]));
        Assert.NotEmpty(whole);
        foreach (var cut in Signals.Cuts) Assert.Equal(whole, Outcome(Run(name, cut)));
    }

    [Theory, MemberData(nameof(Names))]
    public void Events_may_come_early_or_late(string name)
    {
        var whole = Outcome(Run(name, [Samples]));
        Assert.Equal(whole, Outcome(Run(name, [40], eventsFirst: true)));
        Assert.Equal(whole, Outcome(Run(name, [40], eventsFirst: false)));
    }

    [Theory, MemberData(nameof(Names))]
    public void A_reset_gives_the_first_run_again(string name)
    {
        var trial = Create(name);
        Feed(trial, [64], 0, Samples, null, end: false);
        var first = Outcome(trial);
        trial.Again();
        Feed(trial, [64], 0, Samples, null, end: false);
        Assert.Equal(first, Outcome(trial));
    }

    [Theory, MemberData(nameof(Names))]
    public void A_snapshot_goes_on_in_another_object(string name)
    {
        var whole = Outcome(Run(name, [Samples]));
        foreach (var at in new[] { 0, 77, 300, 451 })
        {
            var before = Create(name);
            Feed(before, [64], 0, at, null, end: false);
            var after = Create(name);
            after.Load(before);
            Feed(after, [50], at, Samples, null);
            Assert.Equal(whole, [.. Outcome(before, conclude: false), .. Outcome(after)], Joined);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Nothing_is_allocated(string name)
    {
        var trial = Create(name);
        trial.Run.CountOnly();
        int[] sizes = [50];
        Feed(trial, sizes, 0, 450, null, end: false);
        var before = GC.GetAllocatedBytesForCurrentThread() - trial.Harness;
        Feed(trial, sizes, 450, Samples, null, end: false);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - trial.Harness - before);
    }

    // Outcomes are lines "port time value..."; those before and after a snapshot follow one another per port.
    private static bool Joined(IEnumerable<string> whole, IEnumerable<string> parts)
    {
        static string[] Sorted(IEnumerable<string> lines) => [.. lines.Order(StringComparer.Ordinal)];
        return Sorted(whole).SequenceEqual(Sorted(parts));
    }

    private static Trial Run(string name, int[] sizes, bool? eventsFirst = null)
    {
        var trial = Create(name);
        Feed(trial, sizes, 0, Samples, eventsFirst);
        return trial;
    }

    private static Trial Create(string name)
    {
        var description = Family.Nodes.Single(n => n.Name == name);
        var node = GraphFile.Parse($"graph: law\nnodes:\n  it: {{ node: {name}, {description.Example} }}", "law", "", new NodeCatalog(Family.Nodes)).Nodes[0].Node;
        var trial = new Trial(node);
        foreach (var port in description.Inputs)
        {
            var format = port.Element == ElementType.Event ? StreamFormat.Events()
                : port.Kinds.FirstOrDefault() == StreamKind.Spectrum || name == "dsp.bandpower" ? spectra
                : port.Kinds.Contains(StreamKind.Windows) || name == "dsp.psd" ? windows : signal;
            trial.Add(port.Name, format);
        }
        trial.Run.Configure();
        return trial;
    }

    // Sample i of a signal is at i / 250 s; slower streams come along with it. Events are those of the example: "1" and "2", at odd times.
    private static void Feed(Trial trial, int[] sizes, int from, int to, bool? eventsFirst, bool end = true)
    {
        if (eventsFirst == true) trial.PushEvents(0, Samples);
        for (int at = from, i = 0; at < to; i++)
        {
            var next = Math.Min(at + sizes[i % sizes.Length], to);
            if (eventsFirst is null) trial.PushEvents(at, next);
            trial.PushSamples(at, next);
            at = next;
        }
        if (eventsFirst == false) trial.PushEvents(0, Samples);
        if (end) trial.Run.End();
    }

    private static List<string> Outcome(Trial trial, bool conclude = true)
    {
        var lines = new List<string>();
        foreach (var port in trial.Node.Descriptor.Outputs)
        {
            if (port.Element == ElementType.Event)
            {
                var result = trial.Run.Result<Event>(port.Name);
                for (var i = 0; i < result.Times.Length; i++) lines.Add($"{port.Name} {result.Times[i]:R} {result.Values[i]}");
                continue;
            }
            var values = trial.Run.Result<float>(port.Name);
            var size = values.Format.SampleSize;
            for (var i = 0; i < values.Times.Length; i++)
                lines.Add($"{port.Name} {values.Times[i]:R} {string.Join(' ', values.Values.AsSpan(i * size, size).ToArray().Select(BitConverter.SingleToInt32Bits))}");
        }
        if (conclude && trial.Node is IResultNode result2) lines.AddRange(result2.Conclude().Select(c => c.ToString()));
        return lines;
    }

    private sealed class Trial(INode node)
    {
        private readonly List<(string Port, StreamFormat Format)> inputs = [];
        private readonly Event[] one = new Event[1];
        private readonly double[] stamp = new double[1];
        private readonly float[] values = Signals.Make(Samples, 8).Concat(Signals.Make(125, 8)).ToArray();
        private readonly float[] spectrum = [.. Signals.Make(63 * 16, 8).Select(v => v * v)];

        public INode Node => node;

        public NodeRun Run { get; } = new(node);

        /// <summary>Bytes that NodeRun itself allocated: it asks the format for the size of a sample twice a push.</summary>
        public long Harness { get; private set; }

        public void Add(string port, StreamFormat format)
        {
            inputs.Add((port, format));
            Run.Feed(port, format);
        }

        public void Load(Trial other) => Run.Load(other.Run.Save());

        public void Again() => Run.Reset();

        public void PushSamples(int from, int to)
        {
            foreach (var (port, format) in inputs)
            {
                if (format.Kind == StreamKind.Signal) Push<float>(port, format, values.AsSpan(from * 8, (to - from) * 8), []);
                if (format.Kind is StreamKind.Signal or StreamKind.Events) continue;
                for (var at = (from + 61) / 62; at * 62 < to; at++) // four a second
                    Push<float>(port, format, format.Kind == StreamKind.Windows ? values.AsSpan(at * 62 * 8, 125 * 8) : spectrum.AsSpan(at * 63 * 8 / 2, 63 * 8), []);
            }
        }

        private void Push<T>(string port, StreamFormat format, ReadOnlySpan<T> samples, ReadOnlySpan<double> stamps) where T : struct
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            _ = format.SampleSize;
            Harness += 3 * (GC.GetAllocatedBytesForCurrentThread() - before);
            Run.Push(port, samples, stamps);
        }

        public void PushEvents(int from, int to)
        {
            foreach (var (port, format) in inputs)
            {
                if (format.Kind != StreamKind.Events) continue;
                for (var at = (from + 36) / 37; at * 37 < to; at++)
                {
                    one[0] = new Event(port == "decisions" ? at % 3 == 0 ? "left" : "right" : at % 2 == 0 ? "1" : "2");
                    stamp[0] = at * 37 / 250.0 + (at % 4 - 2) * 0.001;
                    if (at % 5 != 4 || port != "decisions") Push<Event>(port, format, one, stamp);
                }
                Run.Settle(port, (to - 1) / 250.0);
            }
        }
    }
}
