using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Streaming.Cli.Text;

/// <summary>Indented JSON in which an unknown number is null.</summary>
internal static class Json
{
    private static readonly JsonWriterOptions options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Bytes(Action<Utf8JsonWriter> content)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, options)) content(json);
        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    public static void Write(TextWriter output, Action<Utf8JsonWriter> content) => output.Write(Encoding.UTF8.GetString(Bytes(content)));

    public static void Number(this Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value)) json.WriteNumber(name, value);
        else json.WriteNull(name);
    }
}
