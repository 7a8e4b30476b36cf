using Microsoft.CodeAnalysis;

namespace Streaming.Tests;

/// <summary>Each thing that can be wrong with a node, and the same thing done right.</summary>
public class RuleTests
{
    private const string body = "{ public StreamFormat Configure(StreamFormat input) => input; public void Process(ReadOnlySpan<float> input, Span<float> output) { } }";

    [Theory]
    [InlineData("STR101", "'A' is a node but not a partial class; declare it 'public sealed partial class A', so that the generator can complete it", """[Node("a.b")] public sealed class «A» : IBlockNode<float> """ + body)]
    [InlineData("STR101", "'A' is a node but not a partial class; declare it 'public sealed partial class A', so that the generator can complete it", """[Node("a.b")] public sealed partial record «A» : IBlockNode<float> """ + body)]
    [InlineData("STR102", "Node 'A' is nested in 'O'; move it into a namespace", """public partial class O { [Node("a.b")] public sealed partial class «A» : IBlockNode<float> """ + body + "}")]
    [InlineData("STR103", "Node 'A' has type parameters; write one class per element type, a graph file cannot name type arguments", """[Node("a.b")] public sealed partial class «A»<T> : IBlockNode<float> """ + body)]
    [InlineData("STR104", "Node 'A' is abstract; make it sealed, the registry has to create it", """[Node("a.b")] public abstract partial class «A» : IBlockNode<float> """ + body)]
    [InlineData("STR105", "Node 'A' implements neither; it has to implement exactly one of IBlockNode<T> and IStreamNode", """[Node("a.b")] public sealed partial class «A»;""")]
    [InlineData("STR105", "Node 'A' implements Streaming.IBlockNode<float> and Streaming.IStreamNode; it has to implement exactly one of IBlockNode<T> and IStreamNode", """[Node("a.b")] public sealed partial class «A» : IBlockNode<float>, IStreamNode;""")]
    [InlineData("STR106", "'A' uses the element type 'uint', which no stream carries; use float, double, sbyte, short, int, long or Event", """[Node("a.b")] public sealed partial class «A» : IBlockNode<uint>;""")]
    [InlineData("STR109", "Node 'A' declares a constructor, which the generator writes; put settings into a nested record Settings and make ready in Configure", """[Node("a.b")] public sealed partial class A : IStreamNode { public «A»() { } }""")]
    [InlineData("STR109", "Node 'A' declares a constructor, which the generator writes; put settings into a nested record Settings and make ready in Configure", """[Node("a.b")] public sealed partial class «A»(int x) : IStreamNode { public int X => x; }""")]
    public void A_class_that_cannot_be_completed_is_refused(string id, string message, string source) => Check(id, message, source);

    [Theory]
    [InlineData("Dsp.gain")]
    [InlineData("dsp.Gain")]
    [InlineData("dsp.")]
    [InlineData(".gain")]
    [InlineData("dsp..gain")]
    [InlineData("dsp.low-pass")]
    [InlineData("2d.gain")]
    [InlineData("")]
    public void A_name_of_another_form_is_refused(string name) => Check(
        "STR107",
        $"The name '{name}' is not of the form family.operation, or one word for a family of one node, in lower case letters, digits and dots, such as \"dsp.gain\"",
        $"[Node(\"{name}\")] public sealed partial class «A» : IBlockNode<float> {body}");

    [Theory]
    [InlineData("dsp.gain")]
    [InlineData("onnx")]
    [InlineData("dsp2.3d.x9")]
    public void A_name_of_the_form_is_accepted(string name) => Check(null, "", $"[Node(\"{name}\")] public sealed partial class A : IBlockNode<float> {body}");

    [Fact]
    public void A_name_used_twice_is_refused_at_the_second() => Check(
        "STR108",
        "The name 'a.b' of node 'Z' is already that of 'A'; choose another",
        $"[Node(\"a.b\")] public sealed partial class «Z» : IBlockNode<float> {body} [Node(\"a.b\")] public sealed partial class A : IBlockNode<float> {body} [Node(\"a.c\")] public sealed partial class B : IBlockNode<float> {body}");

    [Theory]
    [InlineData("public sealed class «Settings»;")]
    [InlineData("public readonly record struct «Settings»;")]
    [InlineData("public sealed record «Settings»(double Level);")]
    [InlineData("public sealed record «Settings»(double Level = 1);")]
    [InlineData("public abstract record «Settings»;")]
    [InlineData("public sealed record «Settings»<T>;")]
    public void Settings_of_another_form_are_refused(string settings) => Check(
        "STR110",
        "'Tested.Settings' has to be a record class with properties and without constructor parameters, such as 'public sealed record Settings { public double Level { get; init; } }'",
        Samples.Block(settings));

