namespace Streaming.Runtime;

/// <summary>Turns a plan into stages, links and segments.</summary>
internal sealed class SessionBuilder
{
    private readonly Plan plan;
    private readonly RunOptions options;
    private readonly SessionControl control;
    private readonly ISessionStatus status;
    private readonly SessionTrace trace;
    private readonly int sampling;
    private readonly Dictionary<string, StepStage> stages = [];
    private readonly Dictionary<string, IReceiver> chains = [];
    private readonly Dictionary<PlannedLink, IReceiver> entries = [];

    public SessionBuilder(Plan plan, RunOptions options, SessionControl control, ISessionStatus status, SessionTrace trace)
    {
        (this.plan, this.options, this.control, this.status, this.trace) = (plan, options, control, status, trace);
        // At a live pace every block is timed; flat out one of 128, so that timing costs next to nothing.
        sampling = !options.Telemetry ? int.MaxValue : options.Speed > 0 ? 0 : 127;
        Build();
    }

    public List<Segment> Segments { get; } = [];

    public List<NodeMeter> Meters { get; } = [];

    public List<Link> Links { get; } = [];

    public List<SourceStage> Sources { get; } = [];

    public Dictionary<string, LatencyProbe> Probes { get; } = [];

    private void Build()
    {
        for (var i = 0; i < plan.Segments; i++)
        {
            var names = plan.Nodes.Where(n => n.Segment == i).Select(n => n.Name);
            Segments.Add(new Segment(string.Join(" > ", names), control));
        }
        var meters = plan.Nodes.ToDictionary(n => n.Name, n => new NodeMeter(n.Name, n.Node, trace));
        foreach (var node in plan.Graph.Nodes) Meters.Add(meters[node.Name]);
        // Against the flow: where a node leads must stand before it does.
        foreach (var node in plan.Nodes.Reverse()) Add(node, meters);
        foreach (var segment in Segments) AllowGrowth(segment);
    }

    private void Add(PlannedNode node, Dictionary<string, NodeMeter> meters)
    {
        var meter = meters[node.Name];
        var segment = Segments[node.Segment];
        HeldResource? held = null;
        if (node.Node is IResource resource)
        {
            held = new HeldResource(resource, new NodeContext(node.Name, options.Time, control.Aborted, status, options.Note), meter);
            segment.Resources.Insert(0, held);
        }
        if (BlockForm.Of(node.Node) is not null)
        {
            AddToChain(node, meters);
            return;
        }
        var stream = (IStreamNode)node.Node;
        foreach (var output in stream.OutputPorts) output.InFlight = InFlight(node, output.Name);
        var targets = stream.OutputPorts.Select(o => Target(node, o.Name)).ToArray();
        if (stream.InputInfo.Count == 0)
        {
            var source = new SourceStage(stream, meter, held, control, options.Note, sampling);
            source.Connect(targets);
            segment.Source = source;
            Sources.Add(source);
            return;
        }
        var stage = new StepStage(stream, meter, sampling, options.Time, segment.Rest);
        segment.Stages.Add(stage);
        stage.Connect(targets);
        stages[node.Name] = stage;
        var isLeaf = !plan.Links.Any(l => l.From == node.Name);
        foreach (var link in plan.Links.Where(l => l.To == node.Name))
        {
            if (WaitsForThreads(node)) link.Input!.Expect(MostWaiting(link));
            entries[link] = isLeaf ? Probe(node.Name, stage.Port(link.Input!)) : stage.Port(link.Input!);
        }
    }

    /// <summary>A block node begins a chain unless the block node before it leads to it alone, on the same thread.</summary>
    private void AddToChain(PlannedNode node, Dictionary<string, NodeMeter> meters)
    {
        if (Before(node) is not null) return;
        var members = new List<PlannedNode>();
        for (var at = node; at is not null; at = After(at)) members.Add(at);
        var tail = members[^1];
        var next = Target(tail, BlockForm.OutputName);
        if (ReferenceEquals(next, Discard.Instance)) next = Probe(tail.Name, next);
        var described = members.Select(m => (m.Node, InputOf(m).Format, m.Outputs[BlockForm.OutputName], meters[m.Name])).ToList();
        entries[InputOf(node)] = BlockForm.Of(node.Node)!.Chain(described, next, InFlight(tail, BlockForm.OutputName), sampling);
    }

    private PlannedLink InputOf(PlannedNode node) => plan.Links.First(l => l.To == node.Name);

    private PlannedNode? Before(PlannedNode node)
    {
        var from = plan.Nodes.First(n => n.Name == InputOf(node).From);
        return After(from) == node ? from : null;
    }

