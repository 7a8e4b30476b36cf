using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Streaming.Generators;

/// <summary>Finds fields of the type, or of one it derives from, that are assigned without being marked; what an array holds is not looked at, since it may be scratch.</summary>
internal static class UnmarkedState
{
    public static Finding? In(IOperation operation, INamedTypeSymbol type) => operation switch
    {
        IMemberReferenceOperation when IsDeconstructedInto(operation) => Field(operation, type),
        IAssignmentOperation assignment => Field(assignment.Target, type),
        IIncrementOrDecrementOperation step => Field(step.Target, type),
        IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument => Field(argument.Value, type),
        IVariableDeclaratorOperation { Symbol.RefKind: RefKind.Ref, Initializer.Value: var value } => Field(value, type),
        _ => null,
    };

    private static bool IsDeconstructedInto(IOperation operation)
    {
        var at = operation;
        while (at.Parent is ITupleOperation tuple) at = tuple;
        return at.Parent is IDeconstructionAssignmentOperation deconstruction && deconstruction.Target == at;
    }

    private static Finding? Field(IOperation target, INamedTypeSymbol type)
    {
        // A member of a struct is a part of the field that holds the struct.
        var at = target;
        while (at is IFieldReferenceOperation { Instance: { Type.IsValueType: true } outer }) at = outer;
        ISymbol? written = at switch
        {
            IFieldReferenceOperation { Field: var field } => field,
            IPropertyReferenceOperation { Property: var property } => property.ContainingType.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(f => SymbolEqualityComparer.Default.Equals(f.AssociatedSymbol, property)),
            _ => null,
        };
        if (written is null || written.Find("State") is not null || !written.IsWithin(type)) return null;
        var isOwn = at is IMemberReferenceOperation { Instance: null or IInstanceReferenceOperation };
        return isOwn ? target.Found(SamplePathRules.UnmarkedState, ((written as IFieldSymbol)?.AssociatedSymbol ?? written).Name) : null;
    }
}
