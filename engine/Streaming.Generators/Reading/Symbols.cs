using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Streaming.Generators;

/// <summary>Questions asked of symbols.</summary>
internal static class Symbols
{
    private static readonly SymbolDisplayFormat plain =
        SymbolDisplayFormat.CSharpErrorMessageFormat.RemoveMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.UseAsterisksInMultiDimensionalArrays);

    /// <summary>The attribute of the engine with this name, or null.</summary>
    public static AttributeData? Find(this ISymbol symbol, string attribute) =>
        symbol.GetAttributes().FirstOrDefault(a => a.AttributeClass is { } type && type.Name == attribute + "Attribute" && type.IsOfEngine());

    /// <summary>A named argument of an attribute, or what it is when not given.</summary>
    public static T Named<T>(this AttributeData? attribute, string name, T otherwise) =>
        attribute?.NamedArguments.FirstOrDefault(a => a.Key == name).Value.Value is T value ? value : otherwise;

    /// <summary>The name of the enumeration member that a named argument gives.</summary>
    public static string NamedMember(this AttributeData? attribute, string name, string otherwise) =>
        attribute?.NamedArguments.FirstOrDefault(a => a.Key == name).Value is { Kind: TypedConstantKind.Enum } constant ? constant.Member() : otherwise;

    /// <summary>The name of an enumeration member.</summary>
    public static string Member(this TypedConstant constant) =>
        constant.Type!.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(f => Equals(f.ConstantValue, constant.Value))?.Name ?? "";

    /// <summary>A type of the engine itself, not one of the same name elsewhere.</summary>
    public static bool IsOfEngine(this ITypeSymbol type) => type.ContainingNamespace is { Name: "Streaming", ContainingNamespace.IsGlobalNamespace: true };

    /// <summary>A type of the engine with this name and number of type arguments.</summary>
    public static bool IsEngine(this ITypeSymbol type, string name, int arity = 0) =>
        type is INamedTypeSymbol named && named.Name == name && named.Arity == arity && named.IsOfEngine();

    /// <summary>This, then the class it derives from, and so on.</summary>
    public static IEnumerable<INamedTypeSymbol> SelfAndBases(this INamedTypeSymbol type)
    {
        for (var at = type; at is not null && at.SpecialType != SpecialType.System_Object; at = at.BaseType) yield return at;
    }

    /// <summary>The type as generated code names it.</summary>
    public static string Full(this ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    /// <summary>The type as messages name it.</summary>
    public static string Plain(this ITypeSymbol type) => type.ToDisplayString(plain);

    /// <summary>The member of ElementType that holds the values of a type; null where none does.</summary>
    public static string? ElementType(this ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Single => "Float32",
        SpecialType.System_Double => "Float64",
        SpecialType.System_SByte => "Int8",
        SpecialType.System_Int16 => "Int16",
        SpecialType.System_Int32 => "Int32",
        SpecialType.System_Int64 => "Int64",
        _ => type.IsEngine("Event") ? "Event" : null,
    };

    /// <summary>A property's name as a graph file writes it.</summary>
    public static string CamelCase(this string name) => char.ToLowerInvariant(name[0]) + name.Substring(1);

    /// <summary>A name as code writes it, also where it is a keyword.</summary>
    public static string Identifier(this string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None ? "@" + name : name;
}
