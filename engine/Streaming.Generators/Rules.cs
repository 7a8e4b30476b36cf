using Microsoft.CodeAnalysis;

namespace Streaming.Generators;

/// <summary>Everything the generator can find wrong with a node, each said with its remedy.</summary>
internal static class Rules
{
    public static readonly DiagnosticDescriptor NotPartial = Error("STR101", "A node is a partial class",
        "'{0}' is a node but not a partial class; declare it 'public sealed partial class {0}', so that the generator can complete it");

    public static readonly DiagnosticDescriptor Nested = Error("STR102", "A node is not nested",
        "Node '{0}' is nested in '{1}'; move it into a namespace");

    public static readonly DiagnosticDescriptor Generic = Error("STR103", "A node is not generic",
        "Node '{0}' has type parameters; write one class per element type, a graph file cannot name type arguments");

    public static readonly DiagnosticDescriptor Abstract = Error("STR104", "A node is not abstract",
        "Node '{0}' is abstract; make it sealed, the registry has to create it");

    public static readonly DiagnosticDescriptor Form = Error("STR105", "A node has one form",
        "Node '{0}' implements {1}; it has to implement exactly one of IBlockNode<T> and IStreamNode");

    public static readonly DiagnosticDescriptor Element = Error("STR106", "A stream carries few types",
        "'{0}' uses the element type '{1}', which no stream carries; use float, double, sbyte, short, int, long or Event");

    public static readonly DiagnosticDescriptor Name = Error("STR107", "A node is named family.operation",
        "The name '{0}' is not of the form family.operation, or one word for a family of one node, in lower case letters, digits and dots, such as \"dsp.gain\"");

    public static readonly DiagnosticDescriptor DuplicateName = Error("STR108", "A node's name is its own",
        "The name '{0}' of node '{1}' is already that of '{2}'; choose another");

    public static readonly DiagnosticDescriptor Constructor = Error("STR109", "A node declares no constructor",
        "Node '{0}' declares a constructor, which the generator writes; put settings into a nested record Settings and make ready in Configure");

    public static readonly DiagnosticDescriptor SettingsForm = Error("STR110", "Settings are a plain record",
        "'{0}.Settings' has to be a record class with properties and without constructor parameters, such as 'public sealed record Settings {{ public double Level {{ get; init; }} }}'");

    public static readonly DiagnosticDescriptor SettingTypes = Error("STR111", "A setting has a type that a graph file can hold",
        "Setting '{0}' is of type '{1}'; use bool, int, long, float, double, string, an enum, ValueList<double>, ValueList<string>, ValueList<ValueList<double>> or ValueMap, not nullable");

    public static readonly DiagnosticDescriptor InputType = Error("STR112", "An input is of type Input<T> or Inputs",
        "Input '{0}' is of type '{1}'; make it an instance property of type Input<T>, or Inputs for any number of streams");

    public static readonly DiagnosticDescriptor OutputType = Error("STR113", "An output is of type Output<T> or AnyOutput",
        "Output '{0}' is of type '{1}'; make it an instance property of type Output<T>, or AnyOutput where Configure finds the type of its values");

    public static readonly DiagnosticDescriptor ManyInputs = Error("STR114", "A node has one port of type Inputs",
        "'{0}' is a second port of type Inputs; any number of streams end at the first");

    public static readonly DiagnosticDescriptor BlockPorts = Error("STR115", "A block node has no ports of its own",
        "'{0}' is a port in a block node, which has one input and one output already; remove it, or implement IStreamNode");

    public static readonly DiagnosticDescriptor StateType = Error("STR116", "State is of a type that can be saved",
        "State '{0}' is of type '{1}'; use a primitive, an enum, a string, an unmanaged struct, Event, a type that implements IState, or an array of these, not nullable");

    public static readonly DiagnosticDescriptor StateInitial = Error("STR117", "State starts at a constant",
        "State '{0}' starts at '{1}', which Reset cannot restore; start it at a constant and set it in Configure and in the partial method OnReset");

    public static readonly DiagnosticDescriptor StateField = Error("STR118", "State can be restored",
        "State '{0}' is {1}, so it cannot be restored; make it an instance field that can be assigned");

    public static readonly DiagnosticDescriptor UnmarkedPort = Error("STR119", "A port is marked",
        "'{0}' is of type '{1}' but not marked as a port; write [{2}] before it");

    public static readonly DiagnosticDescriptor SettingAttribute = Error("STR120", "An attribute fits its setting",
        "[{0}] does not fit setting '{1}': {2}");

    public static readonly DiagnosticDescriptor StateOwner = Error("STR121", "State belongs to something that remembers",
        "'{0}' is marked [State], but {1}; nothing would save it");

    public static readonly DiagnosticDescriptor InheritedPort = Error("STR122", "An inherited port is within reach",
        "Node '{0}' inherits the port '{1}', but {2}");

    public static readonly DiagnosticDescriptor InheritedState = Error("STR123", "Inherited state is saved with what follows it",
        "'{0}' derives from '{1}', whose Save cannot be overridden, so the state of one of them would be lost; make Save, Load and Reset of '{1}' virtual, or hold a '{1}' in a field");

    public static readonly DiagnosticDescriptor Derived = Error("STR124", "A node derives from no other",
        "Node '{0}' derives from node '{1}'; let both derive from an abstract class without [Node] that holds what they share");

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, "Streaming", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
