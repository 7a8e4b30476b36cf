using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Streaming.Generators;

namespace Streaming.Tests;

/// <summary>What is generated is kept as long as nothing it depends on changes.</summary>
public class CachingTests
{
    private const string part = "public sealed partial class Part : IState { [State] private double z; public double Z => z; }";

    [Theory]
    [InlineData("namespace Sample;", "namespace Sample; public class Unrelated;")]
    [InlineData("output[i] = input[i] * Current.Factor;", "output[i] = 2 * input[i] * Current.Factor;")]
    [InlineData("[Node(\"dsp.gain\"", "\n\n// moved down\n[Node(\"dsp.gain\"")]
    [InlineData("public double Z => z;", "public double Z => 2 * z;")]
    public void An_edit_that_changes_no_declaration_generates_nothing_again(string before, string after)
    {
        var steps = Edit(before, after);
        Assert.NotEmpty(steps);
        Assert.All(steps, step => Assert.True(step.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, $"{step.Name}: {step.Reason}"));
    }

    [Fact]
    public void An_edit_of_a_setting_generates_its_node_again_and_not_the_family()
    {
        var steps = Edit("Range(-60, 60)", "Range(-80, 60)");
        Assert.Contains((NodeGenerator.NodeStep, IncrementalStepRunReason.Modified), steps);
        Assert.DoesNotContain((NodeGenerator.FamilyStep, IncrementalStepRunReason.Modified), steps);
    }

    [Fact]
    public void An_edit_of_a_name_generates_the_family_again() =>
        Assert.Contains((NodeGenerator.FamilyStep, IncrementalStepRunReason.Modified), Edit("\"dsp.gain\"", "\"dsp.level\""));

    [Fact]
    public void An_edit_of_another_file_that_matters_is_seen()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var compilation = Build.Compile(Samples.Block("public sealed record Settings : Common; [State] private double x = Start.Value;"));
        SyntaxTree Other(string start) => CSharpSyntaxTree.ParseText(
            $"namespace Sample; public record Common {{ public double Level {{ get; init; }} }} public static class Start {{ public const double Value = {start}; }}", (CSharpParseOptions)compilation.SyntaxTrees[0].Options, "Other.cs", cancellationToken: cancellation);
        var (before, after) = (Other("1"), Other("2"));
        var driver = Build.Driver().RunGenerators(compilation.AddSyntaxTrees(before), cancellation);
        Assert.Contains("this.x = 1d;", Text(driver));
        driver = driver.RunGenerators(compilation.AddSyntaxTrees(after), cancellation);
        Assert.Contains("this.x = 2d;", Text(driver));

        string Text(GeneratorDriver driver) => driver.GetRunResult().GeneratedTrees[0].ToString();
    }

    [Fact]
    public void An_edit_of_the_base_is_seen_in_the_node()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var compilation = Build.Compile(Samples.Stream("", "Base, "));
        SyntaxTree Other(string port) => CSharpSyntaxTree.ParseText(
            $"namespace Sample; public abstract class Base {{ [Streaming.Input] public Streaming.Input<float> {port} {{ get; }} = new(); }}", (CSharpParseOptions)compilation.SyntaxTrees[0].Options, "Other.cs", cancellationToken: cancellation);
        var (before, after) = (Other("First"), Other("Second"));
        var driver = Build.Driver().RunGenerators(compilation.AddSyntaxTrees(before), cancellation);
        Assert.Contains("First.Name = \"first\";", driver.GetRunResult().GeneratedTrees[0].ToString());
        driver = driver.RunGenerators(compilation.AddSyntaxTrees(after), cancellation);
        Assert.Contains("Second.Name = \"second\";", driver.GetRunResult().GeneratedTrees[0].ToString());
    }

    [Fact]
    public void What_is_kept_between_runs_holds_no_compilation()
    {
        var result = Build.Driver().RunGenerators(Build.Compile(Samples.Gain + part), TestContext.Current.CancellationToken).GetRunResult();
        var outputs = Tracked(result).SelectMany(step => step.Value).SelectMany(run => run.Outputs).Select(output => output.Value).ToList();
        Assert.NotEmpty(outputs);
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        foreach (var output in outputs) Search(output, seen);
    }

    private static List<(string Name, IncrementalStepRunReason Reason)> Edit(string before, string after)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var compilation = Build.Compile(Samples.Gain + part);
        var driver = Build.Driver().RunGenerators(compilation, cancellation);
        var tree = compilation.SyntaxTrees[1];
        var text = tree.ToString();
        Assert.Contains(before, text);
        var edited = tree.WithChangedText(Microsoft.CodeAnalysis.Text.SourceText.From(text.Replace(before, after)));
        var result = driver.RunGenerators(compilation.ReplaceSyntaxTree(tree, edited), cancellation).GetRunResult();
        return [.. Tracked(result).SelectMany(step => step.Value.SelectMany(run => run.Outputs).Select(output => (step.Key, output.Reason)))];
    }

    private static IEnumerable<KeyValuePair<string, System.Collections.Immutable.ImmutableArray<IncrementalGeneratorRunStep>>> Tracked(GeneratorDriverRunResult result) =>
        Assert.Single(result.Results).TrackedSteps.Where(step => step.Key is NodeGenerator.NodeStep or NodeGenerator.StateStep or NodeGenerator.FamilyStep);

    private static void Search(object? value, HashSet<object> seen)
    {
        if (value is null or string || value.GetType().IsPrimitive || !seen.Add(value)) return;
        Assert.False(value is ISymbol or SyntaxNode or SyntaxTree or Compilation or SemanticModel or Location, $"{value.GetType()} is kept");
        if (value is System.Collections.IEnumerable items)
            foreach (var item in items) Search(item, seen);
        foreach (var field in value.GetType().GetFields(System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Public))
            Search(field.GetValue(value), seen);
    }
}
