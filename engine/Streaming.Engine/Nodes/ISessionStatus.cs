namespace Streaming;

/// <summary>What a running session shows of itself.</summary>
public interface ISessionStatus
{
    /// <summary>Seconds of stream time since the first sample.</summary>
    double StreamTime { get; }

    /// <summary>Seconds from the arrival of a sample to the end of its last node, the median and the 99th percentile so far; NaN while unknown.</summary>
    (double Median, double P99) Latency { get; }

    /// <summary>The nodes, in the graph's order.</summary>
    IReadOnlyList<NodeStatus> Nodes { get; }

    /// <summary>The links that cross a thread.</summary>
    IReadOnlyList<LinkStatus> Links { get; }
}

/// <summary>The counters of a node; each property reads the present value.</summary>
public abstract class NodeStatus
{
    /// <summary>The node's name in the graph.</summary>
    public abstract string Name { get; }

    /// <summary>The node's type, such as "dsp.gain".</summary>
    public abstract string Type { get; }

    /// <summary>Blocks taken in.</summary>
    public abstract long BlocksIn { get; }

    /// <summary>Blocks sent out.</summary>
    public abstract long BlocksOut { get; }

    /// <summary>Samples taken in.</summary>
    public abstract long SamplesIn { get; }

    /// <summary>Samples sent out.</summary>
    public abstract long SamplesOut { get; }

    /// <summary>Seconds per block, the median and the 99th percentile of those timed; NaN while unknown.</summary>
    public abstract (double Median, double P99) Time { get; }

    /// <summary>Times the source behind it was lost and found again.</summary>
    public abstract long Outages { get; }
}

/// <summary>The counters of a link that crosses a thread; each property reads the present value.</summary>
public abstract class LinkStatus
{
    /// <summary>Where it leads, such as "eeg.signal > view".</summary>
    public abstract string Name { get; }

    /// <summary>Samples put in.</summary>
    public abstract long In { get; }

    /// <summary>Samples taken out.</summary>
    public abstract long Out { get; }

    /// <summary>Samples dropped by policy.</summary>
    public abstract long Dropped { get; }

    /// <summary>Blocks waiting in it.</summary>
    public abstract int Waiting { get; }
}
