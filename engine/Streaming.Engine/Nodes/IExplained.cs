namespace Streaming;

/// <summary>An exception that says what a user needs to mend its cause; the engine shows it with the node's place in the graph.</summary>
public interface IExplained
{
    /// <summary>Where it is, beyond the node: a file, a byte, a line; empty where nothing is to add.</summary>
    string Where { get; }

    /// <summary>What should be there.</summary>
    string Expected { get; }

    /// <summary>What is there.</summary>
    string Found { get; }

    /// <summary>What to do.</summary>
    string Remedy { get; }
}
