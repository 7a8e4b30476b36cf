using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Streaming;

/// <summary>Writes what a node learnt as properties of a JSON object; numbers are written so that the same come back, a row of them on a line.</summary>
public sealed class FitWriter
{
    private static readonly JsonWriterOptions options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly List<Action<Utf8JsonWriter>> properties = [];

    internal FitWriter()
    {
    }

    /// <summary>Writes a number; one that is not finite as null.</summary>
    public void Number(string name, double value) => properties.Add(json =>
    {
        if (double.IsFinite(value)) json.WriteNumber(name, value);
        else json.WriteNull(name);
    });

    /// <summary>Writes a text.</summary>
    public void Text(string name, string value) => properties.Add(json => json.WriteString(name, value));

    /// <summary>Writes texts.</summary>
    public void Texts(string name, IEnumerable<string> values)
    {
        var line = $"[{string.Join(", ", values.Select(v => $"\"{JsonEncodedText.Encode(v, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\""))}]";
        properties.Add(json => Raw(json, name, line));
    }

    /// <summary>Writes a row of numbers.</summary>
    /// <exception cref="ArgumentException">One is not finite.</exception>
    public void Numbers(string name, ReadOnlySpan<double> values)
    {
        var line = Row(values);
        properties.Add(json => Raw(json, name, line));
    }

    /// <summary>Writes a matrix [rows, columns].</summary>
    /// <exception cref="ArgumentException">A number is not finite, or the last row is not whole.</exception>
    public void Rows(string name, ReadOnlySpan<double> values, int columns)
    {
        if (columns < 1 || values.Length % columns != 0) throw new ArgumentException($"{values.Length} numbers are not rows of {columns}.");
        var lines = new List<string>();
        for (var i = 0; i < values.Length; i += columns) lines.Add(Row(values.Slice(i, columns)));
        properties.Add(json =>
        {
            json.WriteStartArray(name);
            foreach (var line in lines) json.WriteRawValue(line);
            json.WriteEndArray();
        });
    }

    /// <summary>Writes an object of its own.</summary>
    public void Object(string name, Action<FitWriter> content)
    {
        var inner = new FitWriter();
        content(inner);
        Object(name, inner);
    }

    internal void Object(string name, FitWriter inner) => properties.Add(json =>
    {
        json.WritePropertyName(name);
        inner.Write(json);
    });

    internal byte[] ToBytes()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, options)) Write(json);
        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        foreach (var property in properties) property(json);
        json.WriteEndObject();
    }

    private static void Raw(Utf8JsonWriter json, string name, string line)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(line);
    }

    private static string Row(ReadOnlySpan<double> values)
    {
        var text = new StringBuilder("[");
        foreach (var value in values)
        {
            if (!double.IsFinite(value)) throw new ArgumentException($"What was learnt must be finite, but is {value}.");
            if (text.Length > 1) text.Append(", ");
            text.Append(CultureInfo.InvariantCulture, $"{value:R}");
        }
        return text.Append(']').ToString();
    }
}
