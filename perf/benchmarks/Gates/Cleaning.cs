namespace Streaming.Benchmarks;

/// <summary>Nodes that clean a signal, set behind the sources of a graph before anything else sees it.</summary>
/// <param name="Name">What it is called in a table.</param>
/// <param name="Yaml">Its nodes and links, as in a graph file.</param>
/// <param name="In">The nodes that take the signal.</param>
/// <param name="Out">The output that gives it back.</param>
internal sealed record Cleaning(string Name, string Yaml, string[] In, string Out)
{
    /// <summary>Nothing.</summary>
    public static Cleaning None { get; } = new("none", "", [], "");

    /// <summary>For a cap: drifts, bad channels, artifacts.</summary>
    public static Cleaning Cap { get; } = new(
        "high-pass, bad channels, interpolation, ASR",
        """
        nodes:
          bad:    { node: eeg.badchannels }
          high:   { node: dsp.butterworth, low: 0.5, order: 2 }
          repair: { node: eeg.interpolate, unknown: keep }
          asr:    { node: eeg.asr, fit: asr.json }
        links:
          - bad > repair.mask
          - high > repair.signal > asr
        """,
        ["bad", "high"],
        "asr");

    /// <summary>For a headband, whose few electrodes cannot stand in for one another.</summary>
    public static Cleaning Headband { get; } = new(
        "high-pass, ASR",
        """
        nodes:
          high: { node: dsp.butterworth, low: 0.5, order: 2 }
          asr:  { node: eeg.asr, fit: asr.json }
        links:
          - high > asr
        """,
        ["high"],
        "asr");

    /// <summary>The graph with these nodes behind each of its sources of a signal.</summary>
    /// <param name="graph">A graph as read, not yet compiled.</param>
    /// <param name="catalog">The nodes known.</param>
    /// <param name="folder">Where the nodes keep what they learn.</param>
    public Graph Behind(Graph graph, NodeCatalog catalog, string folder)
    {
        if (In.Length == 0) return graph;
        var sources = graph.Nodes.Where(n => n.Node.InputInfo.Count == 0 && n.Node.OutputInfo[0].Name == "signal").Select(n => n.Name).ToList();
        var spliced = new Graph(graph.Name);
        foreach (var node in graph.Nodes) spliced.Add(node.Name, node.Node);
        foreach (var source in sources)
        {
            var nodes = GraphFile.Parse(Yaml, Name, folder, catalog);
            foreach (var node in nodes.Nodes) spliced.Add(Own(source, node.Name), node.Node);
            foreach (var link in nodes.Links) spliced.Link($"{Own(source, link.From.ToString())} > {Own(source, link.To.ToString())}");
            foreach (var entry in In) spliced.Link($"{source} > {Own(source, entry)}");
        }
        foreach (var link in graph.Links)
        {
            var isSignal = sources.Contains(link.From.Node) && link.From.Port is "" or "signal";
            spliced.Link($"{(isSignal ? Own(link.From.Node, Out) : link.From)} > {link.To}", link.Policy, link.Capacity);
        }
        return spliced;
    }

    private static string Own(string source, string node) => $"{source}-{node}";
}
