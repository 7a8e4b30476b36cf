using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Streaming.Generators;

/// <summary>Finds readings of the wall clock.</summary>
internal static class WallClock
{
    public static Finding? In(IOperation operation)
    {
        ISymbol? member = operation switch
        {
            IInvocationOperation invocation => invocation.TargetMethod,
            IPropertyReferenceOperation reference => reference.Property,
            IObjectCreationOperation creation => creation.Constructor,
            _ => null,
        };
        if (member?.ContainingType is not { } type) return null;
        var reads = type.Path() switch
        {
            "System.DateTime" => member.Name is "Now" or "UtcNow" or "Today",
            "System.DateTimeOffset" => member.Name is "Now" or "UtcNow",
            "System.Environment" => member.Name is "TickCount" or "TickCount64",
            "System.TimeProvider" => member.Name == "System",
            "System.Diagnostics.Stopwatch" => true,
            _ => false,
        };
        if (!reads) return null;
        return operation.Found(SamplePathRules.WallClock, operation is IObjectCreationOperation ? $"'new {type.Name}'" : $"'{member.Shown()}'");
    }
}
