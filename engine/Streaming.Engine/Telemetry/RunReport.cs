using Streaming.Runtime;

namespace Streaming;

/// <summary>What a run has measured.</summary>
/// <param name="Graph">The graph's name.</param>
/// <param name="StreamTime">Seconds of stream.</param>
/// <param name="WallTime">Seconds it took.</param>
/// <param name="Speed">The pace asked for; 0: as fast as possible.</param>
/// <param name="AlgorithmicLatency">Seconds by which the slowest result comes later than its signal, before any computing.</param>
/// <param name="Nodes">Each node, in the graph's order.</param>
/// <param name="Links">Each link, in the graph's order.</param>
/// <param name="Segments">Each thread.</param>
/// <param name="Latencies">From arrival to the end of each path.</param>
/// <param name="Results">What the result nodes concluded, by node.</param>
public sealed record RunReport(
    string Graph,
    double StreamTime,
    double WallTime,
    double Speed,
    double AlgorithmicLatency,
    IReadOnlyList<NodeReport> Nodes,
    IReadOnlyList<LinkReport> Links,
    IReadOnlyList<SegmentReport> Segments,
    IReadOnlyList<LatencyReport> Latencies,
    IReadOnlyDictionary<string, IReadOnlyList<Conclusion>> Results)
{
    internal static RunReport Of(Plan plan, SessionBuilder parts, RunOptions options, TimeSpan wall)
    {
        var byName = plan.Nodes.ToDictionary(n => n.Name);
        return new RunReport(
            plan.Graph.Name,
            parts.Sources.Count == 0 ? 0 : parts.Sources.Max(s => s.StreamTime),
            wall.TotalSeconds,
            options.Speed,
            plan.Latency,
            [.. parts.Meters.Select(m => new NodeReport(m.Name, m.Type, byName[m.Name].Segment, m.BlocksIn, m.BlocksOut, m.SamplesIn, m.SamplesOut, m.Times.Percentile(0.5) * 1e6, m.Times.Percentile(0.99) * 1e6, m.Times.Count == 0 ? double.NaN : m.Times.Maximum * 1e6, m.Allocated, byName[m.Name].OwnLatency, m.Outages))],
            [.. plan.Links.Select(l => Of(l, parts))],
            [.. parts.Segments.Select((s, i) => new SegmentReport(i, s.Name, s.Rounds, s.Allocated))],
            [.. parts.Probes.Select(p => new LatencyReport(p.Key, byName[p.Key].Latency, p.Value.Times.Percentile(0.5) * 1e6, p.Value.Times.Percentile(0.99) * 1e6, p.Value.Times.Count == 0 ? double.NaN : p.Value.Times.Maximum * 1e6))],
            plan.Graph.Nodes.Where(n => n.Node is IResultNode).ToDictionary(n => n.Name, n => ((IResultNode)n.Node).Conclude()));
    }

    /// <summary>A link on one thread is a call: what its writer has sent, its reader has got.</summary>
    private static LinkReport Of(PlannedLink link, SessionBuilder parts)
    {
        if (parts.Links.Find(l => l.Name == link.Name) is { } crossing)
            return new(link.Name, crossing.In, crossing.Out, crossing.Dropped, true, crossing.Policy, crossing.Capacity);
        var sent = parts.Meters.First(m => m.Name == link.From).SamplesOf(link.FromPort);
        return new(link.Name, sent, sent, 0, false, link.Policy, 0);
    }
}

/// <summary>A node's part of a report; times in microseconds per block, of the blocks that were timed.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Type">What it is.</param>
/// <param name="Segment">The thread it ran on.</param>
/// <param name="BlocksIn">Blocks taken in.</param>
/// <param name="BlocksOut">Blocks sent out.</param>
/// <param name="SamplesIn">Samples taken in.</param>
/// <param name="SamplesOut">Samples sent out.</param>
/// <param name="P50">The median.</param>
/// <param name="P99">The 99th percentile.</param>
/// <param name="Maximum">The longest.</param>
/// <param name="AllocatedBytes">Managed bytes allocated in timed blocks after warm-up; see <see cref="SegmentReport"/> for what the runtime adds.</param>
/// <param name="Latency">Seconds by which its output comes later than stamped.</param>
/// <param name="Outages">Times the source behind it was lost.</param>
public sealed record NodeReport(string Name, string Type, int Segment, long BlocksIn, long BlocksOut, long SamplesIn, long SamplesOut, double P50, double P99, double Maximum, long AllocatedBytes, double Latency, long Outages);

/// <summary>A link's part of a report, in samples: In = Out + Dropped.</summary>
/// <param name="Name">Where it leads.</param>
/// <param name="In">Samples put in.</param>
/// <param name="Out">Samples taken out.</param>
/// <param name="Dropped">Samples dropped.</param>
/// <param name="CrossesThread">It is a bounded channel between two threads; else a call.</param>
/// <param name="Policy">What it does when its reader is slower.</param>
/// <param name="Capacity">Blocks it holds; 0 for a call.</param>
public sealed record LinkReport(string Name, long In, long Out, long Dropped, bool CrossesThread, LinkPolicy Policy, int Capacity);

/// <summary>A thread's part of a report.</summary>
/// <param name="Index">Its number.</param>
/// <param name="Nodes">The nodes fused onto it.</param>
/// <param name="Rounds">Steps of its source, or batches read.</param>
/// <param name="AllocatedBytes">
/// All managed bytes the thread allocated from when it was warm until an input ended. Where the process runs with background collections (.NET's default), the runtime
/// may charge up to 8 KB to a thread that allocated nothing; with ConcurrentGarbageCollection off, as the command line has it, the figure is exact.
/// </param>
public sealed record SegmentReport(int Index, string Nodes, long Rounds, long AllocatedBytes);

/// <summary>How late results are at the end of a path.</summary>
/// <param name="Node">The last node.</param>
/// <param name="Algorithmic">Seconds declared by the nodes on the way.</param>
/// <param name="P50">Microseconds from arrival, the median.</param>
/// <param name="P99">The 99th percentile.</param>
/// <param name="Maximum">The longest.</param>
public sealed record LatencyReport(string Node, double Algorithmic, double P50, double P99, double Maximum);
