using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Streaming.Generators;

/// <summary>Reads the fields marked [State].</summary>
internal static class StateReader
{
    public static EquatableArray<StateField> Read(INamedTypeSymbol type, Compilation compilation, List<Problem> problems, CancellationToken cancellation)
    {
        var fields = new List<StateField>();
        foreach (var field in Fields(type))
            if (Field(field, compilation, problems, cancellation) is { } read) fields.Add(read);
        return new(fields);
    }

    /// <summary>How the state of a type joins that of the class it derives from.</summary>
    public static StateForm FormOf(INamedTypeSymbol type, List<Problem> problems)
    {
        foreach (var at in type.SelfAndBases().Skip(1).Where(t => t.AllInterfaces.Any(i => i.IsEngine("IState"))))
        {
            var save = at.GetMembers("Save").OfType<IMethodSymbol>().FirstOrDefault(m => m.Parameters.Length == 1 && m.Parameters[0].Type.IsEngine("StateWriter"));
            if (save is { IsAbstract: true }) return StateForm.Fills;
            if (save is { IsVirtual: true } or { IsOverride: true, IsSealed: false } || (save is null && Fields(at).Any())) return StateForm.Follows;
            if (save is null && at.BaseType is { } below && below.AllInterfaces.Any(i => i.IsEngine("IState"))) continue;
            problems.Add(Problem.At(type, Rules.InheritedState, type.Name, at.Name));
            break;
        }
        return StateForm.Alone;
    }

    /// <summary>The fields of a type that are marked, in the order declared; also those behind properties.</summary>
    public static IEnumerable<IFieldSymbol> Fields(INamedTypeSymbol type) => type.GetMembers().OfType<IFieldSymbol>().Where(f => f.Find("State") is not null);

    private static StateField? Field(IFieldSymbol field, Compilation compilation, List<Problem> problems, CancellationToken cancellation)
    {
        var property = field.AssociatedSymbol as IPropertySymbol;
        var name = property?.Name ?? field.Name;
        if (ValueOf(field.Type) is not { } value)
        {
            problems.Add(Problem.At(field, Rules.StateType, name, field.Type.Plain()));
            return null;
        }
        var replaced = value.IsAssigned || value.Kind == StateKind.ObjectStruct;
        var isReadOnly = field.IsReadOnly || (property is not null && property.SetMethod is null or { IsInitOnly: true });
        if (field.IsStatic || field.IsConst || (isReadOnly && replaced))
        {
            problems.Add(Problem.At(field, Rules.StateField, name, field.IsConst ? "a constant" : field.IsStatic ? "static" : "readonly"));
            return null;
        }
        var initial = "default";
        if (value.Kind == StateKind.Text && field.NullableAnnotation == NullableAnnotation.NotAnnotated) initial = "default!";
        var syntax = (property ?? (ISymbol)field).DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) switch
        {
            VariableDeclaratorSyntax declarator => declarator.Initializer?.Value,
            PropertyDeclarationSyntax declaration => declaration.Initializer?.Value,
            _ => null,
        };
        if (syntax is not null && value.IsAssigned)
        {
            if (InitialValue.Of(syntax, compilation.GetSemanticModel(syntax.SyntaxTree), cancellation) is { } text) initial = text;
            else problems.Add(Problem.At(field, Rules.StateInitial, name, syntax.ToString()));
        }
        else if (syntax is not null && value.Kind is StateKind.Memory or StateKind.Array && HoldsValues(syntax))
            problems.Add(Problem.At(field, Rules.StateInitial, name, syntax.ToString()));
        return new(name, name.Identifier(), value, initial);
    }

    private static StateValue? ValueOf(ITypeSymbol type)
    {
        if (Primitive(type) is { } reader) return new(StateKind.Primitive, type.Full(), reader);
        if (type.SpecialType == SpecialType.System_String) return new(StateKind.Text, "string");
        if (type.TypeKind == TypeKind.Enum) return new(StateKind.Enum, type.Full());
        if (type.IsEngine("Event")) return new(StateKind.Event, type.Full());
        if (type.IsEngine("IState") || type.AllInterfaces.Any(i => i.IsEngine("IState")))
            return type.IsValueType ? new(StateKind.ObjectStruct, type.Full()) : new(StateKind.Object, type.Full());
        if (type is IArrayTypeSymbol { Rank: 1, ElementType: var element })
            return IsPlain(element) ? new(StateKind.Memory, element.Full()) : ValueOf(element) is { } each ? new(StateKind.Array, element.Full(), Element: each) : null;
        return IsPlain(type) ? new(StateKind.Struct, type.Full()) : null;
    }

    private static string? Primitive(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Boolean => "ReadBoolean",
        SpecialType.System_Int32 => "ReadInt32",
        SpecialType.System_Int64 => "ReadInt64",
        SpecialType.System_UInt64 => "ReadUInt64",
        SpecialType.System_Single => "ReadSingle",
        SpecialType.System_Double => "ReadDouble",
        _ => null,
    };

    // Memory that can be saved by its bytes: no references, no addresses, and no Nullable<T>, which the constraint 'unmanaged' excludes.
    private static bool IsPlain(ITypeSymbol type) =>
        type is { IsUnmanagedType: true, IsValueType: true, IsRefLikeType: false, OriginalDefinition.SpecialType: not SpecialType.System_Nullable_T, TypeKind: TypeKind.Struct or TypeKind.Enum }
        && type.SpecialType is not (SpecialType.System_IntPtr or SpecialType.System_UIntPtr)
        && !type.AllInterfaces.Any(i => i.IsEngine("IState"));

    private static bool HoldsValues(ExpressionSyntax array) => array switch
    {
        CollectionExpressionSyntax collection => collection.Elements.Count > 0,
        ArrayCreationExpressionSyntax { Initializer.Expressions.Count: > 0 } => true,
        ImplicitArrayCreationExpressionSyntax => true,
        InitializerExpressionSyntax { Expressions.Count: > 0 } => true,
        _ => false,
    };
}
