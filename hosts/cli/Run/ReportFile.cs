using System.Text.Json;
using Streaming.Cli.Text;

namespace Streaming.Cli.Run;

/// <summary>What a run measured and concluded, for programs: seconds, microseconds where a name says so, null where unknown.</summary>
internal static class ReportFile
{
    public static byte[] Of(RunReport report, Outcome outcome, string? failure) => Json.Bytes(json =>
    {
        json.WriteStartObject();
        json.WriteString("graph", report.Graph);
        json.WriteString("outcome", SettingText.Of(outcome));
        json.WriteString("failure", failure);
        json.Number("streamSeconds", report.StreamTime);
        json.Number("wallSeconds", report.WallTime);
        json.Number("speed", report.Speed);
        json.WriteStartObject("latency");
        json.Number("algorithmicSeconds", report.AlgorithmicLatency);
        json.WriteStartArray("measured");
        foreach (var latency in report.Latencies)
        {
            json.WriteStartObject();
            json.WriteString("node", latency.Node);
            json.Number("algorithmicSeconds", latency.Algorithmic);
            Microseconds(json, latency.P50, latency.P99, latency.Maximum);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartArray("nodes");
        foreach (var node in report.Nodes) Node(json, node);
        json.WriteEndArray();
        json.WriteStartArray("links");
        foreach (var link in report.Links)
        {
            json.WriteStartObject();
            json.WriteString("name", link.Name);
            json.WriteNumber("in", link.In);
            json.WriteNumber("out", link.Out);
            json.WriteNumber("dropped", link.Dropped);
            json.WriteBoolean("crossesThread", link.CrossesThread);
            if (link.CrossesThread)
            {
                json.WriteString("policy", SettingText.Of(link.Policy));
                json.WriteNumber("capacity", link.Capacity);
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("threads");
        foreach (var segment in report.Segments)
        {
            json.WriteStartObject();
            json.WriteNumber("index", segment.Index);
            json.WriteString("nodes", segment.Nodes);
            json.WriteNumber("rounds", segment.Rounds);
            json.WriteNumber("allocatedBytes", segment.AllocatedBytes);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        Results(json, report);
        json.WriteEndObject();
    });

    private static void Node(Utf8JsonWriter json, NodeReport node)
    {
        json.WriteStartObject();
        json.WriteString("name", node.Name);
        json.WriteString("type", node.Type);
        json.WriteNumber("thread", node.Segment);
        json.WriteNumber("blocksIn", node.BlocksIn);
        json.WriteNumber("blocksOut", node.BlocksOut);
        json.WriteNumber("samplesIn", node.SamplesIn);
        json.WriteNumber("samplesOut", node.SamplesOut);
        Microseconds(json, node.P50, node.P99, node.Maximum);
        json.WriteNumber("allocatedBytes", node.AllocatedBytes);
        json.Number("latencySeconds", node.Latency);
        json.WriteNumber("outages", node.Outages);
        json.WriteEndObject();
    }

    private static void Results(Utf8JsonWriter json, RunReport report)
    {
        json.WriteStartObject("results");
        foreach (var (node, conclusions) in report.Results)
        {
            json.WriteStartArray(node);
            foreach (var conclusion in conclusions)
            {
                json.WriteStartObject();
                json.WriteString("name", conclusion.Name);
                json.Number("value", conclusion.Value);
                json.WriteString("unit", conclusion.Unit);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    private static void Microseconds(Utf8JsonWriter json, double p50, double p99, double maximum)
    {
        json.WriteStartObject("microseconds");
        json.Number("p50", p50);
        json.Number("p99", p99);
        json.Number("max", maximum);
        json.WriteEndObject();
    }
}
