using System;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Streaming.Generators;

/// <summary>
/// Completes each class marked [Node]: constructors, description, ports, live changes, snapshot, restore and reset; and lists them all in a class Family.
/// Types with [State] fields that nodes are made of or derive from get snapshot, restore and reset as well.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class NodeGenerator : IIncrementalGenerator
{
    /// <summary>The names of the steps, for tests that watch what is run again.</summary>
    public const string NodeStep = "Nodes", StateStep = "States", FamilyStep = "Family";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var readings = context.SyntaxProvider.ForAttributeWithMetadataName(
            "Streaming.NodeAttribute", static (syntax, _) => syntax is TypeDeclarationSyntax, NodeReader.Read);

        var nodes = readings.Select(static (reading, _) => reading.Node).Where(static node => node is not null).Select(static (node, _) => node!).WithTrackingName(NodeStep);
        context.RegisterSourceOutput(nodes, static (output, node) => output.AddSource(FileName(node.Type), NodeSource.Of(node)));

        // What is wrong with a base is wrong with every node that derives from it, and said once.
        context.RegisterSourceOutput(readings.SelectMany(static (reading, _) => reading.Problems).Collect(), static (output, problems) =>
        {
            foreach (var problem in problems.Distinct()) output.ReportDiagnostic(problem.ToDiagnostic());
        });

        context.RegisterSourceOutput(
            readings.Where(static reading => reading.Node is not null).Select(static (reading, _) => (reading.Node!.Name, Type: reading.Node.Type.FullName, reading.Place)).Collect(),
            static (output, all) => ReportDuplicates(output, all));

        var states = context.SyntaxProvider.ForAttributeWithMetadataName("Streaming.StateAttribute", static (_, _) => true, StateOwnerReader.Read)
            .Where(static reading => reading is not null).Select(static (reading, _) => reading!);
        context.RegisterSourceOutput(
            states.Select(static (reading, _) => reading.State).Where(static state => state is not null).WithTrackingName(StateStep),
            static (output, state) => output.AddSource(FileName(state!.Type), StateSource.Of(state)));
        context.RegisterSourceOutput(states.SelectMany(static (reading, _) => reading.Problems), static (output, problem) => output.ReportDiagnostic(problem.ToDiagnostic()));

        var space = context.AnalyzerConfigOptionsProvider.Combine(context.CompilationProvider.Select(static (compilation, _) => compilation.AssemblyName ?? "")).Select(
            static (pair, _) => pair.Left.GlobalOptions.TryGetValue("build_property.RootNamespace", out var root) && root.Length > 0 ? root : Namespace(pair.Right));
        var family = nodes.Select(static (node, _) => (node.Name, Type: node.Type.FullName)).Collect()
            .Select(static (all, _) => new EquatableArray<(string Name, string Type)>(all.OrderBy(n => n.Name, StringComparer.Ordinal).ThenBy(n => n.Type, StringComparer.Ordinal)))
            .Combine(space)
            .WithTrackingName(FamilyStep);
        context.RegisterSourceOutput(family, static (output, pair) =>
        {
            if (pair.Left.Count > 0) output.AddSource("Family.g.cs", FamilySource.Of(pair.Right, pair.Left.Select(n => n.Type)));
        });
    }

    private static void ReportDuplicates(SourceProductionContext output, ImmutableArray<(string Name, string Type, SourcePlace Place)> all)
    {
        foreach (var same in all.GroupBy(n => n.Name).Where(g => g.Count() > 1))
        {
            var ordered = same.OrderBy(n => n.Type, StringComparer.Ordinal).ToList();
            foreach (var node in ordered.Skip(1)) output.ReportDiagnostic(Diagnostic.Create(Rules.DuplicateName, node.Place.ToLocation(), node.Name, node.Type, ordered[0].Type));
        }
    }

    private static string FileName(TypeModel type) => type.FullName.Replace('<', '{').Replace('>', '}').Replace("@", "") + ".g.cs";

    private static string Namespace(string assembly) => string.Join(".", assembly.Split('.').Select(Word).Where(w => w.Length > 0));

    private static string Word(string text)
    {
        var word = new string(text.Select(c => SyntaxFacts.IsIdentifierPartCharacter(c) ? c : '_').ToArray());
        return word.Length > 0 && !SyntaxFacts.IsIdentifierStartCharacter(word[0]) ? "_" + word : word;
    }
}
