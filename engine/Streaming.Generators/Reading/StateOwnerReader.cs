using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Streaming.Generators;

/// <summary>What was read of a type that holds fields marked [State] without being a node.</summary>
internal sealed record StateReading(StateModel? State, EquatableArray<Problem> Problems);

/// <summary>Reads the types that nodes are made of or derive from, such as a filter section: partial types that implement IState.</summary>
internal static class StateOwnerReader
{
    /// <summary>The type, read at its first field marked [State]; null at all others.</summary>
    public static StateReading? Read(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        var field = (IFieldSymbol)context.TargetSymbol;
        var type = field.ContainingType;
        if (type.Find("Node") is not null || !SymbolEqualityComparer.Default.Equals(StateReader.Fields(type).First(f => f.AssociatedSymbol is null), field)) return null;

        var problems = new List<Problem>();
        if (!type.AllInterfaces.Any(i => i.IsEngine("IState"))) Unowned($"'{type.Name}' is neither a node nor implements IState");
        else if (type.GetMembers("Save").OfType<IMethodSymbol>().Any(m => m.Parameters.Length == 1 && m.Parameters[0].Type.IsEngine("StateWriter"))) Unowned($"'{type.Name}' writes Save itself");
        else if (!IsPartial(type, cancellation)) Unowned($"'{type.Name}' and the types around it are not all partial");
        if (problems.Count > 0) return new(null, new(problems));

        var fields = StateReader.Read(type, context.SemanticModel.Compilation, problems, cancellation);
        var form = StateReader.FormOf(type, problems);
        return new(new(Declaration.Of(type), fields, form == StateForm.Alone && !type.IsSealed ? StateForm.Open : form), new(problems));

        void Unowned(string why) => problems.Add(Problem.At(field, Rules.StateOwner, field.Name, why));
    }

    private static bool IsPartial(INamedTypeSymbol type, CancellationToken cancellation)
    {
        for (var at = type; at is not null; at = at.ContainingType)
            if (at.DeclaringSyntaxReferences[0].GetSyntax(cancellation) is not TypeDeclarationSyntax syntax || !syntax.Modifiers.Any(SyntaxKind.PartialKeyword)) return false;
        return true;
    }
}
