using Streaming.Graphs;

namespace Streaming;

/// <summary>A graph of nodes and links: built here in C#, or read from a file by <see cref="GraphFile"/>.</summary>
/// <example><code>
/// var graph = new Graph("demo")
///     .Add("eeg", new Subject(new() { Protocol = Protocol.Rest }))
///     .Add("band", new Butterworth(new() { Low = 8, High = 13 }))
///     .Add("log", new JsonLinesSink(new() { Path = "alpha.jsonl" }))
///     .Link("eeg > band > log");
/// await using var session = graph.Start();
/// await session.Completion;
/// </code></example>
/// <param name="name">The graph's name, for messages and reports.</param>
public sealed class Graph(string name = "graph")
{
    private readonly List<GraphNode> nodes = [];
    private readonly List<GraphLink> links = [];

    /// <summary>The graph's name.</summary>
    public string Name => name;

    /// <summary>One sentence on what it does.</summary>
    public string Summary { get; init; } = "";

    /// <summary>Its nodes in the order added.</summary>
    public IReadOnlyList<GraphNode> Nodes => nodes;

    /// <summary>Its links in the order added.</summary>
    public IReadOnlyList<GraphLink> Links => links;

    /// <summary>Adds a node under a name of its own.</summary>
    /// <exception cref="GraphException">The name is taken.</exception>
    public Graph Add(string name, INode node) => Add(new GraphNode(name, node, new Place(Name)));

    /// <summary>Adds links written as in a graph file: "eeg > clean > view", "eeg.markers > epochs.markers", "eeg, clean > record".</summary>
    /// <param name="path">Nodes from left to right; a port follows its node after a dot.</param>
    /// <param name="policy">What a link does when its reader is slower; the reading port's own choice where null.</param>
    /// <param name="capacity">Blocks a link holds when it crosses a thread; 64 where null.</param>
    /// <exception cref="GraphException">The path cannot be read.</exception>
    public Graph Link(string path, LinkPolicy? policy = null, int? capacity = null)
    {
        links.AddRange(LinkPath.Parse(path, new Place(Name), policy, capacity));
        return this;
    }

    /// <summary>Negotiates formats along the graph and divides it into segments. Nodes are configured by this, so a graph is compiled once.</summary>
    /// <exception cref="GraphException">The graph cannot be run; it says everything that is wrong.</exception>
    public Plan Compile() => Compiler.Compile(this);

    /// <summary>Compiles and runs.</summary>
    /// <exception cref="GraphException">The graph cannot be run.</exception>
    public Session Start(RunOptions? options = null) => Compile().Start(options);

    /// <summary>The nodes that learn from recordings and name a file for it, each after those it reads from: the order in which they can learn.</summary>
    public IReadOnlyList<GraphNode> Learners =>
        [.. nodes.Where(n => n.Node is ILearner { FitFile.Length: > 0 }).OrderBy(n => Upstream.Of(this, n.Name).Count)];

    /// <summary>
    /// Lets a node learn: compiles it and all that leads to it. Nodes are configured by this, so a graph is read or built anew for the next learner, and to be run.
    /// </summary>
    /// <example><code>
    /// foreach (var learner in Demo().Learners) await Demo().Learn(learner.Name).RunAsync();
    /// await using var session = Demo().Start();
    /// </code></example>
    /// <exception cref="GraphException">There is no such node, it does not learn, names no file, or the graph cannot be run that far.</exception>
    public Lesson Learn(string node)
    {
        var found = nodes.FirstOrDefault(n => n.Name == node)
            ?? throw new GraphException(new GraphError(new Place(Name), node, "", "a node of this graph", $"'{node}'", Nearest.Remedy(node, Learners.Select(n => n.Name))));
        if (found.Node is not ILearner learner)
            throw new GraphException(new GraphError(found.Place, node, "", "a node that learns", found.Node.Descriptor.Name, Nearest.Remedy(node, Learners.Select(n => n.Name))));
        if (learner.FitFile.Length == 0)
            throw new GraphException(new GraphError(found.Place, node, "fit", "a file for what it learns", "none", $"write 'fit: {node}.json' there, or --set {node}.fit={node}.json"));
        var part = Upstream.Cut(this, node);
        learner.Learn();
        return new Lesson(found, learner, part.Compile());
    }

    internal Graph Add(GraphNode node)
    {
        if (nodes.Any(n => n.Name == node.Name))
            throw new GraphException(new GraphError(node.Place, node.Name, "", "a name of its own for each node", $"'{node.Name}' twice", "rename one of them"));
        nodes.Add(node);
        return this;
    }

    internal void Add(IEnumerable<GraphLink> more) => links.AddRange(more);
}

/// <summary>A node of a graph.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Node">The node.</param>
/// <param name="Place">Where it stands.</param>
public sealed record GraphNode(string Name, INode Node, Place Place);

/// <summary>One end of a link.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Port">The port's name; empty: the node's first output, or its first input that is still free.</param>
/// <param name="Place">Where it stands.</param>
public sealed record LinkEnd(string Node, string Port, Place Place)
{
    /// <summary>As written.</summary>
    public override string ToString() => Port.Length == 0 ? Node : $"{Node}.{Port}";
}

/// <summary>A link of a graph.</summary>
/// <param name="From">Where it begins.</param>
/// <param name="To">Where it leads.</param>
/// <param name="Policy">What it does when its reader is slower; null: as the reading port says.</param>
/// <param name="Capacity">Blocks it holds when it crosses a thread; null: 64.</param>
public sealed record GraphLink(LinkEnd From, LinkEnd To, LinkPolicy? Policy, int? Capacity);
