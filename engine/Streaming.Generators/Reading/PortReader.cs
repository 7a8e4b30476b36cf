using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;

namespace Streaming.Generators;

/// <summary>Reads the port properties of a node.</summary>
internal static class PortReader
{
    /// <param name="type">The node.</param>
    /// <param name="blockElement">The element type of a block node; null for a stream node.</param>
    /// <param name="problems">Gets what is wrong.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static (EquatableArray<PortModel> Inputs, EquatableArray<PortModel> Outputs) Read(
        INamedTypeSymbol type, string? blockElement, List<Problem> problems, CancellationToken cancellation)
    {
        var inputs = new List<PortModel>();
        var outputs = new List<PortModel>();
        if (blockElement is not null)
        {
            inputs.Add(new("", "input", "The stream it works on.", blockElement, default, false, false, "Wait"));
            outputs.Add(new("", "output", "What it makes of it.", blockElement, default, false, false, "Wait"));
        }
        foreach (var property in type.GetMembers().OfType<IPropertySymbol>())
        {
            var input = property.Find("Input");
            var output = property.Find("Output");
            if (input is null && output is null) Unmarked(property, problems);
            else if (blockElement is not null) problems.Add(Problem.At(property, Rules.BlockPorts, property.Name));
            else if (input is not null) AddInput(property, input, inputs, problems, cancellation);
            else AddOutput(property, outputs, problems, cancellation);
        }
        // The port of any number of streams has no place among INode.InputPorts, so it comes last.
        return (new(inputs.OrderBy(i => i.Many)), new(outputs));
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
