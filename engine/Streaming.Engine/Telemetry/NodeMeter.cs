using System.Diagnostics;

namespace Streaming.Runtime;

/// <summary>The counters of one node; written by its segment's thread alone.</summary>
internal sealed class NodeMeter(string name, INode node, SessionTrace? trace = null) : NodeStatus
{
    /// <summary>Blocks and samples seen before this node's numbers count as the steady state.</summary>
    public const int WarmUp = 256;

    private readonly IReadOnlyList<PortInfo> outputs = node.OutputInfo;
    private ChainCount? chain;

    public override string Name => name;

    public override string Type => node.Descriptor.Name;

    /// <summary>Blocks and samples of a node that stands alone; in a chain every node sees the same, so the chain counts for all.</summary>
    public ChainCount Own { get; } = new();

    public long BlocksSent { get; set; }

    /// <summary>Samples sent, by output port.</summary>
    public long[] Sent { get; } = new long[node.OutputInfo.Count];

    public long Lost { get; private set; }

    /// <summary>Managed bytes allocated in timed calls after warm-up.</summary>
    public long Allocated { get; private set; }

    public LatencyHistogram Times { get; } = new();

    public override long BlocksIn => (chain ?? Own).Blocks;

    public override long BlocksOut => chain?.Blocks ?? BlocksSent;

    public override long SamplesIn => (chain ?? Own).Samples;

    public override long SamplesOut => chain?.Samples ?? Sent.Sum();

    public override (double Median, double P99) Time => (Times.Percentile(0.5), Times.Percentile(0.99));

    public override long Outages => Lost;

    public void CountWith(ChainCount shared) => chain = shared;

    /// <summary>Samples sent out of a port.</summary>
    public long SamplesOf(string port) => chain?.Samples ?? Sent[outputs.TakeWhile(o => o.Name != port).Count()];

    /// <summary>The source behind the node is gone.</summary>
    public void Lose(string why)
    {
        Lost++;
        trace?.Happened("outage", name, why);
    }

    /// <summary>A call that has just ended.</summary>
    public void Add(Mark start, bool warm) => Add(start, Mark.Now(), warm);

    public void Add(Mark start, Mark end, bool warm)
    {
        Times.Add(end.Time - start.Time);
        trace?.Call(name, Type, start.Time, end.Time);
        if (warm) Allocated += end.Bytes - start.Bytes;
    }
}

/// <summary>Blocks and samples that passed.</summary>
internal sealed class ChainCount
{
    public long Blocks;
    public long Samples;
}

/// <summary>A moment of a thread: calls are measured between two of them.</summary>
internal readonly record struct Mark(long Time, long Bytes)
{
    public static Mark Now() => new(Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
}
