using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Streaming.Generators;

/// <summary>How to open a type once more, to add members to it.</summary>
internal static class Declaration
{
    public static TypeModel Of(INamedTypeSymbol type)
    {
        var chain = new Stack<string>();
        for (var at = type; at is not null; at = at.ContainingType) chain.Push($"partial {Keyword(at)} {NameOf(at)}");
        var space = type.ContainingNamespace.IsGlobalNamespace ? "" : type.ContainingNamespace.ToDisplayString();
        return new(space, new(chain), type.Name.Identifier(), type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted)));
    }

    private static string Keyword(INamedTypeSymbol type) => (type.IsRecord, type.IsValueType, type.TypeKind) switch
    {
        (_, _, TypeKind.Interface) => "interface",
        (true, true, _) => "record struct",
        (true, false, _) => "record",
        (false, true, _) => "struct",
        _ => "class",
    };

    private static string NameOf(INamedTypeSymbol type) =>
        type.Arity == 0 ? type.Name.Identifier() : $"{type.Name.Identifier()}<{string.Join(", ", type.TypeParameters.Select(p => p.Name.Identifier()))}>";
}
