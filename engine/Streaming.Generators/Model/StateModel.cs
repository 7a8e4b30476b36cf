namespace Streaming.Generators;

/// <summary>A type other than a node whose state is generated.</summary>
internal sealed record StateModel(TypeModel Type, EquatableArray<StateField> Fields, StateForm Form);

/// <summary>How the state of a type joins that of the class it derives from, or of those that derive from it.</summary>
internal enum StateForm
{
    /// <summary>There is no other.</summary>
    Alone,

    /// <summary>A class that derives from it may have more.</summary>
    Open,

    /// <summary>The base leaves it to the type.</summary>
    Fills,

    /// <summary>It comes after that of the base.</summary>
    Follows,
}

/// <summary>A field that outlives a step.</summary>
/// <param name="Name">Its name in a saved state.</param>
/// <param name="Identifier">Its name in code.</param>
/// <param name="Value">How it is written.</param>
/// <param name="Initial">The expression it is reset to, where it is a plain value.</param>
internal sealed record StateField(string Name, string Identifier, StateValue Value, string Initial);

/// <summary>How a value is written.</summary>
/// <param name="Kind">The way.</param>
/// <param name="Type">Its type; of an array, that of an element.</param>
/// <param name="Reader">The reader's method, for a primitive.</param>
/// <param name="Element">How an element is written, for an array of anything but plain memory.</param>
internal sealed record StateValue(StateKind Kind, string Type, string Reader = "", StateValue? Element = null)
{
    /// <summary>It is assigned, not filled in place.</summary>
    public bool IsAssigned => Kind is StateKind.Primitive or StateKind.Enum or StateKind.Text or StateKind.Struct or StateKind.Event;
}

/// <summary>The ways to write a value.</summary>
internal enum StateKind
{
    /// <summary>A primitive that the reader has a method for.</summary>
    Primitive,

    /// <summary>As a long.</summary>
    Enum,

    /// <summary>A string.</summary>
    Text,

    /// <summary>The bytes of a plain struct.</summary>
    Struct,

    /// <summary>A Streaming.Event.</summary>
    Event,

    /// <summary>A reference to something that writes itself, preceded by whether there is one.</summary>
    Object,

    /// <summary>A struct that writes itself.</summary>
    ObjectStruct,

    /// <summary>An array of plain memory.</summary>
    Memory,

    /// <summary>An array of anything else: the count, then each.</summary>
    Array,
}
