using System.Diagnostics.Metrics;

namespace Streaming.Runtime;

/// <summary>Publishes a session's counters as System.Diagnostics metrics, read only when somebody listens.</summary>
internal sealed class SessionMeter : IDisposable
{
    private readonly Meter meter = new("Streaming");

    public SessionMeter(string graph, Session session)
    {
        meter.CreateObservableCounter("streaming.node.samples", () => Each(session.Nodes, n => n.SamplesIn + n.SamplesOut, n => n.Name), "{sample}", "Samples taken in and sent out by a node.");
        meter.CreateObservableGauge("streaming.node.time.p99", () => Each(session.Nodes, n => n.Time.P99, n => n.Name), "s", "99th percentile of the time a node takes for a block.");
        meter.CreateObservableCounter("streaming.node.outages", () => Each(session.Nodes, n => n.Outages, n => n.Name), "{outage}", "Times the source behind a node was lost.");
        meter.CreateObservableCounter("streaming.link.dropped", () => Each(session.Links, l => l.Dropped, l => l.Name), "{sample}", "Samples dropped by a link's policy.");
        meter.CreateObservableGauge("streaming.link.waiting", () => Each(session.Links, l => l.Waiting, l => l.Name), "{block}", "Blocks waiting in a link.");
        meter.CreateObservableGauge("streaming.latency.p99", () => session.Latency.P99, "s", "99th percentile from the arrival of a sample to the end of its path.", [new("graph", graph)]);
    }

    public void Dispose() => meter.Dispose();

    private static IEnumerable<Measurement<V>> Each<T, V>(IEnumerable<T> all, Func<T, V> value, Func<T, string> name) where V : struct =>
        all.Select(one => new Measurement<V>(value(one), new KeyValuePair<string, object?>("name", name(one))));
}