    [Theory]
    [InlineData("double?", "double?")]
    [InlineData("string?", "string?")]
    [InlineData("object", "object")]
    [InlineData("uint", "uint")]
    [InlineData("TimeSpan", "System.TimeSpan")]
    [InlineData("double[]", "double[]")]
    [InlineData("IReadOnlyList<double>", "System.Collections.Generic.IReadOnlyList<double>")]
    [InlineData("ValueList<float>", "Streaming.ValueList<float>")]
    [InlineData("ValueList<ValueList<string>>", "Streaming.ValueList<Streaming.ValueList<string>>")]
    [InlineData("ValueMap?", "Streaming.ValueMap?")]
    public void A_setting_of_another_type_is_refused(string type, string shown) => Check(
        "STR111",
        $"Setting 'A' is of type '{shown}'; use bool, int, long, float, double, string, an enum, ValueList<double>, ValueList<string>, ValueList<ValueList<double>> or ValueMap, not nullable",
        Samples.Block($"public sealed record Settings {{ public {type} «A» {{ get; init; }} = default!; }}"));

    [Theory]
    [InlineData("[Input] public Output<float> «A» { get; } = new();", "Streaming.Output<float>")]
    [InlineData("[Input] public Input «A» { get; } = new Input<float>();", "Streaming.Input")]
    [InlineData("[Input] public int «A» { get; }", "int")]
    [InlineData("[Input] public static Input<float> «A» { get; } = new();", "Streaming.Input<float>")]
    public void An_input_of_another_type_is_refused(string port, string type) => Check(
        "STR112", $"Input 'A' is of type '{type}'; make it an instance property of type Input<T>, or Inputs for any number of streams", Samples.Stream(port));

    [Theory]
    [InlineData("[Output] public Input<float> «A» { get; } = new();", "Streaming.Input<float>")]
    [InlineData("[Output] public Inputs «A» { get; } = new();", "Streaming.Inputs")]
    [InlineData("[Output] public static Output<float> «A» { get; } = new();", "Streaming.Output<float>")]
    public void An_output_of_another_type_is_refused(string port, string type) =>
        Check("STR113", $"Output 'A' is of type '{type}'; make it an instance property of type Output<T>, or AnyOutput where Configure finds the type of its values", Samples.Stream(port));

    [Fact]
    public void A_second_port_for_any_number_of_streams_is_refused() => Check(
        "STR114", "'B' is a second port of type Inputs; any number of streams end at the first", Samples.Stream("[Input] public Inputs A { get; } = new(); [Input] public Inputs «B» { get; } = new();"));

    [Theory]
    [InlineData("[Input] public Input<float> «A» { get; } = new();")]
    [InlineData("[Output] public Output<float> «A» { get; } = new();")]
    public void Ports_of_a_block_node_are_refused(string port) =>
        Check("STR115", "'A' is a port in a block node, which has one input and one output already; remove it, or implement IStreamNode", Samples.Block(port));

    [Theory]
    [InlineData("Input")]
    [InlineData("Output")]
    public void A_port_of_a_type_that_no_stream_carries_is_refused(string port) => Check(
        "STR106", "'A' uses the element type 'byte', which no stream carries; use float, double, sbyte, short, int, long or Event", Samples.Stream($"[{port}] public {port}<byte> «A» {{ get; }} = new();"));

    [Theory]
    [InlineData("object", "object")]
    [InlineData("List<double>", "System.Collections.Generic.List<double>")]
    [InlineData("double?", "double?")]
    [InlineData("double?[]", "double?[]")]
    [InlineData("double[,]", "double[,]")]
    [InlineData("(double, string)", "(double, string)")]
    [InlineData("nint", "nint")]
    [InlineData("Action[]", "System.Action[]")]
    public void State_of_another_type_is_refused(string type, string shown) => Check(
        "STR116",
        $"State 'a' is of type '{shown}'; use a primitive, an enum, a string, an unmanaged struct, Event, a type that implements IState, or an array of these, not nullable",
        Samples.Block($"[State] private {type} «a» = default!;"));

    [Theory]
    [InlineData("private double «a» = Math.Sqrt(2);", "Math.Sqrt(2)")]
    [InlineData("private DateTime «a» = DateTime.Now;", "DateTime.Now")]
    [InlineData("private static int n; [State] private int «a» = n;", "n")]
    [InlineData("private (double, double) «a» = (1, Math.Sqrt(2));", "(1, Math.Sqrt(2))")]
    [InlineData("private Guid «a» = new(new byte[16]);", "new(new byte[16])")]
    [InlineData("private double[] «a» = [1, 2];", "[1, 2]")]
    [InlineData("private double[] «a» = { 1, 2 };", "{ 1, 2 }")]
    [InlineData("private double[] «a» = new double[] { 1, 2 };", "new double[] { 1, 2 }")]
    [InlineData("private double[] «a» = new[] { 1.0 };", "new[] { 1.0 }")]
    [InlineData("private string[] «a» = [\"x\"];", "[\"x\"]")]
    public void State_that_does_not_start_at_a_constant_is_refused(string field, string initial) => Check(
        "STR117",
        $"State 'a' starts at '{initial}', which Reset cannot restore; start it at a constant and set it in Configure and in the partial method OnReset",
        Samples.Block(field.Contains("[State]") ? field : "[State] " + field));

