using System.Text.Json;

namespace Streaming;

/// <summary>Writes settings into a JSON schema (2020-12): of nodes in graphs, of the parts of a model's card.</summary>
public static class SettingSchema
{
    /// <summary>Writes a setting as a property of the object that is open: its description, type and limits.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="setting">The setting.</param>
    public static void Write(Utf8JsonWriter json, SettingInfo setting)
    {
        json.WriteStartObject(setting.Name);
        var text = setting.Summary;
        if (setting.Unit.Length > 0) text += $" In {setting.Unit}.";
        if (setting.Default.Length > 0) text += $" Default: {setting.Default}.";
        if (setting.Live) text += " May change while the graph runs.";
        json.WriteString("description", text);
        switch (setting.Type)
        {
            case SettingType.Boolean:
                json.WriteString("type", "boolean");
                break;
            case SettingType.Integer or SettingType.Number:
                json.WriteString("type", setting.Type == SettingType.Integer ? "integer" : "number");
                Limits(json, setting);
                break;
            case SettingType.Text:
                Types(json, "string", "number");
                break;
            case SettingType.Choice:
                Words(json, setting.Choices);
                break;
            case SettingType.Numbers:
                Types(json, "array", "number");
                json.WriteStartObject("items");
                json.WriteString("type", "number");
                Limits(json, setting);
                json.WriteEndObject();
                break;
            case SettingType.Texts:
                Types(json, "array", "string", "number");
                json.WriteStartObject("items");
                Types(json, "string", "number");
                json.WriteEndObject();
                break;
            case SettingType.Matrix:
                json.WriteString("type", "array");
                break;
            case SettingType.Map:
                json.WriteString("type", "object");
                break;
        }
        json.WriteEndObject();
    }

    private static void Limits(Utf8JsonWriter json, SettingInfo setting)
    {
        if (double.IsFinite(setting.Minimum)) json.WriteNumber("minimum", setting.Minimum);
        if (double.IsFinite(setting.Maximum)) json.WriteNumber("maximum", setting.Maximum);
    }

    internal static void Types(Utf8JsonWriter json, params ReadOnlySpan<string> types)
    {
        json.WriteStartArray("type");
        foreach (var type in types) json.WriteStringValue(type);
        json.WriteEndArray();
    }

    internal static void Words(Utf8JsonWriter json, IReadOnlyList<string> words)
    {
        json.WriteStartArray("enum");
        foreach (var word in words) json.WriteStringValue(word);
        json.WriteEndArray();
    }
}
