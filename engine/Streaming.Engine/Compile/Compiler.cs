using Streaming.Runtime;

namespace Streaming.Graphs;

/// <summary>Checks a graph, negotiates its formats and divides it into segments. All errors are collected: a user mends them in one go.</summary>
internal sealed class Compiler
{
    private const int DefaultCapacity = 64;
    private readonly Graph graph;
    private readonly List<GraphError> errors = [];
    private readonly Dictionary<string, GraphNode> byName;
    private readonly List<ResolvedLink> links = [];
    private readonly Dictionary<string, Dictionary<string, StreamFormat>> formats = [];
    private readonly Dictionary<string, double> ownLatency = [];
    private readonly Dictionary<string, double> latency = [];

    private Compiler(Graph graph)
    {
        this.graph = graph;
        byName = graph.Nodes.ToDictionary(n => n.Name);
    }

    public static Plan Compile(Graph graph) => new Compiler(graph).Run();

    private Plan Run()
    {
        if (graph.Nodes.Count == 0) errors.Add(new GraphError(new Place(graph.Name), "", "", "at least one node", "none", "add nodes to the graph"));
        foreach (var node in graph.Nodes) Explained(node, "", () => _ = (node.Node.InputInfo, node.Node.OutputInfo));
        Stop();
        foreach (var link in graph.Links) Resolve(link);
        CheckInputs();
        var order = Order();
        Stop();
        foreach (var node in order) Configure(node);
        Stop();
        var segments = Segmentation.Of(order, links);
        var nodes = order.Select(n => new PlannedNode(n.Name, n.Node, n.Place, segments[n.Name], formats[n.Name], ownLatency[n.Name], latency[n.Name])).ToList();
        var planned = links.Select(l => new PlannedLink(
            l.From.Name, l.Output.Name, l.To.Name, l.Input.Name, formats[l.From.Name][l.Output.Name], segments[l.From.Name] != segments[l.To.Name],
            l.Link.Policy ?? l.Input.Policy, l.Link.Capacity ?? DefaultCapacity, l.Port)).ToList();
        return new Plan(graph, nodes, planned, segments.Values.Distinct().Count());
    }

    private void Stop()
    {
        // One node misspelt at one place may be met by two links.
        if (errors.Count > 0) throw new GraphException(errors.Distinct().OrderBy(e => e.Place.Line).ThenBy(e => e.Place.Column).ToList());
    }

    private void Resolve(GraphLink link)
    {
        var from = Find(link.From);
        var to = Find(link.To);
        if (from is null || to is null) return;
        if (link.Capacity is < 1)
            errors.Add(new GraphError(link.To.Place, link.To.Node, "", "a capacity of at least 1 block", $"{link.Capacity}", "leave it out for the default of 64"));
        var output = Port(from, link.From, isInput: false);
        var input = Port(to, link.To, isInput: true);
        if (output is null || input is null) return;
        if (!input.Many && links.FirstOrDefault(l => l.To == to && l.Input == input) is { } other)
        {
            errors.Add(new GraphError(link.To.Place, to.Name, input.Name, "one link into an input", $"a second one, besides '{other.From.Name}.{other.Output.Name}'", "link one of them elsewhere, or merge them before"));
            return;
        }
        Input? port = null;
        if (BlockForm.Of(to.Node) is null)
        {
            port = input.Many ? to.Node.Streams!.Add($"{from.Name}.{output.Name}") : to.Node.InputPorts.First(p => p.Name == input.Name);
            port.IsLinked = true;
        }
        if (BlockForm.Of(from.Node) is null) from.Node.OutputPorts.First(p => p.Name == output.Name).IsLinked = true;
        links.Add(new ResolvedLink(link, from, output, to, input, port));
    }

    private GraphNode? Find(LinkEnd end)
    {
        if (byName.TryGetValue(end.Node, out var node)) return node;
        errors.Add(new GraphError(end.Place, end.Node, "", "a node of this graph", $"'{end.Node}'", Nearest.Remedy(end.Node, byName.Keys)));
        return null;
    }

    private PortInfo? Port(GraphNode node, LinkEnd end, bool isInput)
    {
        var type = node.Node.Descriptor;
        var (inputs, outputs) = (node.Node.InputInfo, node.Node.OutputInfo);
        var (ports, others) = isInput ? (inputs, outputs) : (outputs, inputs);
        var side = isInput ? "input" : "output";
        if (ports.Count == 0)
        {
            errors.Add(new GraphError(end.Place, node.Name, "", $"a node with an {side}", $"{type.Name}, which has none", isInput ? "it is a source: link from it, not to it" : "it is a sink: link to it, not from it"));
            return null;
        }
        if (ports.FirstOrDefault(p => p.Name == end.Port) is { } port) return port;
        // In the middle of 'a > b.port > c' the port is either b's input or its output; the other side is the default one.
        var isMiddle = graph.Links.Any(l => (isInput ? l.From : l.To) == end);
        if (end.Port.Length == 0 || (isMiddle && others.Any(p => p.Name == end.Port)))
            return ports.FirstOrDefault(p => !isInput || p.Many || !links.Any(l => l.To == node && l.Input == p)) ?? ports[0];
        var choice = isMiddle ? ports.Concat(others) : ports;
        errors.Add(new GraphError(end.Place, node.Name, end.Port, $"an {(isMiddle ? "input or output" : side)} of {type.Name}", $"'{end.Port}'", Nearest.Remedy(end.Port, choice.Select(p => p.Name).Order(StringComparer.Ordinal))));
        return null;
    }

