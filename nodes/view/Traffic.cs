namespace Streaming.View;

/// <summary>Turns the counters of a session into rates, over the last second or two.</summary>
internal sealed class Traffic(ISessionStatus status, TimeProvider time)
{
    private const double Span = 1;              // s
    private readonly Dictionary<string, (long In, long Out)> before = [];
    private readonly Dictionary<string, (double In, double Out)> rates = [];
    private long since = time.GetTimestamp();

    /// <summary>Seconds from the arrival of a sample to the end of its last node.</summary>
    public (double Median, double P99) Latency => status.Latency;

    /// <summary>Samples dropped on all links so far.</summary>
    public long Dropped => status.Links.Sum(l => l.Dropped);

    /// <summary>Times a source was lost so far.</summary>
    public long Outages => status.Nodes.Sum(n => n.Outages);

    /// <summary>A row per node; the first second shows no rates.</summary>
    public IReadOnlyList<NodeRow> Rows()
    {
        var elapsed = time.GetElapsedTime(since).TotalSeconds;
        var isDue = before.Count == 0 || elapsed >= Span;
        var rows = new List<NodeRow>();
        foreach (var node in status.Nodes)
        {
            var now = (In: node.SamplesIn, Out: node.SamplesOut);
            if (isDue)
            {
                if (before.TryGetValue(node.Name, out var then)) rates[node.Name] = ((now.In - then.In) / elapsed, (now.Out - then.Out) / elapsed);
                before[node.Name] = now;
            }
            var (rateIn, rateOut) = rates.GetValueOrDefault(node.Name, (double.NaN, double.NaN));
            var (median, p99) = node.Time;
            rows.Add(new(node.Name, node.Type, rateIn, rateOut, median, p99, DroppedBefore(node.Name)));
        }
        if (isDue) since = time.GetTimestamp();
        return rows;
    }

    private long DroppedBefore(string node) =>
        status.Links.Where(l => l.Name.EndsWith($"> {node}", StringComparison.Ordinal) || l.Name.Contains($"> {node}.", StringComparison.Ordinal)).Sum(l => l.Dropped);
}