    [Theory]
    [InlineData("[State] private readonly int «a» = 1;", "readonly")]
    [InlineData("[State] private static int «a» = 1;", "static")]
    [InlineData("[State] private const int «a» = 1;", "a constant")]
    [InlineData("[field: State] public int «a» { get; } = 1;", "readonly")]
    [InlineData("[field: State] public int «a» { get; init; } = 1;", "readonly")]
    public void State_that_cannot_be_assigned_is_refused(string field, string why) =>
        Check("STR118", $"State 'a' is {why}, so it cannot be restored; make it an instance field that can be assigned", Samples.Block(field));

    [Theory]
    [InlineData("public Input<float> «A» { get; } = new();", "Streaming.Input<float>", "Input")]
    [InlineData("public Inputs «A» { get; } = new();", "Streaming.Inputs", "Input")]
    [InlineData("public AnyOutput «A» { get; } = new();", "Streaming.AnyOutput", "Output")]
    [InlineData("public Output<Event> «A» { get; } = new();", "Streaming.Output<Streaming.Event>", "Output")]
    public void A_port_without_its_mark_is_refused(string port, string type, string mark) =>
        Check("STR119", $"'A' is of type '{type}' but not marked as a port; write [{mark}] before it", Samples.Stream(port));

    [Theory]
    [InlineData("[Range(0, 1)] public string «A» { get; init; } = \"\";", "Range", "only numbers have a range")]
    [InlineData("[Range(0, 1)] public bool «A» { get; init; }", "Range", "only numbers have a range")]
    [InlineData("[Range(1, 0)] public double «A» { get; init; }", "Range", "its minimum is above its maximum")]
    [InlineData("[Range(0, double.NaN)] public double «A» { get; init; }", "Range", "its minimum is above its maximum")]
    [InlineData("[Unit(\"Hz\")] public GapPolicy «A» { get; init; }", "Unit", "only numbers have a unit")]
    [InlineData("[FilePath] public double «A» { get; init; }", "FilePath", "only texts name files")]
    [InlineData("[FilePath] public ValueMap «A» { get; init; } = ValueMap.Empty;", "FilePath", "only texts name files")]
    public void An_attribute_on_the_wrong_setting_is_refused(string setting, string attribute, string why) =>
        Check("STR120", $"[{attribute}] does not fit setting 'A': {why}", Samples.Block($"public sealed record Settings {{ {setting} }}"));

    [Theory]
    [InlineData("public sealed class Other { [State] private int «a»; }", "'a'", "'Other' is neither a node nor implements IState")]
    [InlineData("public sealed class Other : IState { [State] private int «a»; }", "'a'", "'Other' and the types around it are not all partial")]
    [InlineData("public class Outer { public sealed partial class Other : IState { [State] private int «a»; } }", "'a'", "'Other' and the types around it are not all partial")]
    [InlineData("public sealed partial class Other : IState { [State] private int «a», b; public void Save(ref StateWriter writer) { } }", "'a'", "'Other' writes Save itself")]
    [InlineData("public abstract class Base { [State] private int «a»; }", "'a'", "'Base' is neither a node nor implements IState")]
    public void State_that_nothing_would_save_is_refused(string rest, string field, string why) =>
        Check("STR121", $"{field} is marked [State], but {why}; nothing would save it", rest);

    [Theory]
    [InlineData("[State] private int a; public int Seen => a;", "partial")]
    [InlineData("public virtual void Save(ref StateWriter writer) { } public virtual void Load(ref StateReader reader) { } public virtual void Reset() { }")]
    [InlineData("public abstract void Save(ref StateWriter writer); public abstract void Load(ref StateReader reader); public abstract void Reset();")]
    public void Inherited_state_that_can_be_followed_is_accepted(string members, string partial = "") =>
        Check(null, "", $"public abstract {partial} class Base : IState {{ {members} }} [Node(\"a.b\")] public sealed partial class A : Base, IBlockNode<float> {body}");