    /// <summary>Each input has a link; not asked while some links lead nowhere, since they may be the ones missing.</summary>
    private void CheckInputs()
    {
        if (errors.Count > 0) return;
        foreach (var node in graph.Nodes)
        {
            foreach (var input in node.Node.InputInfo)
            {
                if (input.Optional || links.Any(l => l.To == node && l.Input == input)) continue;
                errors.Add(new GraphError(node.Place, node.Name, input.Name, "a link into this input", "none", $"add a link such as 'source > {node.Name}.{input.Name}'"));
            }
        }
    }

    /// <summary>Each node after those it reads from; a cycle is an error that shows its way.</summary>
    private List<GraphNode> Order()
    {
        var order = new List<GraphNode>();
        var state = new Dictionary<GraphNode, bool>(); // false: being visited
        var way = new List<GraphNode>();
        foreach (var node in graph.Nodes) Visit(node);
        return order;

        void Visit(GraphNode node)
        {
            if (state.TryGetValue(node, out var done))
            {
                if (done) return;
                var cycle = way.Skip(way.IndexOf(node)).Append(node).Select(n => n.Name);
                var closing = links.First(l => l.From == way[^1] && l.To == node);
                errors.Add(new GraphError(closing.Link.To.Place, node.Name, "", "links that lead onwards", $"the cycle {string.Join(" > ", cycle)}", "remove one of these links"));
                return;
            }
            state[node] = false;
            way.Add(node);
            foreach (var link in links.Where(l => l.From == node)) Visit(link.To);
            way.RemoveAt(way.Count - 1);
            state[node] = true;
            order.Insert(0, node);
        }
    }

    private void Configure(GraphNode node)
    {
        formats[node.Name] = [];
        ownLatency[node.Name] = latency[node.Name] = 0;
        var into = links.Where(l => l.To == node).ToList();
        var outputs = node.Node.OutputInfo;
        // Nothing can be said of a node behind one that failed.
        if (into.Any(l => !formats[l.From.Name].ContainsKey(l.Output.Name))) return;
        if (!into.All(Agrees)) return;
        var port = into.Count == 1 ? into[0].Input.Name : "";
        var works = Explained(node, port, () =>
        {
            if (BlockForm.Of(node.Node) is { } form)
            {
                formats[node.Name][outputs[0].Name] = form.Configure(formats[into[0].From.Name][into[0].Output.Name]);
            }
            else
            {
                foreach (var link in into) link.Port!.Format = formats[link.From.Name][link.Output.Name];
                ((IStreamNode)node.Node).Configure();
                foreach (var output in node.Node.OutputPorts)
                    formats[node.Name][output.Name] = output.Format ?? throw new InvalidOperationException($"{node.Node.Descriptor.Name} left the format of '{output.Name}' open.");
            }
        });
        if (works) MeasureLatency(node, into);
        else formats[node.Name].Clear();
    }

    /// <summary>Turns what a node has to say against its settings, its file or its streams into an error with its place.</summary>
    private bool Explained(GraphNode node, string port, Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (Exception e) when (e is IExplained explained)
        {
            var remedy = e is FitException fit ? fit.RemedyIn(node.Place) : explained.Remedy;
            errors.Add(new GraphError(node.Place, node.Name, e is FormatMismatchException ? port : "", explained.Expected, explained.Found + (explained.Where.Length > 0 ? $" at {explained.Where}" : ""), remedy));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            errors.Add(new GraphError(node.Place, node.Name, "", "a file or device that can be opened", e.Message.TrimEnd('.'), "check the path, the device and the permissions"));
        }
        return false;
    }

    private void MeasureLatency(GraphNode node, List<ResolvedLink> into)
    {
        var rate = into.Select(l => formats[l.From.Name][l.Output.Name].Rate).FirstOrDefault(r => r > 0);
        if (into.Count == 0) rate = formats[node.Name].Values.Select(f => f.Rate).FirstOrDefault(r => r > 0);
        ownLatency[node.Name] = rate > 0 ? node.Node.LatencySamples / rate : 0;
        latency[node.Name] = ownLatency[node.Name] + (into.Count == 0 ? 0 : into.Max(l => latency[l.From.Name]));
    }

    private bool Agrees(ResolvedLink link)
    {
        var format = formats[link.From.Name][link.Output.Name];
        var input = link.Input;
        var kindFits = input.Kinds.Count == 0 || input.Kinds.Contains(format.Kind);
        var elementFits = input.Element is null || input.Element == format.Element;
        if (kindFits && elementFits) return true;
        var kinds = input.Kinds.Count == 0 ? "a stream" : string.Join(" or ", input.Kinds.Select(k => k.ToString().ToLowerInvariant()));
        var type = input.Element is { } element && element != ElementType.Event ? $" of {element.ToString().ToLowerInvariant()}" : "";
        errors.Add(new GraphError(link.Link.To.Place, link.To.Name, input.Name, $"{kinds}{type}", $"{format} from '{link.From.Name}.{link.Output.Name}'", Advice(link, format)));
        return false;
    }

    /// <summary>Another port of either node that would fit.</summary>
    private string Advice(ResolvedLink link, StreamFormat format)
    {
        foreach (var (name, other) in formats[link.From.Name])
            if ((link.Input.Kinds.Count == 0 || link.Input.Kinds.Contains(other.Kind)) && (link.Input.Element is null || link.Input.Element == other.Element))
                return $"link '{link.From.Name}.{name}' instead";
        foreach (var other in link.To.Node.InputInfo)
            if (other != link.Input && other.Kinds.Contains(format.Kind)) return $"link it to '{link.To.Name}.{other.Name}' instead";
        return "put a node between them that makes the one from the other (see 'streaming nodes')";
    }
}

/// <summary>A link whose ends were found.</summary>
internal sealed record ResolvedLink(GraphLink Link, GraphNode From, PortInfo Output, GraphNode To, PortInfo Input, Input? Port);
