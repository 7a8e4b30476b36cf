using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Streaming.Generators;

/// <summary>
/// Looks at what a node does in Process or Step, and in the methods of its own class that these call, while it is written; and once the assembly is known, at what is reached
/// through the classes of the assembly that the node derives from.
/// </summary>
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
        context.RegisterCompilationStartAction(static start =>
        {
            var bodies = new ConcurrentDictionary<ISymbol, Body>(SymbolEqualityComparer.Default);
            var heirs = new ConcurrentBag<INamedTypeSymbol>();
            start.RegisterSymbolStartAction(type => Begin(type, bodies, heirs), SymbolKind.NamedType);
            start.RegisterCompilationEndAction(end =>
            {
                foreach (var finding in heirs.SelectMany(node => Inherited(node, bodies)).Distinct()) end.ReportDiagnostic(Shown(finding));
            });
        });
    }

    private static void Begin(SymbolStartAnalysisContext context, ConcurrentDictionary<ISymbol, Body> bodies, ConcurrentBag<INamedTypeSymbol> heirs)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        var isNode = type.AllInterfaces.Any(i => i.IsEngine("INode"));
        if (type.TypeKind != TypeKind.Class || type.IsStatic || (type.IsSealed && !isNode)) return;
        context.RegisterOperationBlockAction(block =>
        {
            if (block.OwningSymbol is IMethodSymbol method && SymbolEqualityComparer.Default.Equals(method.ContainingType, type)) bodies[method] = Body.Read(type, block.OperationBlocks);
        });
        if (!isNode) return;
        if (Bases(type).Any()) heirs.Add(type);
        context.RegisterSymbolEndAction(end =>
        {
            foreach (var finding in OnSamplePath(type, [type], bodies).Concat(UnmarkedParts(type))) end.ReportDiagnostic(Shown(finding));
        });
    }

    private static Diagnostic Shown(Finding finding) => Diagnostic.Create(finding.Rule, finding.Location, finding.What, finding.Remedy);

    /// <summary>The classes of the same assembly that a node derives from, as they are declared.</summary>
    private static IEnumerable<INamedTypeSymbol> Bases(INamedTypeSymbol node) =>
        node.SelfAndBases().Skip(1).Where(t => SymbolEqualityComparer.Default.Equals(t.ContainingAssembly, node.ContainingAssembly)).Select(t => t.OriginalDefinition);

    /// <summary>What is found with the classes that a node derives from, and was not found in its own.</summary>
    private static IEnumerable<Finding> Inherited(INamedTypeSymbol node, ConcurrentDictionary<ISymbol, Body> bodies)
    {
        var bases = Bases(node).ToArray();
        return OnSamplePath(node, [node, .. bases], bodies).Except(OnSamplePath(node, [node], bodies)).Concat(bases.SelectMany(UnmarkedParts));
    }

    private static IEnumerable<Finding> OnSamplePath(INamedTypeSymbol node, INamedTypeSymbol[] classes, ConcurrentDictionary<ISymbol, Body> bodies)
    {
        var waits = node.Find("Node").Named("Waits", false);
        var reached = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var ahead = new Stack<ISymbol>(Entries(node));
        while (ahead.Count > 0)
        {
            var method = ahead.Pop();
            if (!classes.Contains(method.ContainingType, SymbolEqualityComparer.Default) || !reached.Add(method)) continue;
            // What is called in a base may be done in a class that derives from it.
            foreach (var replacement in classes.SelectMany(c => c.GetMembers(method.Name)).Where(m => Overridden(m, method))) ahead.Push(replacement);
            if (!bodies.TryGetValue(method, out var body)) continue;
            foreach (var finding in body.Findings)
                if (!waits || finding.Rule != SamplePathRules.Blocking) yield return finding;
            foreach (var called in body.Calls) ahead.Push(called);
        }
    }

    private static bool Overridden(ISymbol member, ISymbol method) =>
        member is IMethodSymbol { OverriddenMethod.OriginalDefinition: var below } && SymbolEqualityComparer.Default.Equals(below, method);

    private static IEnumerable<ISymbol> Entries(INamedTypeSymbol node) =>
        node.AllInterfaces
            .Where(i => i.IsEngine("IBlockNode", 1) || i.IsEngine("IStreamNode"))
            .SelectMany(i => i.GetMembers(i.Arity == 1 ? "Process" : "Step"))
            .Select(node.FindImplementationForInterfaceMember)
            .OfType<IMethodSymbol>()
            .Select(m => m.OriginalDefinition);

    private static IEnumerable<Finding> UnmarkedParts(INamedTypeSymbol node)
    {
        foreach (var field in node.GetMembers().OfType<IFieldSymbol>())
        {
            var part = field.Type is IArrayTypeSymbol array ? array.ElementType : field.Type;
            var remembers = part.IsEngine("IState") || part.AllInterfaces.Any(i => i.IsEngine("IState"));
            var symbol = field.AssociatedSymbol ?? field;
            if (remembers && !field.IsStatic && field.Find("State") is null && !symbol.IsImplicitlyDeclared)
                yield return new(SamplePathRules.UnmarkedPart, symbol.Locations[0], symbol.Name, part.WithNullableAnnotation(NullableAnnotation.None).Plain());
        }
    }
}