    [Theory]
    [InlineData("public void Save(ref StateWriter writer) { } public void Load(ref StateReader reader) { } public void Reset() { }")]
    [InlineData("void IState.Save(ref StateWriter writer) { } void IState.Load(ref StateReader reader) { } void IState.Reset() { }")]
    public void Inherited_state_that_cannot_be_followed_is_refused(string members)
    {
        const string message = "'{0}' derives from 'Base', whose Save cannot be overridden, so the state of one of them would be lost; make Save, Load and Reset of 'Base' virtual, or hold a 'Base' in a field";
        var below = $"public class Base : IState {{ {members} }} ";
        Check("STR123", message.Replace("{0}", "A"), below + $"[Node(\"a.b\")] public sealed partial class «A» : Base, IBlockNode<float> {body}");
        Check("STR123", message.Replace("{0}", "Part"), below + "public sealed partial class «Part» : Base, IState { [State] private int a; }");
    }

    [Theory]
    [InlineData("[Input] private Input<float> P { get; } = new();", "", "cannot reach it; make it public")]
    [InlineData("[Output] private Output<float> P { get; } = new();", "", "cannot reach it; make it public")]
    [InlineData("[Input] public virtual Input<float> P { get; } = new();", "[Input] public override Input<float> P { get; } = new();", "'Tested' declares 'P' as well; rename one of them")]
    [InlineData("[Output] public Output<float> P { get; } = new();", "[Output] public new Output<float> P { get; } = new();", "'Tested' declares 'P' as well; rename one of them")]
    [InlineData("[Input] public Inputs P { get; } = new();", "public new int P() => 1;", "'Tested' declares 'P' as well; rename one of them")]
    public void An_inherited_port_out_of_reach_is_refused(string port, string member, string why) => Check(
        "STR122", $"Node 'Tested' inherits the port 'Base.P', but {why}", Samples.Stream(member, "Base, ", $"public abstract class Base {{ {port} }}").Replace("class Tested", "class «Tested»"));

    [Theory]
    [InlineData("STR112", "Input 'P' is of type 'int'; make it an instance property of type Input<T>, or Inputs for any number of streams", "[Input] public int «P» { get; }")]
    [InlineData("STR114", "'P' is a second port of type Inputs; any number of streams end at the first", "[Input] public Inputs «P» { get; } = new();")]
    [InlineData("STR119", "'P' is of type 'Streaming.Output<float>' but not marked as a port; write [Output] before it", "public Output<float> «P» { get; } = new();")]
    public void A_wrong_port_of_a_base_is_refused_where_it_stands(string id, string message, string port) =>
        Check(id, message, Samples.Stream("[Input] public Inputs Own { get; } = new();", "Base, ", $"public abstract class Base {{ {port} }}"));

    [Fact]
    public void Ports_that_a_block_node_inherits_are_refused() => Check(
        "STR115", "'P' is a port in a block node, which has one input and one output already; remove it, or implement IStreamNode",
        $"public abstract class Base {{ [Input] public Input<float> «P» {{ get; }} = new(); }} [Node(\"a.b\")] public sealed partial class A : Base, IBlockNode<float> {body}");

    [Fact]
    public void A_node_that_derives_from_a_node_is_refused() => Check(
        "STR124", "Node 'B' derives from node 'A'; let both derive from an abstract class without [Node] that holds what they share",
        $"[Node(\"a.a\")] public partial class A : IBlockNode<float> {body} [Node(\"a.b\")] public sealed partial class «B» : A;");

    [Fact]
    public void Settings_of_a_base_are_held_to_the_same_form() => Check(
        "STR110", "'Base.Settings' has to be a record class with properties and without constructor parameters, such as 'public sealed record Settings { public double Level { get; init; } }'",
        Samples.Stream("", "Base, ", "public abstract class Base { public sealed class «Settings»; }"));

    [Fact]
    public void A_node_done_right_is_accepted()
    {
        foreach (var source in new[] { Samples.Gain, Samples.Epoch, Samples.Count, Samples.Raw }) Check(null, "", source);
    }

    [Fact]
    public void A_wrong_member_does_not_hide_the_rest()
    {
        var build = Build.Of(Samples.Block("public sealed record Settings { public object A { get; init; } = 0; public double B { get; init; } } [State] private object c = 0; [State] private int d;"));
        Assert.Equal(["STR111", "STR116"], build.Problems.Select(p => p.Id).Order());
        Assert.DoesNotContain(build.Compilation.GetDiagnostics(TestContext.Current.CancellationToken), d => d.Severity == DiagnosticSeverity.Error);
    }

    private static void Check(string? id, string message, string marked)
    {
        var (source, places) = Marked.Read(marked);
        var problems = Build.Of(source).Problems;
        Assert.Equal(id is null ? [] : [id], problems.Select(p => p.Id));
        foreach (var problem in problems)
        {
            Assert.Equal(message, problem.GetMessage());
            Assert.Equal(DiagnosticSeverity.Error, problem.Severity);
            Assert.Equal("Sample.cs", problem.Location.GetLineSpan().Path);
            Assert.Equal(Assert.Single(places), Marked.Shown(problem, source));
        }
    }
}