    private PlannedNode? After(PlannedNode node)
    {
        if (BlockForm.Of(node.Node) is not { } form) return null;
        var onward = plan.Links.Where(l => l.From == node.Name).ToList();
        if (onward.Count != 1 || onward[0].CrossesThread) return null;
        var next = plan.Nodes.First(n => n.Name == onward[0].To);
        return BlockForm.Of(next.Node) is { } other && other.Element == form.Element ? next : null;
    }

    private IReceiver Target(PlannedNode node, string port)
    {
        var targets = new List<IReceiver>();
        foreach (var link in plan.Links.Where(l => l.From == node.Name && l.FromPort == port))
        {
            var entry = entries[link];
            if (!link.CrossesThread)
            {
                targets.Add(entry);
                continue;
            }
            var reader = Segments[plan.Nodes.First(n => n.Name == link.To).Segment];
            var crossing = new Link(link.Name, link.Policy, link.Capacity, reader.Gate) { Target = entry, Joins = WaitsAt(link) };
            reader.In.Add(crossing);
            Segments[node.Segment].Out.Add(crossing);
            Links.Add(crossing);
            targets.Add(crossing);
        }
        return Fork.Of(targets);
    }

    /// <summary>
    /// Blocks that can wait behind a port at once. Readers come forward each at its own pace, so what they hold may have no block in common: it adds up.
    /// </summary>
    private int InFlight(PlannedNode node, string port)
    {
        const int few = 4; // the one being written, and those that nodes have not yet read to the end
        return few + Held(node, port);
    }

    private int Held(PlannedNode node, string port)
    {
        const int between = 2; // one being given back, and the copy that a reader takes after a gap
        var held = 0;
        foreach (var link in plan.Links.Where(l => l.From == node.Name && l.FromPort == port))
        {
            var reader = NodeOf(link.To);
            if (link.CrossesThread) held += link.Capacity + Segment.Batch + between;
            if (WaitsForThreads(reader)) held += MostWaiting(link);
            // A block node hands on the very block it was given.
            if (BlockForm.Of(reader.Node) is not null) held += Held(reader, BlockForm.OutputName);
        }
        return held;
    }

    private PlannedNode NodeOf(string name) => plan.Nodes.First(n => n.Name == name);

    /// <summary>A node of several inputs that come as far together.</summary>
    private static bool Joins(PlannedNode node) => node.Node is IStreamNode { Streams: null } stream && stream.InputPorts.Count(p => p.IsLinked) > 1;

    /// <summary>Its inputs come as far as other threads happen to be.</summary>
    private bool WaitsForThreads(PlannedNode node) =>
        Joins(node) && plan.Links.Any(l => l.CrossesThread && NodeOf(l.To).Segment == node.Segment);

    /// <summary>
    /// Blocks at one input of such a node: a link is read on, a batch at a time, while fewer wait than it holds, or while those they wait for are under way from the
    /// same source on other links.
    /// </summary>
    private int MostWaiting(PlannedLink link)
    {
        var underWay = plan.Links.Where(l => l.CrossesThread && l != link && LeadsTo(l.To, link.To)).Sum(l => l.Capacity + Segment.Batch);
        return Segment.Batch + Math.Max(link.Capacity, underWay);
    }

    private bool LeadsTo(string from, string to) => from == to || plan.Links.Any(l => l.From == from && LeadsTo(l.To, to));

    /// <summary>The inputs, on the thread a link leads to, at which its blocks or what is made of them wait for another input.</summary>
    private Input[] WaitsAt(PlannedLink link)
    {
        List<Input> found = [];
        Follow(link);
        return [.. found];

        void Follow(PlannedLink at)
        {
            if (at.Input is { } input && Joins(NodeOf(at.To)) && !found.Contains(input)) found.Add(input);
            foreach (var onward in plan.Links.Where(l => l.From == at.To && !l.CrossesThread)) Follow(onward);
        }
    }

    private LatencyProbe Probe(string node, IReceiver inner)
    {
        var probe = new LatencyProbe(inner, options.Time);
        Probes.TryAdd(node, probe);
        return Probes[node] == probe ? probe : new LatencyProbe(inner, options.Time);
    }

    /// <summary>Links into one segment that spring from one source must not wait for each other.</summary>
    private void AllowGrowth(Segment segment)
    {
        foreach (var link in segment.In)
        {
            var sources = SourcesOf(link);
            link.MayGrow = segment.In.Any(other => other != link && sources.Overlaps(SourcesOf(other)));
        }
    }

    private HashSet<string> SourcesOf(Link link)
    {
        var planned = plan.Links.First(l => l.Name == link.Name);
        var found = new HashSet<string>();
        var open = new Queue<string>([planned.From]);
        while (open.TryDequeue(out var name))
        {
            var into = plan.Links.Where(l => l.To == name).ToList();
            if (into.Count == 0) found.Add(name);
            foreach (var before in into) open.Enqueue(before.From);
        }
        return found;
    }
}
