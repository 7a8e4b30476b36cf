using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Streaming.Generators;

/// <summary>Finds what takes memory from the heap.</summary>
internal static class Allocation
{
    private const string reuse = "make it in Configure and keep it in a field";
    private const string text = "make texts in Configure, or write into a span";
    private const string loop = "loop over a span or by index";

    public static Finding? In(IOperation operation) => operation switch
    {
        { ConstantValue.HasValue: true } => null,
        IObjectCreationOperation { Type.IsReferenceType: true } creation => Found(creation, $"'new {creation.Type!.Plain()}'", reuse),
        IAnonymousObjectCreationOperation => Found(operation, "an anonymous object", "use a tuple"),
        IWithOperation { Type.IsReferenceType: true } => Found(operation, "'with' on a record", reuse),
        IArrayCreationOperation array => Array(array),
        ICollectionExpressionOperation collection => Collection(collection),
        IInterpolatedStringOperation { Parent: not IInterpolatedStringHandlerCreationOperation } => Found(operation, "an interpolated string", text),
        _ when IsConcatenation(operation) => IsConcatenation(operation.Parent) ? null : Found(operation, "string concatenation", text),
        IConversionOperation conversion when conversion.GetConversion().IsBoxing && !IsConcatenation(conversion.Parent) =>
            Found(conversion, $"boxing '{conversion.Operand.Type!.Plain()}' as '{conversion.Type!.Plain()}'", "keep the value in its own type"),
        IDelegateCreationOperation creation => Delegate(creation),
        IForEachLoopOperation loop => Loop(loop),
        IReturnOperation { Kind: OperationKind.YieldReturn } => Found(operation, "an iterator", loop),
        IInvocationOperation invocation => Call(invocation),
        _ => null,
    };

    private static Finding Found(IOperation operation, string what, string remedy) => operation.Found(SamplePathRules.Allocation, what, remedy);

    private static bool IsConcatenation(IOperation? operation) => operation
        is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String }
        or ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String };

    private static Finding? Array(IArrayCreationOperation array)
    {
        var isEmpty = array.DimensionSizes.All(d => d.ConstantValue is { HasValue: true, Value: 0 });
        if (array.IsImplicit && array.Parent is IArgumentOperation { ArgumentKind: ArgumentKind.ParamArray }) return isEmpty ? null : Found(array, "an array for 'params'", "call an overload without 'params'");
        // The compiler keeps constants behind a read-only span in the program itself.
        var isData = array.Parent is IConversionOperation { Type: { } target } && IsSpan(target, "ReadOnlySpan")
            && array.Initializer is { } initializer && initializer.ElementValues.All(v => v.ConstantValue.HasValue);
        return isData ? null : Found(array, $"'new {array.Type!.Plain()}'", reuse);
    }

    private static Finding? Collection(ICollectionExpressionOperation collection)
    {
        var type = collection.Type!;
        var isEmpty = collection.Elements.Length == 0;
        var isFine = IsSpan(type, "Span") || IsSpan(type, "ReadOnlySpan")
            ? !collection.Elements.Any(e => e is ISpreadOperation)
            : isEmpty && (type.TypeKind is TypeKind.Array or TypeKind.Interface || type.IsValueType) && !type.Path().EndsWith("ICollection") && !type.Path().EndsWith("IList");
        return isFine ? null : Found(collection, $"a collection expression of type '{type.Plain()}'", reuse);
    }

    private static bool IsSpan(ITypeSymbol type, string name) => type.Path() == "System." + name;

    private static Finding? Delegate(IDelegateCreationOperation creation) => creation.Target switch
    {
        IAnonymousFunctionOperation function when Captures(function.Body, function.Symbol) => Found(creation, "a lambda that captures", "pass what it needs as arguments, or keep the delegate in a field"),
        IMethodReferenceOperation { Instance: not null } or IMethodReferenceOperation { Method: { MethodKind: MethodKind.LocalFunction, IsStatic: false } } =>
            Found(creation, "a delegate", "keep it in a field"),
        _ => null,
    };

    private static bool Captures(IOperation body, IMethodSymbol function) => body.Descendants().Any(operation => operation switch
    {
        IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } => true,
        ILocalReferenceOperation { Local: var local } => !local.IsConst && !IsWithin(local.ContainingSymbol, function),
        IParameterReferenceOperation { Parameter: var parameter } => !IsWithin(parameter.ContainingSymbol, function),
        _ => false,
    });

    private static bool IsWithin(ISymbol? owner, IMethodSymbol function)
    {
        for (var at = owner; at is not null; at = at.ContainingSymbol)
            if (SymbolEqualityComparer.Default.Equals(at, function)) return true;
        return false;
    }

    private static Finding? Loop(IForEachLoopOperation operation)
    {
        if (operation.IsAsynchronous || operation.Syntax is not CommonForEachStatementSyntax syntax || operation.SemanticModel is not { } model) return null;
        var collection = model.GetTypeInfo(syntax.Expression).Type;
        if (collection is IArrayTypeSymbol or { SpecialType: SpecialType.System_String }) return null;
        return model.GetForEachStatementInfo(syntax).GetEnumeratorMethod is { ReturnType: { IsReferenceType: true } enumerator }
            ? new(SamplePathRules.Allocation, syntax.Expression.GetLocation(), $"'foreach' through '{enumerator.Plain()}'", loop)
            : null;
    }

    private static Finding? Call(IInvocationOperation invocation)
    {
        var method = invocation.TargetMethod;
        var type = method.ContainingType;
        if (type.Path() is "System.Linq.Enumerable" or "System.Linq.Queryable" or "System.Linq.ParallelEnumerable") return Found(invocation, $"'{method.Shown()}' (LINQ)", loop);
        if (method.ReturnType.SpecialType == SpecialType.System_String)
        {
            var isNew = type.SpecialType == SpecialType.System_String ? method.Name is not ("ToString" or "Intern" or "IsInterned") : method.Name is "ToString" or "GetString";
            return isNew ? Found(invocation, $"'{method.Shown()}'", text) : null;
        }
        var copies = method.Name is "ToArray" or "ToList" or "Clone" || (type.Path(), method.Name) is ("System.Array", "Resize") or ("System.Array", "ConvertAll") or ("System.String", "Split")
            || (type.Path() == "System.GC" && method.Name.StartsWith("Allocate"));
        return copies ? Found(invocation, $"'{method.Shown()}'", reuse) : null;
    }
}
