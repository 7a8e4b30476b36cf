using System.Reflection;

namespace Streaming.Tests;

public class StateTests
{
    private const string kinds = """
        public enum Phase : byte { Idle, Busy = 200 }
        public struct Pair { public double A; public short B; }
        [State] private bool flag = true;
        [State] private int whole = -7;
        [State] private long big = long.MinValue;
        [State] private ulong unsigned = ulong.MaxValue;
        [State] private float single = float.NegativeInfinity;
        [State] private double wide = double.NaN;
        [State] private double minus = -0.0;
        [State] private float third = 1f / 3;
        [State] private long once = -1;
        private const int Base = 5;
        private static readonly (int, int) Origin = (Base, Base + 1);
        [State] private (int, int) origin = Origin;
        [State] private int based = 2 * Base;
        [State] private string? word;
        [State] private string text = "a\tb";
        [State] private Phase phase = Phase.Busy;
        [State] private Pair pair;
        [State] private (int From, double To) range = (1, -2.5);
        [State] private byte small = 3;
        [State] private char letter = '\'';
        [State] private decimal money = 1.50m;
        [State] private DateTime date = new(2001, 2, 3);
        [State] private Guid id = Guid.Empty;
        [State] private Event last = new("x", 1);
        [State] private int @event = 5;
        [State] private double[] memory = new double[3];
        [State] private readonly Pair[] pairs = new Pair[2];
        [State] private Phase[]? phases;
        [State] private double[][] rows = [];
        [State] private Event[] events = [];
        [State] private string[] words = [];
        [State] private readonly Part part = new();
        [State] private Part? absent;
        [State] private Part?[] parts = [];
        [State] private Inline inline;
        [State] private IState?[][] deep = [];
        [field: State] public int Seen { get; private set; } = 4;
        private int untouched = 1;

        public void Fill()
        {
            memory = new double[3];
            phases = new Phase[2];
            absent = null;
            rows = [new double[1], new double[2]];
            events = new Event[2];
            words = new string[2];
            parts = [new(), null, new()];
            deep = [[new Part(), null], []];
        }

        public void Change()
        {
            (flag, whole, big, unsigned, single, wide) = (false, 1, 2, 3, 4, 5);
            (minus, third, once, origin, based) = (1, 1, 1, (1, 1), 1);
            (word, text, phase, pair, range) = ("w", "t", (Phase)77, new Pair { A = 8, B = 9 }, (10, 11));
            (small, letter, money, date, id) = (12, 'l', -3m, date.AddDays(1), new Guid(13, 0, 0, new byte[8]));
            (last, @event, Seen, untouched) = (new("marker", 1, 2), 14, 15, 16);
            memory[1] = 17;
            pairs[1].B = 18;
            phases![0] = Phase.Busy;
            rows[1][1] = 19;
            events[1] = new("e", 20, 21);
            words[0] = "word";
            part.Value = 22;
            parts[2]!.Value = 23;
            inline.Value = 24;
            ((Part)deep[0][0]!).Value = 25;
        }

        public string Shown() => string.Join(" ", [
            flag, whole, big, unsigned, single, wide, minus, third, once, origin, based, word, text, phase, pair.A, pair.B, range, small, letter, money, date, id, last, @event, Seen, .. memory.Cast<object>(),
            pairs[1].B, .. (phases ?? []).Cast<object>(), .. rows.SelectMany(r => r).Cast<object>(), .. events.Cast<object>(), .. words, part.Value, absent is null,
            .. parts.Select(p => p?.Value).Cast<object>(), inline.Value, .. deep.SelectMany(d => d).Select(d => (d as Part)?.Value).Cast<object>()]);

        public int Untouched => untouched;
        """;

    private const string parts = """
        public sealed class Part : IState
        {
            public double Value;
            void IState.Save(ref StateWriter writer) => writer.Write("value", Value);
            void IState.Load(ref StateReader reader) => Value = reader.ReadDouble("value");
            void IState.Reset() => Value = 0;
        }

        public struct Inline : IState
        {
            public double Value;
            public readonly void Save(ref StateWriter writer) => writer.Write("value", Value);
            public void Load(ref StateReader reader) => Value = reader.ReadDouble("value");
            public void Reset() => Value = 0;
        }
        """;

    private static readonly Build all = Build.Of(Samples.Block(kinds, rest: parts));

    [Fact]
    public void Every_kind_of_state_is_saved_and_restored()
    {
        var (from, to) = (Filled(), Filled());
        Call(from, "Change");
        Assert.NotEqual(Shown(from), Shown(to));
        Snapshot.Load(to, Snapshot.Of(from));
        Assert.Equal(Shown(from), Shown(to));
        Assert.Equal(Snapshot.Of(from), Snapshot.Of(to));
        Assert.Equal(1, to.GetType().GetProperty("Untouched")!.GetValue(to));
    }

    [Fact]
    public void Every_kind_of_state_is_reset_to_its_initial_value()
    {
        var node = Filled();
        var before = Snapshot.Of(node);
        Call(node, "Change");
        Assert.NotEqual(before, Snapshot.Of(node));
        node.Reset();
        Assert.Equal(before, Snapshot.Of(node));
        Assert.Equal(16, node.GetType().GetProperty("Untouched")!.GetValue(node));
    }

