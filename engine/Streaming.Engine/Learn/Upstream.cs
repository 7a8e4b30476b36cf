namespace Streaming.Graphs;

/// <summary>What leads to a node.</summary>
internal static class Upstream
{
    /// <summary>The names of the nodes from which something reaches a node, itself included; also of those that a link names and the graph lacks.</summary>
    public static HashSet<string> Of(Graph graph, string node)
    {
        HashSet<string> found = [node];
        var open = new Stack<string>(found);
        while (open.TryPop(out var name))
            foreach (var link in graph.Links)
                if (link.To.Node == name && found.Add(link.From.Node)) open.Push(link.From.Node);
        return found;
    }

    /// <summary>The part of a graph that leads to a node.</summary>
    public static Graph Cut(Graph graph, string node)
    {
        var names = Of(graph, node);
        var part = new Graph(graph.Name) { Summary = graph.Summary };
        foreach (var kept in graph.Nodes)
            if (names.Contains(kept.Name)) part.Add(kept);
        part.Add(graph.Links.Where(l => names.Contains(l.From.Node) && names.Contains(l.To.Node)));
        return part;
    }
}
