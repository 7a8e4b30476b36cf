using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Streaming.Generators;

/// <summary>Looks at what a node does in Process or Step, and in the methods of its own class that these call.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SamplePathAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        SamplePathRules.Blocking, SamplePathRules.Allocation, SamplePathRules.WallClock, SamplePathRules.UnmarkedState, SamplePathRules.UnmarkedPart,
    ];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSymbolStartAction(Begin, SymbolKind.NamedType);
    }

    private static void Begin(SymbolStartAnalysisContext context)
    {
        var node = (INamedTypeSymbol)context.Symbol;
        if (node.TypeKind != TypeKind.Class || !node.AllInterfaces.Any(i => i.IsEngine("INode"))) return;
        var waits = node.Find("Node").Named("Waits", false);
        var bodies = new ConcurrentDictionary<ISymbol, Body>(SymbolEqualityComparer.Default);
        context.RegisterOperationBlockAction(block =>
        {
            if (block.OwningSymbol is IMethodSymbol method && SymbolEqualityComparer.Default.Equals(method.ContainingType, node))
                bodies[method] = Body.Read(node, waits, block.OperationBlocks);
        });
        context.RegisterSymbolEndAction(end =>
        {
            foreach (var finding in OnSamplePath(node, bodies))
                end.ReportDiagnostic(Diagnostic.Create(finding.Rule, finding.Location, finding.What, finding.Remedy));
            foreach (var part in UnmarkedParts(node)) end.ReportDiagnostic(part);
        });
    }

    private static IEnumerable<Finding> OnSamplePath(INamedTypeSymbol node, ConcurrentDictionary<ISymbol, Body> bodies)
    {
        var reached = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var ahead = new Stack<ISymbol>(Entries(node));
        while (ahead.Count > 0)
        {
            var method = ahead.Pop();
            if (!reached.Add(method) || !bodies.TryGetValue(method, out var body)) continue;
            foreach (var finding in body.Findings) yield return finding;
            foreach (var called in body.Calls) ahead.Push(called);
        }
    }

    private static IEnumerable<ISymbol> Entries(INamedTypeSymbol node) =>
        node.AllInterfaces
            .Where(i => i.IsEngine("IBlockNode", 1) || i.IsEngine("IStreamNode"))
            .SelectMany(i => i.GetMembers(i.Arity == 1 ? "Process" : "Step"))
            .Select(node.FindImplementationForInterfaceMember)
            .OfType<IMethodSymbol>();

    private static IEnumerable<Diagnostic> UnmarkedParts(INamedTypeSymbol node)
    {
        foreach (var field in node.GetMembers().OfType<IFieldSymbol>())
        {
            var part = field.Type is IArrayTypeSymbol array ? array.ElementType : field.Type;
            var remembers = part.IsEngine("IState") || part.AllInterfaces.Any(i => i.IsEngine("IState"));
            var symbol = field.AssociatedSymbol ?? field;
            if (remembers && !field.IsStatic && field.Find("State") is null && !symbol.IsImplicitlyDeclared)
                yield return Diagnostic.Create(SamplePathRules.UnmarkedPart, symbol.Locations[0], symbol.Name, part.WithNullableAnnotation(NullableAnnotation.None).Plain());
        }
    }
}
