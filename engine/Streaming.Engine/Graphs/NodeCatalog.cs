namespace Streaming;

/// <summary>The nodes a host has chosen, by name.</summary>
public sealed class NodeCatalog
{
    private readonly SortedDictionary<string, NodeDescriptor> nodes = new(StringComparer.Ordinal);

    /// <summary>Collects families: <c>new NodeCatalog(Dsp.Family.Nodes, Files.Family.Nodes)</c>.</summary>
    /// <exception cref="ArgumentException">Two nodes have one name.</exception>
    public NodeCatalog(params ReadOnlySpan<IReadOnlyList<NodeDescriptor>> families)
    {
        foreach (var family in families)
            foreach (var node in family)
                nodes.Add(node.Name, node);
    }

    /// <summary>All nodes, sorted by name.</summary>
    public IEnumerable<NodeDescriptor> Nodes => nodes.Values;

    /// <summary>A node by name, or null.</summary>
    public NodeDescriptor? Find(string name) => nodes.GetValueOrDefault(name);

    /// <summary>What to tell a user who wrote a name that does not exist.</summary>
    public string RemedyFor(string name) => Nearest.Remedy(name, nodes.Keys);
}
