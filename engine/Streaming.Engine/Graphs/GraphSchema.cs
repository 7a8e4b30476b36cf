using System.Text;
using System.Text.Json;

namespace Streaming;

/// <summary>The JSON schema of graph files for a catalog, so that an editor completes and checks them.</summary>
public static class GraphSchema
{
    /// <summary>Writes the schema (JSON Schema 2020-12), indented.</summary>
    public static string Write(NodeCatalog catalog)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
            json.WriteString("title", "Streaming graph");
            json.WriteString("type", "object");
            json.WriteStartArray("required");
            json.WriteStringValue("nodes");
            json.WriteEndArray();
            json.WriteBoolean("additionalProperties", false);
            json.WriteStartObject("properties");
            Described(json, "graph", "The graph's name; its folder's where left out.", "string");
            Described(json, "summary", "One sentence on what it does.", "string");
            Described(json, "parameters", "Values that settings use as ${name} and --set name=value replaces.", "object");
            json.WriteStartObject("nodes");
            json.WriteString("description", "A name for each node, with its type and settings.");
            json.WriteString("type", "object");
            json.WriteStartObject("additionalProperties");
            json.WriteStartArray("oneOf");
            Reference(json, "node");
            json.WriteStartObject();
            json.WriteString("description", "Alternatives: the first whose required settings are all given is used; with 'none' as the last, the node and its links may be left out.");
            json.WriteString("type", "array");
            json.WriteStartObject("items");
            json.WriteStartArray("oneOf");
            Reference(json, "node");
            json.WriteStartObject();
            json.WriteString("const", "none");
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
            WriteLinks(json);
            Described(json, "inputs", "Of a sub-graph: the names of its inputs, each with the inner node and port.", "object");
            Described(json, "outputs", "Of a sub-graph: the names of its outputs, each with the inner node and port.", "object");
            json.WriteEndObject();
            WriteDefinitions(json, catalog);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length) + "\n";
    }

    private static void WriteLinks(Utf8JsonWriter json)
    {
        json.WriteStartObject("links");
        json.WriteString("description", "Where blocks go: 'source > filter > sink', 'a, b > record', 'source.markers > epochs.markers'.");
        json.WriteString("type", "array");
        json.WriteStartObject("items");
        json.WriteStartArray("oneOf");
        json.WriteStartObject();
        json.WriteString("type", "string");
        json.WriteEndObject();
        json.WriteStartObject();
        json.WriteString("type", "object");
        json.WriteBoolean("additionalProperties", false);
        json.WriteStartArray("required");
        json.WriteStringValue("link");
        json.WriteEndArray();
        json.WriteStartObject("properties");
        Described(json, "link", "The link.", "string");
        json.WriteStartObject("policy");
        json.WriteString("description", "What the link does when its reader is slower than its writer.");
        SettingSchema.Words(json, SettingText.Choices<LinkPolicy>());
        json.WriteEndObject();
        json.WriteStartObject("capacity");
        json.WriteString("description", "Blocks it holds when it crosses a thread.");
        json.WriteString("type", "integer");
        json.WriteNumber("minimum", 1);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteDefinitions(Utf8JsonWriter json, NodeCatalog catalog)
    {
        json.WriteStartObject("$defs");
        json.WriteStartObject("node");
        json.WriteStartArray("oneOf");
        foreach (var node in catalog.Nodes) Reference(json, node.Name);
        Reference(json, "include");
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("include");
        json.WriteString("type", "object");
        json.WriteBoolean("additionalProperties", false);
        json.WriteStartArray("required");
        json.WriteStringValue("include");
        json.WriteEndArray();
        json.WriteStartObject("properties");
        Described(json, "include", "A graph file whose nodes are put here.", "string");
        Described(json, "with", "Its parameters.", "object");
        json.WriteEndObject();
        json.WriteEndObject();
        foreach (var node in catalog.Nodes) WriteNode(json, node);
        json.WriteEndObject();
    }

    private static void WriteNode(Utf8JsonWriter json, NodeDescriptor node)
    {
        json.WriteStartObject(node.Name);
        json.WriteString("description", node.Summary);
        json.WriteString("type", "object");
        json.WriteBoolean("additionalProperties", false);
        json.WriteStartArray("required");
        json.WriteStringValue("node");
        json.WriteEndArray();
        json.WriteStartObject("properties");
        json.WriteStartObject("node");
        json.WriteString("const", node.Name);
        json.WriteString("description", node.Summary);
        json.WriteEndObject();
        foreach (var setting in node.Settings) SettingSchema.Write(json, setting);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Described(Utf8JsonWriter json, string name, string description, string type)
    {
        json.WriteStartObject(name);
        json.WriteString("description", description);
        json.WriteString("type", type);
        json.WriteEndObject();
    }

    private static void Reference(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject();
        json.WriteString("$ref", $"#/$defs/{name}");
        json.WriteEndObject();
    }
}
