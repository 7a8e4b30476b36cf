using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;

namespace Streaming.Generators;

/// <summary>Reads the port properties of a node and of the classes it derives from.</summary>
internal static class PortReader
{
    /// <param name="type">The node.</param>
    /// <param name="blockElement">The element type of a block node; null for a stream node.</param>
    /// <param name="compilation">What it stands in.</param>
    /// <param name="problems">Gets what is wrong.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static (EquatableArray<PortModel> Inputs, EquatableArray<PortModel> Outputs) Read(
        INamedTypeSymbol type, string? blockElement, Compilation compilation, List<Problem> problems, CancellationToken cancellation)
    {
        var inputs = new List<PortModel>();
        var outputs = new List<PortModel>();
        if (blockElement is not null)
        {
            inputs.Add(new("", "input", "The stream it works on.", blockElement, default, false, false, "Wait"));
            outputs.Add(new("", "output", "What it makes of it.", blockElement, default, false, false, "Wait"));
        }
        // Its own come before those of its base: the first is what a link without a name means.
        foreach (var property in type.SelfAndBases().SelectMany(t => t.GetMembers()).OfType<IPropertySymbol>())
        {
            var input = property.Find("Input");
            var output = property.Find("Output");
            if (input is null && output is null) Unmarked(property, problems);
            else if (blockElement is not null) problems.Add(Problem.At(property, Rules.BlockPorts, property.Name));
            else if (Unreached(property, type, compilation) is { } why) problems.Add(Problem.At(type, Rules.InheritedPort, type.Name, $"{property.ContainingType.Name}.{property.Name}", why));
            else if (input is not null) AddInput(property, input, inputs, problems, cancellation);
            else AddOutput(property, outputs, problems, cancellation);
        }
        // The port of any number of streams has no place among INode.InputPorts, so it comes last.
        return (new(inputs.OrderBy(i => i.Many)), new(outputs));
    }

    /// <summary>Why generated code cannot take a port that is inherited; null where it can.</summary>
    private static string? Unreached(IPropertySymbol port, INamedTypeSymbol node, Compilation compilation)
    {
        var owner = port.ContainingType;
        if (!SymbolEqualityComparer.Default.Equals(owner.ContainingAssembly, node.ContainingAssembly))
            return $"'{owner.Name}' stands in another assembly, where neither its documentation nor what it does with samples is seen; derive from a class of this assembly";
        if (!compilation.IsSymbolAccessibleWithin(port, node)) return "cannot reach it; make it public";
        var hides = node.SelfAndBases().TakeWhile(t => !SymbolEqualityComparer.Default.Equals(t, owner)).FirstOrDefault(t => !t.GetMembers(port.Name).IsEmpty);
        return hides is null ? null : $"'{hides.Name}' declares '{port.Name}' as well; rename one of them";
    }

    private static void Unmarked(IPropertySymbol property, List<Problem> problems)
    {
        var attribute = property.Type.IsEngine("Input", 1) || property.Type.IsEngine("Inputs") ? "Input" : property.Type.IsEngine("Output", 1) || property.Type.IsEngine("AnyOutput") ? "Output" : null;
        if (attribute is not null) problems.Add(Problem.At(property, Rules.UnmarkedPort, property.Name, property.Type.Plain(), attribute));
    }

    private static void AddInput(IPropertySymbol property, AttributeData attribute, List<PortModel> inputs, List<Problem> problems, CancellationToken cancellation)
    {
        var many = property.Type.IsEngine("Inputs");
        if (property.IsStatic || property.IsIndexer || property.GetMethod is null || !(many || property.Type.IsEngine("Input", 1)))
        {
            problems.Add(Problem.At(property, Rules.InputType, property.Name, property.Type.Plain()));
            return;
        }
        if (many && inputs.Any(i => i.Many))
        {
            problems.Add(Problem.At(property, Rules.ManyInputs, property.Name));
            return;
        }
        string? element = null;
        if (!many && !HasElement(property, problems, out element)) return;
        var kinds = attribute.NamedArguments.FirstOrDefault(a => a.Key == "Kinds").Value;
        inputs.Add(new(
            property.Name.Identifier(),
            property.Name.CamelCase(),
            Documentation.Of(property, cancellation).Summary,
            element,
            kinds.Kind == TypedConstantKind.Array && !kinds.IsNull ? new(kinds.Values.Select(k => k.Member())) : default,
            attribute.Named("Optional", false),
            many,
            attribute.NamedMember("Policy", "Wait")));
    }

    private static void AddOutput(IPropertySymbol property, List<PortModel> outputs, List<Problem> problems, CancellationToken cancellation)
    {
        var any = property.Type.IsEngine("AnyOutput");
        string? element = null;
        if (property.IsStatic || property.IsIndexer || property.GetMethod is null || !(any || property.Type.IsEngine("Output", 1)))
            problems.Add(Problem.At(property, Rules.OutputType, property.Name, property.Type.Plain()));
        else if (any || HasElement(property, problems, out element))
            outputs.Add(new(property.Name.Identifier(), property.Name.CamelCase(), Documentation.Of(property, cancellation).Summary, element, default, false, false, "Wait"));
    }

    private static bool HasElement(IPropertySymbol property, List<Problem> problems, out string? element)
    {
        var argument = ((INamedTypeSymbol)property.Type).TypeArguments[0];
        element = argument.ElementType();
        if (element is null) problems.Add(Problem.At(property, Rules.Element, property.Name, argument.Plain()));
        return element is not null;
    }
}
