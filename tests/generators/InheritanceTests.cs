
namespace Streaming.Tests;

/// <summary>What nodes share stands in a class they derive from.</summary>
public class InheritanceTests
{
    private const string family = """
        namespace Sample;

        /// <summary>Adds up what comes.</summary>
        public abstract partial class Root<T> : IState where T : struct
        {
            [State] private double sum;

            /// <summary>Asks for the sum.</summary>
            [Input(Optional = true, Policy = LinkPolicy.Fail)]
            public Input<Event> Asked { get; } = new();

            /// <summary>The sum so far.</summary>
            [Output]
            public Output<T> Sums { get; } = new();

            /// <summary>What was added.</summary>
            protected double Sum => sum;

            /// <summary>Adds.</summary>
            protected void Add(double value) => sum += value;

            partial void OnReset() => sum = -1;

            partial void OnLoaded() => sum += 0.5;
        }

        /// <summary>Adds up a signal.</summary>
        public abstract class Adder : Root<double>
        {
            /// <summary>What is added.</summary>
            [Input(Kinds = [StreamKind.Signal])]
            public Input<float> Signal { get; } = new();

            /// <summary>Everything, sent on.</summary>
            [Output]
            protected internal Output<float> Copies { get; } = new();

            /// <summary>Can be set.</summary>
            public sealed record Settings
            {
                /// <summary>How often each counts.</summary>
                public double Times { get; init; } = 2;
            }

            /// <summary>Makes ready.</summary>
            public void Configure()
            {
                Copies.Format = Signal.Format;
                Sums.Format = new StreamFormat { Kind = StreamKind.Features, Shape = [1], Element = ElementType.Float64 };
                Prepare();
            }

            /// <summary>Adds what is there.</summary>
            public StepResult Step()
            {
                for (; Signal.Available > 0; Signal.Advance(1))
                {
                    Add(Value(Signal.Samples[0]));
                    Sums.Write(Sum, Signal.TimeOf(0));
                }
                return StepResult.NeedInput;
            }

            /// <summary>What counts of a sample.</summary>
            protected abstract double Value(float sample);

            /// <summary>Makes the outputs of its own ready.</summary>
            protected abstract void Prepare();
        }

        /// <summary>Adds up magnitudes.</summary>
        [Node("test.magnitudes", Summary = "Adds up magnitudes.")]
        public sealed partial class Magnitudes : Adder, IStreamNode
        {
            [State] private long count;

            /// <summary>What is left out.</summary>
            [Input(Optional = true)]
            public Input<float> Mask { get; } = new();

            /// <summary>How many there were.</summary>
            [Output]
            public Output<long> Counts { get; } = new();

            /// <inheritdoc/>
            protected override double Value(float sample)
            {
                count++;
                return Current.Times * Math.Abs(sample);
            }

            /// <inheritdoc/>
            protected override void Prepare() => Counts.Format = StreamFormat.Signal(1, 1) with { Element = ElementType.Int64 };

            partial void OnReset() => count = (long)(10 * Sum);
        }

        /// <summary>Adds up squares.</summary>
        [Node("test.squares", Summary = "Adds up squares.")]
        public sealed partial class Squares : Adder, IStreamNode
        {
            /// <summary>Settings of its own.</summary>
            public new sealed record Settings
            {
                /// <summary>The exponent.</summary>
                public int Power { get; init; } = 2;
            }

            /// <inheritdoc/>
            protected override double Value(float sample) => Math.Pow(sample, Current.Power);

            /// <inheritdoc/>
            protected override void Prepare()
            {
            }
        }
        """;

    private static readonly Build all = Build.Of(family);

    private static NodeDescriptor Magnitudes => all.Nodes[0];

    private static NodeDescriptor Squares => all.Nodes[1];

    [Fact]
    public void A_base_without_the_attribute_is_no_node_and_what_is_generated_compiles_without_a_warning()
    {
        Assert.Equal(["test.magnitudes", "test.squares"], all.Nodes.Select(n => n.Name));
        Assert.Equal(["Family.g.cs", "Sample.Magnitudes.g.cs", "Sample.Root{T}.g.cs", "Sample.Squares.g.cs"], all.Result.GeneratedTrees.Select(t => Path.GetFileName(t.FilePath)).Order(StringComparer.Ordinal));
        Assert.Empty(all.Problems);
        Assert.Empty(all.Complaints());
    }

    [Fact]
    public void Ports_of_its_own_come_first_and_then_those_of_its_base_and_of_the_base_of_that()
    {
        Assert.Equal(["mask", "signal", "asked"], Magnitudes.Inputs.Select(p => p.Name));
        Assert.Equal(["counts", "copies", "sums"], Magnitudes.Outputs.Select(p => p.Name));
        Assert.Equal(["signal", "asked"], Squares.Inputs.Select(p => p.Name));
        Assert.Equal(["copies", "sums"], Squares.Outputs.Select(p => p.Name));
    }

    [Fact]
    public void Inherited_ports_are_described_as_they_are_declared()
    {
        Assert.Equal(["What is left out.", "What is added.", "Asks for the sum."], Magnitudes.Inputs.Select(p => p.Summary));
        Assert.Equal(["How many there were.", "Everything, sent on.", "The sum so far."], Magnitudes.Outputs.Select(p => p.Summary));
        Assert.Equal([ElementType.Int64, ElementType.Float32, ElementType.Float64], Magnitudes.Outputs.Select(p => p.Element!.Value));
        Assert.Equal([StreamKind.Signal], Magnitudes.Inputs[1].Kinds);
        Assert.Equal((true, LinkPolicy.Fail), (Magnitudes.Inputs[2].Optional, Magnitudes.Inputs[2].Policy));
    }

