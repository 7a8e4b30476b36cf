namespace Streaming.Generators;

/// <summary>What the generator knows of a node: text only, so that two runs compare by value and no compilation is kept alive.</summary>
internal sealed record NodeModel(
    TypeModel Type,
    string Name,
    string Summary,
    string Remarks,
    string Gap,
    bool Waits,
    bool Paced,
    string Example,
    bool IsBlockNode,
    bool MakesPorts,
    EquatableArray<PortModel> Inputs,
    EquatableArray<PortModel> Outputs,
    SettingsModel? Settings,
    EquatableArray<StateField> State,
    StateForm StateForm);

/// <summary>Where generated members go.</summary>
/// <param name="Namespace">Empty for the global one.</param>
/// <param name="Declarations">From the outermost type inwards, such as "partial class Gain".</param>
/// <param name="Name">The innermost name.</param>
/// <param name="FullName">Namespace and names, for the file's name and the family's list.</param>
internal sealed record TypeModel(string Namespace, EquatableArray<string> Declarations, string Name, string FullName);

/// <summary>A port.</summary>
/// <param name="Property">The property that holds it; empty in a block node.</param>
/// <param name="Name">Its name in a link.</param>
/// <param name="Summary">What flows through it.</param>
/// <param name="Element">A member of ElementType, or null for any.</param>
/// <param name="Kinds">Members of StreamKind.</param>
/// <param name="Optional">Works without it.</param>
/// <param name="Many">Of type Inputs.</param>
/// <param name="Policy">A member of LinkPolicy.</param>
internal sealed record PortModel(
    string Property, string Name, string Summary, string? Element, EquatableArray<string> Kinds, bool Optional, bool Many, string Policy);

/// <summary>The settings of a node.</summary>
internal sealed record SettingsModel(EquatableArray<SettingModel> Items);

/// <summary>A setting; <paramref name="EnumType"/> is the type of a choice.</summary>
internal sealed record SettingModel(
    string Property, string Name, string Summary, SettingKind Kind, string EnumType, string Unit, double Minimum, double Maximum, bool Required, bool Live,
    bool IsPath, bool IsWritten);

/// <summary>The types a setting may have.</summary>
internal enum SettingKind
{
    Boolean,
    Integer,
    Number,
    Text,
    Choice,
    Numbers,
    Texts,
    Matrix,
    Map,
}
