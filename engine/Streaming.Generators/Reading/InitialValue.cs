using System.Globalization;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Streaming.Generators;

/// <summary>The initial value of a field, written so that it means the same in generated code.</summary>
internal static class InitialValue
{
    /// <summary>The expression, or null where it is not the same each time.</summary>
    public static string? Of(ExpressionSyntax expression, SemanticModel model, CancellationToken cancellation)
    {
        var type = model.GetTypeInfo(expression, cancellation).Type;
        if (model.GetConstantValue(expression, cancellation) is { HasValue: true } constant)
        {
            if (constant.Value is null) return "default!";
            return type is { TypeKind: TypeKind.Enum } ? $"({type.Full()})({Literal(constant.Value)})" : Literal(constant.Value);
        }
        switch (expression)
        {
            case ParenthesizedExpressionSyntax inner:
                return Of(inner.Expression, model, cancellation);
            case PostfixUnaryExpressionSyntax inner when inner.IsKind(SyntaxKind.SuppressNullableWarningExpression):
                return Of(inner.Operand, model, cancellation);
            case LiteralExpressionSyntax literal when literal.IsKind(SyntaxKind.DefaultLiteralExpression):
            case DefaultExpressionSyntax:
                return "default";
            case TupleExpressionSyntax tuple:
                return All(tuple.Arguments, model, cancellation) is { } items ? $"({items})" : null;
            case BaseObjectCreationExpressionSyntax { Initializer: null } creation when (type ?? model.GetTypeInfo(creation, cancellation).ConvertedType) is { IsValueType: true } made:
                return All(creation.ArgumentList?.Arguments ?? default, model, cancellation) is { } arguments ? $"new {made.Full()}({arguments})" : null;
            default:
                return model.GetSymbolInfo(expression, cancellation).Symbol is IFieldSymbol { IsStatic: true, IsReadOnly: true } field
                    ? $"{field.ContainingType.Full()}.{field.Name.Identifier()}"
                    : null;
        }
    }

    private static string? All(SeparatedSyntaxList<ArgumentSyntax> arguments, SemanticModel model, CancellationToken cancellation)
    {
        var values = arguments.Select(a => Of(a.Expression, model, cancellation) is { } value ? $"{a.NameColon?.ToString()}{value}" : null).ToList();
        return values.Contains(null) ? null : string.Join(", ", values);
    }

    private static string Literal(object value) => value switch
    {
        double number => Code.Double(number),
        float number => Code.Single(number),
        decimal number => number.ToString(CultureInfo.InvariantCulture) + "m",
        long number => number.ToString(CultureInfo.InvariantCulture) + "L",
        ulong number => number.ToString(CultureInfo.InvariantCulture) + "UL",
        uint number => number.ToString(CultureInfo.InvariantCulture) + "U",
        _ => SymbolDisplay.FormatPrimitive(value, quoteStrings: true, useHexadecimalNumbers: false)!,
    };
}