    [Fact]
    public void A_node_knows_its_inherited_ports_in_the_same_order()
    {
        var node = Build.Make(Magnitudes);
        Assert.Equal(["mask", "signal", "asked"], node.InputPorts.Select(p => p.Name));
        Assert.Equal(["counts", "copies", "sums"], node.OutputPorts.Select(p => p.Name));
        Assert.Equal([1.0, 5.0], Run(Build.Make(Squares), 1, 2));
        Assert.Equal([2.0, 6.0], Run(node, -1, 2));
    }

    [Fact]
    public void An_inherited_port_for_any_number_of_streams_comes_last_too()
    {
        var build = Build.Of(Samples.Stream("[Input] public Input<float> Own { get; } = new();", "Shared, ", "public abstract class Shared { [Input] public Inputs All { get; } = new(); [Input] public Input<float> One { get; } = new(); }"));
        Assert.Equal([("own", false), ("one", false), ("all", true)], build.Node.Inputs.Select(p => (p.Name, p.Many)));
        Assert.Equal("all", build.Make().Streams!.Name);
    }

    [Fact]
    public void Settings_are_those_of_the_node_or_else_of_its_base()
    {
        Assert.Equal("times", Assert.Single(Magnitudes.Settings).Name);
        Assert.Equal("power", Assert.Single(Squares.Settings).Name);
        Assert.Equal([3.0], Run(Build.Make(Magnitudes, ("times", "3")), 1));
    }

    [Fact]
    public void State_of_the_base_is_saved_and_restored_with_that_of_the_node()
    {
        var (from, to) = (Build.Make(Magnitudes), Build.Make(Magnitudes));
        Run(from, 1, 2);
        Assert.Equal([("sum", 6.0), ("count", 2.0)], Saved(from));
        Snapshot.Load(to, Snapshot.Of(from));
        Assert.Equal([("sum", 6.5), ("count", 2.0)], Saved(to));        // OnLoaded of the base was called
        Assert.NotEqual(Snapshot.Of(from), Snapshot.Of(to));
    }

    [Fact]
    public void State_of_the_base_is_reset_before_that_of_the_node()
    {
        var node = Build.Make(Magnitudes);
        Run(node, 1, 2);
        node.Reset();
        Assert.Equal([("sum", -1.0), ("count", -10.0)], Saved(node));   // both wrote OnReset; that of the node saw what that of the base had set
    }

    [Fact]
    public void A_part_may_derive_from_one_and_may_fill_what_its_base_leaves_open()
    {
        var build = Build.Of(Samples.Block(
            "[State] private readonly Second part = new();",
            "part.A++; part.B += 2; output[0] = part.A + part.B;",
            rest: """
            public abstract class Form : IState { public abstract void Save(ref StateWriter writer); public abstract void Load(ref StateReader reader); public abstract void Reset(); }
            public partial class First : Form { [State] public int A; }
            public class Between : First;
            public sealed partial class Second : Between { [State] public int B; }
            """));
        var (a, b) = (build.Make(), build.Make());
        Assert.Equal(3, Process(a));
        Snapshot.Load(b, Snapshot.Of(a));
        Assert.Equal(6, Process(b));
        b.Reset();
        Assert.Equal(3, Process(b));

        static float Process(INode node) => new NodeRun(node).Feed(StreamFormat.Signal(1, 1)).Configure().Push<float>([0]).Result<float>().Values[0];
    }

    [Fact]
    public void State_of_a_base_in_another_assembly_is_saved_by_that()
    {
        var other = Build.Of("namespace Other; public abstract partial class Shared : IState { [State] private int seen; public void See() => seen++; }", name: "Other");
        var build = Build.Of(Samples.Stream("[State] private int own;  public void Count() => own++;", "Other.Shared, "), other: other);
        Assert.Empty(build.Problems);
        Assert.Empty(build.Complaints("CS1591"));
        var text = build.Result.GeneratedTrees.First(t => t.FilePath.Contains("Tested")).ToString();
        foreach (var call in new[] { "base.Save(ref writer);", "base.Load(ref reader);", "base.Reset();" }) Assert.Contains(call, text);
        Assert.DoesNotContain("seen", text);
    }

    [Fact]
    public void Ports_of_a_base_in_another_assembly_are_refused_not_missed()
    {
        var other = Build.Of("namespace Other; public abstract class Shared { [Input] public Input<float> A { get; } = new(); }", name: "Other");
        var problem = Assert.Single(Build.Of(Samples.Stream("", "Other.Shared, "), other: other).Problems);
        Assert.Equal("STR122", problem.Id);
        Assert.Equal(
            "Node 'Tested' inherits the port 'Shared.A', but 'Shared' stands in another assembly, where neither its documentation nor what it does with samples is seen; derive from a class of this assembly",
            problem.GetMessage());
    }

    [Fact]
    public void What_is_wrong_with_a_base_is_said_once()
    {
        var problems = Build.Of("""
            public abstract class Base { [Input] public Output<float> A { get; } = new(); public void Configure() { } public StepResult Step() => StepResult.Done; }
            [Node("a.b")] public sealed partial class B : Base, IStreamNode;
            [Node("a.c")] public sealed partial class C : Base, IStreamNode;
            """).Problems;
        Assert.Equal("STR112", Assert.Single(problems).Id);
    }

    private static double[] Run(INode node, params float[] values)
    {
        var run = new NodeRun(node).Feed("signal", StreamFormat.Signal(1, 1)).Configure();
        return run.Push<float>("signal", values).Result<double>("sums").Values;
    }

    private static (string, double)[] Saved(INode node)
    {
        var reader = new StateReader(Snapshot.Of(node));
        return [("sum", reader.ReadDouble("sum")), ("count", reader.ReadInt64("count"))];
    }
}
