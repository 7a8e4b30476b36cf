using System.Text.Json;
using Streaming.Cli.Text;

namespace Streaming.Cli.Commands;

/// <summary>The answer of <c>check</c> for programs.</summary>
internal static class CheckJson
{
    public static void Write(TextWriter output, Plan plan) => Json.Write(output, json =>
    {
        json.WriteStartObject();
        json.WriteBoolean("ok", true);
        json.WriteString("graph", plan.Graph.Name);
        json.WriteNumber("threads", plan.Segments);
        json.Number("latencySeconds", plan.Latency);
        json.WriteNumber("linkBytes", plan.LinkBytes);
        json.WriteStartArray("nodes");
        foreach (var node in plan.Nodes)
        {
            json.WriteStartObject();
            json.WriteString("name", node.Name);
            json.WriteString("type", node.Node.Descriptor.Name);
            json.WriteNumber("thread", node.Segment);
            json.Number("latencySeconds", node.OwnLatency);
            json.WriteStartObject("outputs");
            foreach (var (port, format) in node.Outputs)
            {
                json.WritePropertyName(port);
                Format(json, format);
            }
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("links");
        foreach (var link in plan.Links)
        {
            json.WriteStartObject();
            json.WriteString("from", $"{link.From}.{link.FromPort}");
            json.WriteString("to", $"{link.To}.{link.ToPort}");
            json.WriteBoolean("crossesThread", link.CrossesThread);
            json.WriteString("policy", SettingText.Of(link.Policy));
            json.WriteNumber("capacity", link.Capacity);
            json.WritePropertyName("format");
            Format(json, link.Format);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    });

    public static void Write(TextWriter output, IReadOnlyList<GraphError> errors) => Json.Write(output, json =>
    {
        json.WriteStartObject();
        json.WriteBoolean("ok", false);
        json.WriteStartArray("errors");
        foreach (var error in errors)
        {
            json.WriteStartObject();
            json.WriteString("file", error.Place.File);
            json.WriteNumber("line", error.Place.Line);
            json.WriteNumber("column", error.Place.Column);
            json.WriteString("node", error.Node);
            json.WriteString("port", error.Port);
            json.WriteString("expected", error.Expected);
            json.WriteString("found", error.Found);
            json.WriteString("remedy", error.Remedy);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    });

    public static void Format(Utf8JsonWriter json, StreamFormat format)
    {
        json.WriteStartObject();
        json.WriteString("kind", SettingText.Of(format.Kind));
        json.WriteString("element", SettingText.Of(format.Element));
        json.WriteStartArray("shape");
        foreach (var dimension in format.Shape) json.WriteNumberValue(dimension);
        json.WriteEndArray();
        json.Number("rate", format.Rate);
        json.WriteString("unit", format.Unit);
        json.WriteStartArray("labels");
        foreach (var label in format.Labels) json.WriteStringValue(label);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
