namespace Streaming.Benchmarks;

/// <summary>This engine: a graph from a source through block nodes to a sink, compiled and run as a user runs it.</summary>
/// <param name="name">As in the table.</param>
/// <param name="options">How the graph is run.</param>
/// <param name="far">The sink waits for something outside, so it has a thread of its own behind a link.</param>
/// <param name="block">What the source sends.</param>
internal sealed class FusedGraph(string name, RunOptions options, bool far = false, Feed.Settings? block = null) : IDesign
{
    public string Name => name;

    public async Task Run(int nodes, Drive drive)
    {
        var chain = IPass.Chain(nodes);
        var graph = new Graph("chain").Add("feed", new Feed(block ?? new()) { Drive = drive });
        var path = "feed";
        for (var i = 0; i < nodes; i++)
        {
            graph.Add($"pass{i}", chain[i]);
            path += $" > pass{i}";
        }
        graph.Add("arrival", far ? new FarArrival { Drive = drive } : new Arrival { Drive = drive }).Link(path + " > arrival");
        await using var session = graph.Start(options);
        await session.Completion;
        IPass.Check(chain, drive.Blocks);
        foreach (var link in session.Report().Links)
            if (link.In != link.Out || link.Dropped > 0) throw new InvalidOperationException($"{link.Name} lost samples");
    }
}
