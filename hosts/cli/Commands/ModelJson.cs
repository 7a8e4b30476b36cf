using System.Text.Json;
using Streaming.Cli.Text;
using Streaming.Inference;

namespace Streaming.Cli.Commands;

/// <summary>The answers of <c>model inspect</c> and <c>model check</c> for programs.</summary>
internal static class ModelJson
{
    public static void Write(TextWriter output, ModelDescription model, StepTime? time) => Json.Write(output, json =>
    {
        json.WriteStartObject();
        json.WriteString("model", model.Path);
        json.WriteString("card", model.HasCard ? model.CardPath : null);
        json.Number("opset", model.Opset > 0 ? model.Opset : double.NaN);
        json.Number("parameters", model.Parameters >= 0 ? model.Parameters : double.NaN);
        json.WriteStartObject("operators");
        foreach (var (name, count) in model.Operators) json.WriteNumber(name, count);
        json.WriteEndObject();
        Ports(json, "inputs", model.Inputs);
        Ports(json, "outputs", model.Outputs);
        json.WriteStartArray("states");
        foreach (var state in model.States)
        {
            json.WriteStartObject();
            json.WriteString("input", state.Input);
            json.WriteString("output", state.Output);
            json.WriteString("pairedBy", SettingText.Of(state.Pairing));
            json.Number("bytes", state.Bytes >= 0 ? state.Bytes : double.NaN);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartObject("constants");
        foreach (var (tensor, values) in model.Constants)
        {
            json.WriteStartArray(tensor);
            foreach (var value in values) json.WriteNumberValue(value);
            json.WriteEndArray();
        }
        json.WriteEndObject();
        Texts(json, "doubts", model.Doubts);
        Texts(json, "providers", ModelDescription.Providers);
        Time(json, time);
        json.WriteEndObject();
    });

    public static void Write(TextWriter output, IReadOnlyList<ModelCheck> checks, IReadOnlyList<(Execution How, StepTime Time)> times) => Json.Write(output, json =>
    {
        json.WriteStartObject();
        json.WriteBoolean("ok", checks.All(c => c.Holds));
        json.WriteStartArray("checks");
        foreach (var check in checks)
        {
            json.WriteStartObject();
            json.WriteString("name", check.Name);
            json.WriteBoolean("ok", check.Holds);
            json.WriteString("found", check.Found);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        Texts(json, "providers", ModelDescription.Providers);
        json.WriteStartArray("steps");
        foreach (var (how, time) in times)
        {
            json.WriteStartObject();
            json.WriteString("provider", SettingText.Of(how.Provider));
            json.WriteNumber("threads", how.Threads);
            Time(json, time);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void Ports(Utf8JsonWriter json, string name, IReadOnlyList<ModelPort> ports)
    {
        json.WriteStartArray(name);
        foreach (var port in ports)
        {
            json.WriteStartObject();
            json.WriteString("name", port.Name);
            json.WriteString("tensor", port.Tensor);
            json.Number("hop", port.Hop > 0 ? port.Hop : double.NaN);
            json.WriteNumber("context", port.Context);
            json.WritePropertyName("format");
            if (port.Format is { } format) CheckJson.Format(json, format);
            else json.WriteNullValue();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Texts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static void Time(Utf8JsonWriter json, StepTime? time)
    {
        json.Number("stepSeconds", time?.Median ?? double.NaN);
        json.Number("stepSecondsP99", time?.P99 ?? double.NaN);
    }
}
