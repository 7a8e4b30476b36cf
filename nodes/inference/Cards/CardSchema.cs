using System.Text;
using System.Text.Json;

namespace Streaming.Inference;

/// <summary>The JSON schema of model cards, so that an editor completes and checks them.</summary>
public static class CardSchema
{
    /// <summary>Writes the schema (JSON Schema 2020-12), indented.</summary>
    public static string Write()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
            json.WriteString("title", "Streaming model card");
            Part(json, CardForm.Head, () =>
            {
                Named(json, "inputs", "The streams it reads, by name; the first sets the pace.", CardForm.Input);
                Named(json, "outputs", "The streams it sends, by name.", CardForm.Output);
                json.WriteStartObject("states");
                json.WriteString("description", "The pairs of tensors through which it remembers.");
                json.WriteString("type", "array");
                json.WriteStartObject("items");
                Part(json, CardForm.State);
                json.WriteEndObject();
                json.WriteEndObject();
                json.WriteStartObject("constants");
                json.WriteString("description", "Inputs that never change: the tensor's name with one value, or a list of all.");
                json.WriteString("type", "object");
                json.WriteEndObject();
            }, "inputs", "outputs");
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private static void Named(Utf8JsonWriter json, string name, string description, NodeDescriptor form)
    {
        json.WriteStartObject(name);
        json.WriteString("description", description);
        json.WriteString("type", "object");
        json.WriteStartObject("additionalProperties");
        Part(json, form);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Part(Utf8JsonWriter json, NodeDescriptor form, Action? more = null, params ReadOnlySpan<string> required)
    {
        json.WriteString("type", "object");
        json.WriteBoolean("additionalProperties", false);
        json.WriteStartArray("required");
        foreach (var name in required) json.WriteStringValue(name);
        foreach (var setting in form.Settings.Where(s => s.Required)) json.WriteStringValue(setting.Name);
        json.WriteEndArray();
        json.WriteStartObject("properties");
        foreach (var setting in form.Settings) SettingSchema.Write(json, setting);
        more?.Invoke();
        json.WriteEndObject();
    }
}
