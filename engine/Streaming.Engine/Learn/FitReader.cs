using System.Text.Json;

namespace Streaming;

/// <summary>Reads what a node learnt; every error names the file and the property.</summary>
public sealed class FitReader
{
    private readonly string file;
    private readonly string path;
    private readonly JsonElement element;

    internal FitReader(string file, string path, JsonElement element)
    {
        (this.file, this.path, this.element) = (file, path, element);
        if (element.ValueKind != JsonValueKind.Object) throw Damaged(path, "an object", element);
    }

    /// <summary>Reads a finite number.</summary>
    /// <exception cref="FitException">There is none.</exception>
    public double Number(string name) => Finite(Property(name), name);

    /// <summary>Reads a text.</summary>
    /// <exception cref="FitException">There is none.</exception>
    public string Text(string name) => TextOf(Property(name), name);

    /// <summary>Reads texts.</summary>
    /// <exception cref="FitException">There are none.</exception>
    public IReadOnlyList<string> Texts(string name) => [.. List(name).Select(item => TextOf(item, name))];

    /// <summary>Reads a row of so many finite numbers.</summary>
    /// <exception cref="FitException">There is none of that length.</exception>
    public double[] Numbers(string name, int count) => Row(Property(name), name, count);

    /// <summary>Reads a matrix [rows, columns] of finite numbers.</summary>
    /// <exception cref="FitException">There is none of that size.</exception>
    public double[] Rows(string name, int rows, int columns)
    {
        var found = List(name);
        if (found.Count != rows) throw Wrong(name, $"{rows} rows of {columns} numbers", $"{found.Count} rows");
        return [.. found.SelectMany(row => Row(row, name, columns))];
    }

    /// <summary>Reads an object of its own.</summary>
    /// <exception cref="FitException">There is none.</exception>
    public FitReader Object(string name) => new(file, At(name), Property(name));

    /// <summary>An error that names the file and a property: for what a node finds unfit for its settings or its stream.</summary>
    /// <param name="name">The property.</param>
    /// <param name="expected">What should stand there.</param>
    /// <param name="found">What stands there, or what it does not fit.</param>
    public FitException Wrong(string name, string expected, string found) =>
        new($"{file}, '{At(name)}'", expected, found, $"let it learn from recordings of this stream with '{FitException.Command}', or name another file in 'fit'");

    private string At(string name) => path.Length == 0 ? name : $"{path}.{name}";

    private JsonElement Property(string name) => element.TryGetProperty(name, out var value) ? value : throw Damaged(At(name), "what this node learnt", null);

    private List<JsonElement> List(string name) =>
        Property(name) is { ValueKind: JsonValueKind.Array } array ? [.. array.EnumerateArray()] : throw Damaged(At(name), "a list", Property(name));

    private double Finite(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) ? number : throw Damaged(At(name), "a number", value);

    private string TextOf(JsonElement value, string name) => value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Damaged(At(name), "a text", value);

    private double[] Row(JsonElement value, string name, int count)
    {
        if (value.ValueKind != JsonValueKind.Array) throw Damaged(At(name), "a row of numbers", value);
        if (value.GetArrayLength() != count) throw Wrong(name, $"{count} numbers", $"{value.GetArrayLength()}");
        return [.. value.EnumerateArray().Select(item => Finite(item, name))];
    }

    private FitException Damaged(string at, string expected, JsonElement? found)
    {
        var text = found?.GetRawText() ?? "nothing";
        return new(at.Length == 0 ? file : $"{file}, '{at}'", expected, text.Length > 40 ? text[..40] + "…" : text, $"let it learn anew with '{FitException.Command}'");
    }
}
