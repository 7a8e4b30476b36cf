namespace Streaming;

/// <summary>A compiled graph: what flows on every link, which nodes share a thread, how late results will be. It can be shown, or started once.</summary>
public sealed class Plan
{
    private bool started;

    internal Plan(Graph graph, IReadOnlyList<PlannedNode> nodes, IReadOnlyList<PlannedLink> links, int segments)
    {
        Graph = graph;
        Nodes = nodes;
        Links = links;
        Segments = segments;
    }

    /// <summary>The graph it was made from.</summary>
    public Graph Graph { get; }

    /// <summary>The nodes, each after those it reads from.</summary>
    public IReadOnlyList<PlannedNode> Nodes { get; }

    /// <summary>The links, in the graph's order.</summary>
    public IReadOnlyList<PlannedLink> Links { get; }

    /// <summary>Threads it will run on.</summary>
    public int Segments { get; }

    /// <summary>Seconds by which the slowest result comes later than its signal, before any computing.</summary>
    public double Latency => Nodes.Count == 0 ? 0 : Nodes.Max(n => n.Latency);

    /// <summary>Bytes that links between threads hold when all of them are full of blocks of 40 ms.</summary>
    public long LinkBytes => Links.Where(l => l.CrossesThread).Sum(l => (long)(l.Capacity * l.Format.SampleSize * l.Format.Element.Size() * Math.Max(1, l.Format.Rate * 0.04)));

    /// <summary>Runs it.</summary>
    /// <exception cref="InvalidOperationException">It was started before: its nodes hold the state of that run.</exception>
    public Session Start(RunOptions? options = null)
    {
        var session = Prepare(options);
        session.Run();
        return session;
    }

    /// <summary>A session that does not run yet, so that a saved state can be loaded into it.</summary>
    /// <exception cref="InvalidOperationException">It was started before.</exception>
    public Session Prepare(RunOptions? options = null)
    {
        if (started) throw new InvalidOperationException("A plan is started once; compile the graph again for another run.");
        started = true;
        return new Session(this, options ?? new RunOptions());
    }
}

/// <summary>A node of a plan.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Node">The node, configured.</param>
/// <param name="Place">Where it stands.</param>
/// <param name="Segment">The thread it runs on, counted from 0.</param>
/// <param name="Outputs">What each of its outputs sends, by port.</param>
/// <param name="OwnLatency">Seconds by which its output comes later than stamped.</param>
/// <param name="Latency">Seconds from a source to its output.</param>
public sealed record PlannedNode(string Name, INode Node, Place Place, int Segment, IReadOnlyDictionary<string, StreamFormat> Outputs, double OwnLatency, double Latency);

/// <summary>A link of a plan.</summary>
/// <param name="From">The node it begins at.</param>
/// <param name="FromPort">The output port.</param>
/// <param name="To">The node it leads to.</param>
/// <param name="ToPort">The input port.</param>
/// <param name="Format">What flows on it.</param>
/// <param name="CrossesThread">It is a bounded channel between two threads; else a call.</param>
/// <param name="Policy">What it does when its reader is slower.</param>
/// <param name="Capacity">Blocks it holds.</param>
/// <param name="Input">The port object it ends at; null for a block node.</param>
public sealed record PlannedLink(string From, string FromPort, string To, string ToPort, StreamFormat Format, bool CrossesThread, LinkPolicy Policy, int Capacity, Input? Input)
{
    /// <summary>Such as "eeg.signal > clean.input".</summary>
    public string Name => $"{From}.{FromPort} > {To}.{ToPort}";
}