    [Fact]
    public void A_node_goes_on_from_where_it_was_saved()
    {
        var build = Build.Of(Samples.Epoch);
        NodeRun Run(INode node) => new NodeRun(node).Feed(StreamFormat.Signal(1, 1)).Feed(StreamFormat.Events()).Configure();
        var whole = Run(build.Make()).Push<float>("signal", [1, 2, 3, 4]);
        var restored = build.Make();
        var other = Run(restored).Load(whole.Save());
        foreach (var run in new[] { whole, other }) run.Push<float>("signal", [5, 6]).Push<Event>("markers", [default], [4.5]).End();
        Assert.Equal([3f, 4f, 5f], whole.Result<float>().Values);
        Assert.Equal(whole.Result<float>().Values, other.Result<float>().Values);
        Assert.Equal(1, restored.GetType().GetProperty("Restored")!.GetValue(restored));
    }

    [Theory]
    [InlineData("[State] private double[] a = new double[{0}];", "State 'a' holds 2 values where 3 are expected: it was saved by a node configured differently.")]
    [InlineData("[State] private double[][] a = new double[{0}][];", "State 'a' was saved by a node configured differently.")]
    [InlineData("[State] private Part[] a = new Part[{0}];", "State 'a' was saved by a node configured differently.")]
    [InlineData("[State] private Part? a = {0} == 2 ? new() : null;", "State 'a' was saved by a node configured differently.")]
    [InlineData("[State] private Part? a = {0} == 3 ? new() : null;", "State 'a' was saved by a node configured differently.")]
    [InlineData("[State] private double[]? a = {0} == 3 ? null : new double[2];", "State 'a' holds 2 values where 0 are expected: it was saved by a node configured differently.")]
    public void State_of_another_configuration_is_refused(string field, string message)
    {
        INode Make(int n) => Build.Of(Samples.Block(field.Replace("{0}", $"{n}"), rest: parts)).Make();
        var saved = Snapshot.Of(Make(2));
        Snapshot.Load(Make(2), saved);
        Assert.Equal(message, Assert.Throws<StateException>(() => Snapshot.Load(Make(3), saved)).Message);
    }

    [Fact]
    public void Reset_ends_with_OnReset_and_restoring_with_OnLoaded()
    {
        var build = Build.Of(Samples.Block("""
            [State] private int a;
            public string Calls { get; private set; } = "";
            partial void OnReset() => Calls += $"reset {a++} ";
            partial void OnLoaded() => Calls += $"loaded {a} ";
            """));
        var node = build.Make();
        node.Reset();
        var saved = Snapshot.Of(node);
        node.Reset();
        Snapshot.Load(node, saved);
        Assert.Equal("reset 0 reset 0 loaded 1 ", node.GetType().GetProperty("Calls")!.GetValue(node));
    }

    [Theory]
    [InlineData("0000SDxT4OY2")]
    [InlineData("eLTJFFzMROQ2")]
    [InlineData("0000Gognkv92")]
    public void Numbers_start_at_the_very_value_written(string seed)
    {
        Gen.Select(Gen.Double, Gen.Float, Gen.Long, Gen.ULong).Array[40].Sample(rows =>
        {
            var fields = rows.Select((r, i) => FormattableString.Invariant($"[State] private double a{i} = {Text(r.Item1)}; [State] private float b{i} = (float){Text(r.Item2)}; [State] private long c{i} = {r.Item3}L; [State] private ulong d{i} = {r.Item4}UL;"));
            var zero = rows.Select((_, i) => $"a{i} = 0; b{i} = 0; c{i} = 0; d{i} = 0;");
            var node = Build.Of(Samples.Block(string.Join("\n", fields) + $"public void Clear() {{ {string.Join(" ", zero)} }}")).Make();
            var before = Snapshot.Of(node);
            Call(node, "Clear");
            node.Reset();
            Assert.Equal(before, Snapshot.Of(node));
        }, iter: 1, seed: seed, threads: 1);

        static string Text(double d) => double.IsNaN(d) ? "double.NaN" : double.IsInfinity(d) ? $"double.{(d > 0 ? "Positive" : "Negative")}Infinity" : FormattableString.Invariant($"{d:R}d");
    }

    [Fact]
    public void A_part_of_a_node_gets_the_same_members()
    {
        var build = Build.Of(Samples.Block(
            """
            [State] private readonly Section<float> section = new();
            [State] private readonly Inner inner = new();
            private sealed partial class Inner : IState { [State] public int N; }
            """,
            "section.Add(input[0]); inner.N++; output[0] = (float)section.Sum + 100 * inner.N;",
            rest: "public sealed partial class Section<T> : IState where T : struct { [State] private double sum; public double Sum => sum; public void Add(double x) => sum += x; }"));
        var (a, b) = (build.Make(), build.Make());
        float Run(INode node)
        {
            var run = new NodeRun(node).Feed(StreamFormat.Signal(1, 1)).Configure();
            return run.Push<float>([1]).Push<float>([1]).Result<float>().Values[1];
        }
        Assert.Equal(202, Run(a));
        Snapshot.Load(b, Snapshot.Of(a));
        Assert.Equal(404, Run(b));
        b.Reset();
        Assert.Equal(202, Run(b));
    }

    private static INode Filled()
    {
        var node = all.Make();
        Call(node, "Fill");
        return node;
    }

    private static object? Call(INode node, string method) => node.GetType().GetMethod(method, BindingFlags.Public | BindingFlags.Instance)!.Invoke(node, null);

    private static string Shown(INode node) => (string)Call(node, "Shown")!;
}
