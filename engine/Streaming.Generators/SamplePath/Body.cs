using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Streaming.Generators;

/// <summary>What a method contains: findings, and the methods of its own class and of those below that it calls.</summary>
internal sealed record Body(IReadOnlyList<Finding> Findings, IReadOnlyList<ISymbol> Calls)
{
    public static Body Read(INamedTypeSymbol type, ImmutableArray<IOperation> blocks)
    {
        var findings = new List<Finding>();
        var calls = new List<ISymbol>();
        foreach (var operation in blocks.SelectMany(block => block.DescendantsAndSelf()))
        {
            if (Blocking.In(operation) is { } blocking) findings.Add(blocking);
            if (WallClock.In(operation) is { } clock) findings.Add(clock);
            if (UnmarkedState.In(operation, type) is { } state) findings.Add(state);
            if (operation.IsOnThrowPath()) continue;
            if (Allocation.In(operation) is { } allocation) findings.Add(allocation);
            calls.AddRange(Called(operation).Where(m => m.IsWithin(type)));
        }
        return new(findings, calls);
    }

    private static IEnumerable<ISymbol> Called(IOperation operation)
    {
        if (operation is IInvocationOperation invocation) yield return invocation.TargetMethod.OriginalDefinition;
        else if (operation is IMethodReferenceOperation reference) yield return reference.Method.OriginalDefinition;
        else if (operation is IPropertyReferenceOperation { Property: var property })
        {
            if (property.GetMethod is { } get) yield return get.OriginalDefinition;
            if (property.SetMethod is { } set) yield return set.OriginalDefinition;
        }
    }
}
