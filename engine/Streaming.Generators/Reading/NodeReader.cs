using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Streaming.Generators;

/// <summary>What was read of a class marked [Node].</summary>
/// <param name="Node">Null where no code can be generated.</param>
/// <param name="Problems">What is wrong with it.</param>
/// <param name="Place">Where the class is named; kept apart from the node, so that moving it runs nothing again.</param>
internal sealed record NodeReading(NodeModel? Node, EquatableArray<Problem> Problems, SourcePlace Place);

/// <summary>Reads a class marked [Node] into a model.</summary>
internal static class NodeReader
{
    private static readonly Regex name = new(@"^[a-z][a-z0-9]*(\.[a-z0-9]+)*$", RegexOptions.CultureInvariant);

    public static NodeReading Read(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        var type = (INamedTypeSymbol)context.TargetSymbol;
        var problems = new List<Problem>();
        var node = Read(type, context.TargetNode, context.Attributes[0], context.SemanticModel.Compilation, problems, cancellation);
        return new(node, new(problems), SourcePlace.Of(type));
    }

    private static NodeModel? Read(
        INamedTypeSymbol type, SyntaxNode syntax, AttributeData attribute, Compilation compilation, List<Problem> problems, CancellationToken cancellation)
    {
        if (attribute.ConstructorArguments.FirstOrDefault().Value is not string nodeName) return null; // the compiler says so
        if (!name.IsMatch(nodeName)) problems.Add(Problem.At(type, Rules.Name, nodeName));

        var forms = type.AllInterfaces.Where(i => i.IsEngine("IBlockNode", 1) || i.IsEngine("IStreamNode")).ToList();
        var block = forms.FirstOrDefault(i => i.Arity == 1);
        var element = block?.TypeArguments[0].ElementType();
        if (!IsWhole(type, syntax, forms, problems)) return null;
        if (block is not null && element is null)
        {
            problems.Add(Problem.At(type, Rules.Element, type.Name, block.TypeArguments[0].Plain()));
            return null;
        }

        var documentation = Documentation.Of(type, cancellation);
        var summary = attribute.Named("Summary", "");
        var remarks = summary.Length > 0 && summary != documentation.Summary ? $"{documentation.Summary} {documentation.Remarks}".Trim() : documentation.Remarks;
        var (inputs, outputs) = PortReader.Read(type, element, compilation, problems, cancellation);
        return new NodeModel(
            Declaration.Of(type),
            nodeName,
            summary.Length > 0 ? summary : documentation.Summary,
            remarks,
            attribute.NamedMember("Gap", "Reset"),
            attribute.Named("Waits", false),
            attribute.Named("Paced", false),
            attribute.Named("Example", ""),
            block is not null,
            type.SelfAndBases().Any(t => !t.GetMembers("InputPorts").IsEmpty),
            inputs,
            outputs,
            SettingsReader.Read(type, problems, cancellation),
            StateReader.Read(type, compilation, problems, cancellation),
            StateReader.FormOf(type, problems));
    }

    private static bool IsWhole(INamedTypeSymbol type, SyntaxNode syntax, List<INamedTypeSymbol> forms, List<Problem> problems)
    {
        var count = problems.Count;
        if (syntax is not ClassDeclarationSyntax declaration || !declaration.Modifiers.Any(SyntaxKind.PartialKeyword)) problems.Add(Problem.At(type, Rules.NotPartial, type.Name));
        if (type.ContainingType is { } outer) problems.Add(Problem.At(type, Rules.Nested, type.Name, outer.Name));
        if (type.IsGenericType) problems.Add(Problem.At(type, Rules.Generic, type.Name));
        if (type.IsAbstract) problems.Add(Problem.At(type, Rules.Abstract, type.Name));
        if (type.SelfAndBases().Skip(1).FirstOrDefault(t => t.Find("Node") is not null) is { } node) problems.Add(Problem.At(type, Rules.Derived, type.Name, node.Name));
        if (forms.Count != 1)
            problems.Add(Problem.At(type, Rules.Form, type.Name, forms.Count == 0 ? "neither" : string.Join(" and ", forms.Select(f => f.Plain()))));
        foreach (var constructor in type.InstanceConstructors)
            if (!constructor.IsImplicitlyDeclared) problems.Add(Problem.At(constructor, Rules.Constructor, type.Name));
        return problems.Count == count;
    }
}
