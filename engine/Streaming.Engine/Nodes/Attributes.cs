namespace Streaming;

/// <summary>What becomes of a node's state where samples are missing in its input.</summary>
public enum GapPolicy
{
    /// <summary>The engine resets the node before the first sample after the gap (<see cref="INode.ResetAtGap"/>).</summary>
    Reset,

    /// <summary>The state goes on as if nothing were missing.</summary>
    Continue,

    /// <summary>The node looks at <see cref="Input.Gap"/> itself.</summary>
    Handled,
}

/// <summary>Makes a partial class a node of the registry: the generator writes its port table, settings schema, factory, snapshot and restore.</summary>
/// <param name="name">The name in a graph file: family, dot, operation ("dsp.gain").</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class NodeAttribute(string name) : Attribute
{
    /// <summary>The name in a graph file.</summary>
    public string Name { get; } = name;

    /// <summary>One sentence on what it does; shown by <c>streaming nodes</c>.</summary>
    public string Summary { get; init; } = "";

    /// <summary>What becomes of its state at a gap.</summary>
    public GapPolicy Gap { get; init; } = GapPolicy.Reset;

    /// <summary>The node may wait for something outside (a device, a disk, a terminal), so it runs on a thread of its own.</summary>
    public bool Waits { get; init; }

    /// <summary>A source that holds its data already (a recording, a simulation): the session's clock decides when each block is due (see also <see cref="INode.IsPaced"/>).</summary>
    public bool Paced { get; init; }

    /// <summary>The settings of a working example as in a graph file, such as "channels: [Cz, Pz]"; the conformance suite runs it.</summary>
    public string Example { get; init; } = "";
}

/// <summary>
/// Marks a property of type <see cref="Input{T}"/> or <see cref="Inputs"/> as a port; its name is the property's in camel case. A node also has the ports of the classes of
/// its assembly that it derives from, behind its own.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class InputAttribute : Attribute
{
    /// <summary>The node also works when nothing is linked to it.</summary>
    public bool Optional { get; init; }

    /// <summary>What a block waits for when this end is slow: <see cref="LinkPolicy.Wait"/> unless the graph says otherwise.</summary>
    public LinkPolicy Policy { get; init; } = LinkPolicy.Wait;

    /// <summary>The kind of stream it takes; the engine refuses another. Empty: any.</summary>
    public StreamKind[] Kinds { get; init; } = [];
}

/// <summary>Marks a property of type <see cref="Output{T}"/> or <see cref="AnyOutput"/> as a port; its name is the property's in camel case. The first is the default; inherited ones come behind the node's own.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OutputAttribute : Attribute;

/// <summary>
/// Marks a field that outlives a step: saved, restored and reset by generated code. Configure allocates it, nothing else replaces it. A class that nodes derive from may have
/// such fields where it is partial and implements <see cref="IState"/>; they are saved before the node's own.
/// </summary>
[AttributeUsage(AttributeTargets.Field)]
public sealed class StateAttribute : Attribute;

/// <summary>A setting that may change while the graph runs; the node sees it in <see cref="INode.SettingsChanged"/>, between two blocks.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LiveAttribute : Attribute;

/// <summary>The unit of a setting, such as "Hz".</summary>
/// <param name="symbol">The unit's symbol.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class UnitAttribute(string symbol) : Attribute
{
    /// <summary>The unit's symbol.</summary>
    public string Symbol { get; } = symbol;
}

/// <summary>The values a number, or each number of a list, may take.</summary>
/// <param name="minimum">The least value allowed.</param>
/// <param name="maximum">The greatest value allowed.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RangeAttribute(double minimum, double maximum) : Attribute
{
    /// <summary>The least value allowed.</summary>
    public double Minimum { get; } = minimum;

    /// <summary>The greatest value allowed.</summary>
    public double Maximum { get; } = maximum;
}

/// <summary>A text setting (or list of texts) that names files: relative paths count from the graph's folder, or from the working directory on the command line; a dash is standard input.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FilePathAttribute : Attribute
{
    /// <summary>What stands for standard input where a path is expected.</summary>
    public const string StandardInput = "-";

    /// <summary>The node writes this file: no other node of the graph may.</summary>
    public bool Written { get; init; }
}

/// <summary>What a link does when its reader is slower than its writer.</summary>
public enum LinkPolicy
{
    /// <summary>The writer waits: nothing is lost, and a slow reader slows the source.</summary>
    Wait,

    /// <summary>The oldest block is dropped and counted, and the next one is marked as coming after a gap.</summary>
    DropOldest,

    /// <summary>The session ends with an error.</summary>
    Fail,
}
