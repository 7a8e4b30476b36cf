using System.Collections.Generic;
using Microsoft.CodeAnalysis.Text;

namespace Streaming.Generators;

/// <summary>Writes the list of an assembly's nodes.</summary>
internal static class FamilySource
{
    public static SourceText Of(string space, IEnumerable<string> types)
    {
        var code = new Code();
        if (space.Length > 0) code.Line($"namespace {space};").Line();
        code.Line("/// <summary>The nodes of this assembly.</summary>")
            .Line(Code.Generated)
            .Open("public static class Family")
            .Line("/// <summary>Every node, in the order of their names.</summary>")
            .Line("public static global::System.Collections.Generic.IReadOnlyList<global::Streaming.NodeDescriptor> Nodes { get; } =")
            .Inset("[");
        foreach (var type in types) code.Line($"global::{type}.Description,");
        return code.Outset("];").ToSource();
    }
}
