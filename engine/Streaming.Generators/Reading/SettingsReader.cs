using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;

namespace Streaming.Generators;

/// <summary>Reads the nested record Settings of a node, or of the nearest class it derives from that has one.</summary>
internal static class SettingsReader
{
    public static SettingsModel? Read(INamedTypeSymbol node, List<Problem> problems, CancellationToken cancellation)
    {
        if (node.SelfAndBases().SelectMany(t => t.GetTypeMembers("Settings")).FirstOrDefault() is not { } settings) return null;
        if (!settings.IsRecord || settings.IsValueType || settings.IsAbstract || settings.IsGenericType || !settings.InstanceConstructors.Any(c => c.Parameters.IsEmpty)
            || settings.InstanceConstructors.Any(c => !c.IsImplicitlyDeclared && !c.Parameters.IsEmpty))
        {
            problems.Add(Problem.At(settings, Rules.SettingsForm, settings.ContainingType.Name));
            return null;
        }
        var items = settings.SelfAndBases().Reverse()
            .SelectMany(t => t.GetMembers().OfType<IPropertySymbol>())
            .Where(p => p is { IsStatic: false, IsIndexer: false, IsImplicitlyDeclared: false, DeclaredAccessibility: Accessibility.Public, SetMethod.DeclaredAccessibility: Accessibility.Public })
            .Select(p => Setting(p, problems, cancellation));
        return new(new(items.Where(s => s is not null).ToList()!));
    }

    private static SettingModel? Setting(IPropertySymbol property, List<Problem> problems, CancellationToken cancellation)
    {
        if (KindOf(property.Type) is not { } kind)
        {
            problems.Add(Problem.At(property, Rules.SettingTypes, property.Name, property.Type.Plain()));
            return null;
        }
        var range = property.Find("Range");
        var path = property.Find("FilePath");
        var (minimum, maximum) = (double.NegativeInfinity, double.PositiveInfinity);
        if (range is not null) (minimum, maximum) = ((double)range.ConstructorArguments[0].Value!, (double)range.ConstructorArguments[1].Value!);

        var isNumeric = kind is SettingKind.Integer or SettingKind.Number or SettingKind.Numbers or SettingKind.Matrix;
        if (range is not null && !isNumeric) Unfit("Range", "only numbers have a range");
        else if (!(minimum <= maximum)) Unfit("Range", "its minimum is above its maximum");
        if (property.Find("Unit") is not null && !isNumeric) Unfit("Unit", "only numbers have a unit");
        if (path is not null && kind is not (SettingKind.Text or SettingKind.Texts)) Unfit("FilePath", "only texts name files");

        return new(
            property.Name.Identifier(),
            property.Name.CamelCase(),
            Documentation.Of(property, cancellation).Summary,
            kind,
            kind == SettingKind.Choice ? property.Type.Full() : "",
            property.Find("Unit")?.ConstructorArguments[0].Value as string ?? "",
            minimum,
            maximum,
            property.IsRequired,
            property.Find("Live") is not null,
            path is not null,
            path.Named("Written", false));

        void Unfit(string attribute, string why) => problems.Add(Problem.At(property, Rules.SettingAttribute, attribute, property.Name, why));
    }

    private static SettingKind? KindOf(ITypeSymbol type) => type switch
    {
        { NullableAnnotation: NullableAnnotation.Annotated } => null,
        { SpecialType: SpecialType.System_Boolean } => SettingKind.Boolean,
        { SpecialType: SpecialType.System_Int32 or SpecialType.System_Int64 } => SettingKind.Integer,
        { SpecialType: SpecialType.System_Single or SpecialType.System_Double } => SettingKind.Number,
        { SpecialType: SpecialType.System_String } => SettingKind.Text,
        { TypeKind: TypeKind.Enum } => SettingKind.Choice,
        INamedTypeSymbol list when list.IsEngine("ValueList", 1) => list.TypeArguments[0] switch
        {
            { NullableAnnotation: NullableAnnotation.Annotated } => null,
            { SpecialType: SpecialType.System_Double } => SettingKind.Numbers,
            { SpecialType: SpecialType.System_String } => SettingKind.Texts,
            INamedTypeSymbol row when row.IsEngine("ValueList", 1) && row.TypeArguments[0].SpecialType == SpecialType.System_Double => SettingKind.Matrix,
            _ => null,
        },
        _ when type.IsEngine("ValueMap") => SettingKind.Map,
        _ => null,
    };
}
