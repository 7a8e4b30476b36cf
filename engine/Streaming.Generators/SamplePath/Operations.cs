using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Streaming.Generators;

/// <summary>Questions asked of operations.</summary>
internal static class Operations
{
    /// <summary>What happens here ends in an exception, so it happens once at most.</summary>
    public static bool IsOnThrowPath(this IOperation operation)
    {
        for (var at = operation; at is not null; at = at.Parent)
        {
            if (at is IThrowOperation || at is ILocalFunctionOperation { Symbol.ReturnType: INamedTypeSymbol made } && made.SelfAndBases().Any(t => t.Path() == "System.Exception")) return true;
            if (at is IBlockOperation block && block.Operations.LastOrDefault() is IThrowOperation && !block.Descendants().Any(o => o is IReturnOperation or IBranchOperation)) return true;
        }
        return false;
    }

    /// <summary>The type with its namespace and without type arguments, such as "System.Threading.Monitor".</summary>
    public static string Path(this ITypeSymbol type)
    {
        var name = type.MetadataName.Split('`')[0];
        if (type.ContainingType is { } outer) return $"{outer.Path()}.{name}";
        return type.ContainingNamespace is { IsGlobalNamespace: false } space ? $"{space.ToDisplayString()}.{name}" : name;
    }

    /// <summary>A method or property as a message names it, such as "Thread.Sleep".</summary>
    public static string Shown(this ISymbol member) => $"{member.ContainingType.Name}.{member.Name}";

    /// <summary>A member of this type, or of one it derives from.</summary>
    public static bool IsWithin(this ISymbol member, INamedTypeSymbol type) =>
        type.SelfAndBases().Any(t => SymbolEqualityComparer.Default.Equals(t.OriginalDefinition, member.ContainingType?.OriginalDefinition));

    /// <summary>A finding where the operation stands.</summary>
    public static Finding Found(this IOperation operation, DiagnosticDescriptor rule, string what, string remedy = "") => new(rule, operation.Syntax.GetLocation(), what, remedy);
}
