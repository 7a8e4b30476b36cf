namespace Streaming;

/// <summary>A node threw while it worked.</summary>
public sealed class NodeFailedException : Exception
{
    /// <summary>Names the node and keeps what it threw.</summary>
    public NodeFailedException(string node, string type, Exception inner)
        : base($"node '{node}' ({type}) failed: {inner.Message}", inner) => Node = node;

    /// <summary>The node's name in the graph.</summary>
    public string Node { get; }
}
