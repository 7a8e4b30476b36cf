namespace Streaming;

/// <summary>Everything known of a node without making one; written by the generator.</summary>
/// <param name="Name">The name in a graph file.</param>
/// <param name="Summary">One sentence on what it does.</param>
/// <param name="Remarks">More, from the class's documentation.</param>
/// <param name="Gap">What becomes of its state at a gap.</param>
/// <param name="Waits">It runs on a thread of its own.</param>
/// <param name="Paced">The session's clock decides when its blocks are due.</param>
/// <param name="Example">Settings of a working example.</param>
/// <param name="Inputs">Its input ports.</param>
/// <param name="Outputs">Its output ports; the first is the default.</param>
/// <param name="Settings">Its settings.</param>
/// <param name="Create">Makes one from settings; throws <see cref="GraphException"/> where they are wrong.</param>
public sealed record NodeDescriptor(
    string Name,
    string Summary,
    string Remarks,
    GapPolicy Gap,
    bool Waits,
    bool Paced,
    string Example,
    IReadOnlyList<PortInfo> Inputs,
    IReadOnlyList<PortInfo> Outputs,
    IReadOnlyList<SettingInfo> Settings,
    Func<SettingReader, INode> Create);

/// <summary>A port of a node.</summary>
/// <param name="Name">The name in a link, such as "markers".</param>
/// <param name="Summary">What flows through it.</param>
/// <param name="Element">The type of one value; null: any.</param>
/// <param name="Kinds">The kinds of stream it takes; empty: any.</param>
/// <param name="Optional">The node also works without it.</param>
/// <param name="Many">Any number of links may end here.</param>
/// <param name="Policy">What a link does when this end is slow, unless the graph says otherwise.</param>
public sealed record PortInfo(
    string Name,
    string Summary,
    ElementType? Element,
    IReadOnlyList<StreamKind> Kinds,
    bool Optional,
    bool Many,
    LinkPolicy Policy);

/// <summary>A setting of a node.</summary>
/// <param name="Name">The name in a graph file.</param>
/// <param name="Summary">What it does.</param>
/// <param name="Type">What its value looks like.</param>
/// <param name="Default">The value it has when not given, as a user would write it; empty where there is none.</param>
/// <param name="Unit">The unit of its value.</param>
/// <param name="Minimum">The least value allowed.</param>
/// <param name="Maximum">The greatest value allowed.</param>
/// <param name="Choices">The words allowed, for a choice.</param>
/// <param name="Required">It must be given.</param>
/// <param name="Live">It may change while the graph runs.</param>
/// <param name="IsPath">It names a file.</param>
/// <param name="IsWritten">It names a file that the node writes.</param>
public sealed record SettingInfo(
    string Name,
    string Summary,
    SettingType Type,
    string Default,
    string Unit,
    double Minimum,
    double Maximum,
    IReadOnlyList<string> Choices,
    bool Required,
    bool Live,
    bool IsPath,
    bool IsWritten);

/// <summary>What the value of a setting looks like in a graph file.</summary>
public enum SettingType
{
    /// <summary>true or false.</summary>
    Boolean,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A text.</summary>
    Text,

    /// <summary>One of a few words.</summary>
    Choice,

    /// <summary>A list of numbers.</summary>
    Numbers,

    /// <summary>A list of texts; a single text stands for a list of one.</summary>
    Texts,

    /// <summary>A list of rows of numbers.</summary>
    Matrix,

    /// <summary>Names with texts: { "1": left, "2": right }.</summary>
    Map,
}
