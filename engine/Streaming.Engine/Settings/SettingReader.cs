using System.Globalization;

namespace Streaming;

/// <summary>
/// Turns what a user wrote into typed settings, and remembers everything that is wrong. Generated code reads each setting once; what is not given keeps its
/// fallback.
/// </summary>
public sealed class SettingReader
{
    private readonly NodeDescriptor? descriptor;
    private readonly IReadOnlyDictionary<string, SettingValue> values;
    private readonly List<GraphError> errors = [];

    /// <summary>Reads the settings of a node.</summary>
    /// <param name="descriptor">What settings it has.</param>
    /// <param name="node">The node's name in the graph, for messages.</param>
    /// <param name="place">Where the node stands, for settings that are missing.</param>
    /// <param name="values">What was written.</param>
    /// <param name="folder">The folder that relative paths of files to read count from; empty: the working directory, as for files to write.</param>
    public SettingReader(NodeDescriptor descriptor, string node, Place place, IReadOnlyDictionary<string, SettingValue> values, string folder = "")
    {
        this.descriptor = descriptor;
        this.values = values;
        Node = node;
        Place = place;
        Folder = folder;
        foreach (var (name, value) in values)
        {
            if (descriptor.Settings.Any(s => s.Name == name)) continue;
            errors.Add(new GraphError(value.Place, node, name, $"a setting of {descriptor.Name}", $"'{name}'", Nearest.Remedy(name, descriptor.Settings.Select(s => s.Name))));
        }
    }

    /// <summary>The node's name in the graph.</summary>
    public string Node { get; }

    /// <summary>Where the node stands.</summary>
    public Place Place { get; }

    /// <summary>The folder that relative paths of files to read count from.</summary>
    public string Folder { get; }

    /// <summary>The names given.</summary>
    public IEnumerable<string> Given => values.Keys;

    /// <summary>What is wrong so far.</summary>
    public IReadOnlyList<GraphError> Errors => errors;

    /// <summary>Reads true or false.</summary>
    public bool Boolean(string name, bool fallback) => Scalar(name) switch
    {
        null => Missing(name, fallback),
        { Text: "true" or "yes" or "on" } => true,
        { Text: "false" or "no" or "off" } => false,
        var other => Wrong(other, name, "true or false", fallback),
    };

    /// <summary>Reads a whole number within its range.</summary>
    public int Integer(string name, int fallback) => (int)Integer(name, (long)fallback, int.MinValue, int.MaxValue);

    /// <summary>Reads a whole number within its range.</summary>
    public long Integer(string name, long fallback) => Integer(name, fallback, long.MinValue, long.MaxValue);

    /// <summary>Reads a number within its range.</summary>
    public float Number(string name, float fallback) => (float)Number(name, (double)fallback);

    /// <summary>Reads a number within its range.</summary>
    public double Number(string name, double fallback) => Scalar(name) is { } scalar ? Number(scalar, name, fallback) : Missing(name, fallback);

    /// <summary>Reads a text; a path becomes a full path.</summary>
    public string Text(string name, string fallback) => Scalar(name) is { } scalar ? Resolve(name, scalar) : Missing(name, fallback);

    /// <summary>Reads one of a few words: the names of an enumeration in camel case.</summary>
    public T Choice<T>(string name, T fallback) where T : struct, Enum
    {
        if (Scalar(name) is not { } scalar) return Missing(name, fallback);
        var words = SettingText.Choices<T>();
        if (words.Contains(scalar.Text, StringComparer.OrdinalIgnoreCase)) return Enum.Parse<T>(scalar.Text, ignoreCase: true);
        errors.Add(new GraphError(scalar.Place, Node, name, $"one of {string.Join(", ", words)}", scalar.Shown, Nearest.Remedy(scalar.Text, words)));
        return fallback;
    }

    /// <summary>Reads a list of numbers within their range.</summary>
    public ValueList<double> Numbers(string name, ValueList<double> fallback) =>
        List(name) is { } list ? ValueList.From(list.Select(item => NumberItem(item, name))) : Missing(name, fallback);

    /// <summary>Reads a list of texts; a single text stands for a list of one.</summary>
    public ValueList<string> Texts(string name, ValueList<string> fallback) =>
        List(name) is { } list ? ValueList.From(list.Select(item => item is ScalarValue s ? Resolve(name, s) : Wrong(item, name, "a text", ""))) : Missing(name, fallback);

    /// <summary>Reads a list of rows of numbers.</summary>
    public ValueList<ValueList<double>> Matrix(string name, ValueList<ValueList<double>> fallback)
    {
        if (List(name) is not { } rows) return Missing(name, fallback);
        return ValueList.From(rows.Select(row => row is ListValue list
            ? ValueList.From(list.Items.Select(item => NumberItem(item, name)))
            : Wrong(row, name, "a row of numbers such as [1, -1]", ValueList<double>.Empty)));
    }

    /// <summary>Reads names with texts.</summary>
    public ValueMap Map(string name, ValueMap fallback)
    {
        if (!values.TryGetValue(name, out var value)) return Missing(name, fallback);
        if (value is not MapValue map) return Wrong(value, name, "names with values such as { a: 1 }", fallback);
        return new(ValueList.From(map.Entries.Select(e => KeyValuePair.Create(e.Key.Text, e.Value is ScalarValue s ? s.Text : Wrong(e.Value, name, "a text", "")))));
    }

    /// <summary>Ends the reading.</summary>
    /// <exception cref="GraphException">Something was wrong.</exception>
    public void Complete()
    {
        if (errors.Count > 0) throw new GraphException(errors.OrderBy(e => e.Place.Line).ThenBy(e => e.Place.Column).ToList());
    }

    /// <summary>Ends the reading of live changes: nothing but live settings may be given.</summary>
    /// <exception cref="GraphException">Something was wrong.</exception>
    public void CompleteLive()
    {
        foreach (var (name, value) in values)
        {
            if (Info(name) is { Live: false })
                errors.Add(new GraphError(value.Place, Node, name, "a setting that may change while the graph runs", $"'{name}', which may not", "stop the graph, set it, and run again"));
        }
        Complete();
    }

    private SettingInfo? Info(string name) => descriptor?.Settings.FirstOrDefault(s => s.Name == name);

    private ScalarValue? Scalar(string name)
    {
        if (!values.TryGetValue(name, out var value)) return null;
        if (value is ScalarValue scalar) return scalar;
        Wrong(value, name, "a single value", 0);
        return null;
    }

    private IReadOnlyList<SettingValue>? List(string name) => !values.TryGetValue(name, out var value) ? null : value switch
    {
        ListValue list => list.Items,
        ScalarValue scalar => [scalar],
        _ => Wrong<IReadOnlyList<SettingValue>>(value, name, "a list such as [a, b]", []),
    };

    private long Integer(string name, long fallback, long minimum, long maximum)
    {
        if (Scalar(name) is not { } scalar) return Missing(name, fallback);
        if (!long.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) || value < minimum || value > maximum)
            return Wrong(scalar, name, "a whole number" + Bounds(Info(name)), fallback);
        return InRange(value, scalar, name) ? value : fallback;
    }

    private double Number(ScalarValue scalar, string name, double fallback)
    {
        if (!double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
            return Wrong(scalar, name, "a number" + Bounds(Info(name)), fallback);
        return InRange(value, scalar, name) ? value : fallback;
    }

    private double NumberItem(SettingValue item, string name) => item is ScalarValue scalar ? Number(scalar, name, 0) : Wrong(item, name, "a number" + Bounds(Info(name)), 0.0);

    private bool InRange(double value, ScalarValue scalar, string name)
    {
        if (Info(name) is not { } info || (value >= info.Minimum && value <= info.Maximum)) return true;
        errors.Add(new GraphError(scalar.Place, Node, name, "a number" + Bounds(info), scalar.Shown, "choose a value in that range"));
        return false;
    }

    private static string Bounds(SettingInfo? info)
    {
        var unit = info is { Unit.Length: > 0 } ? " " + info.Unit : "";
        return (double.IsFinite(info?.Minimum ?? double.NaN), double.IsFinite(info?.Maximum ?? double.NaN)) switch
        {
            (true, true) => FormattableString.Invariant($" from {info!.Minimum} to {info.Maximum}{unit}"),
            (true, false) => FormattableString.Invariant($" of at least {info!.Minimum}{unit}"),
            (false, true) => FormattableString.Invariant($" of at most {info!.Maximum}{unit}"),
            _ => info is { Unit.Length: > 0 } ? $" in {info.Unit}" : "",
        };
    }

    private string Resolve(string name, ScalarValue scalar)
    {
        if (Info(name) is not { IsPath: true } info || scalar.Text.Length == 0) return scalar.Text;
        if (scalar.Text == FilePathAttribute.StandardInput && !info.IsWritten) return scalar.Text;
        // What a graph reads lies beside it; what is written, or given on the command line, counts from where the user stands.
        var isBeside = scalar.Place.Line > 0 && Folder.Length > 0 && !info.IsWritten;
        return Path.GetFullPath(scalar.Text, isBeside ? Folder : Environment.CurrentDirectory);
    }

    private T Missing<T>(string name, T fallback)
    {
        // A misspelt name is one mistake: it has its own error already.
        if (Info(name) is { Required: true } && !values.Keys.Any(k => k == name || (Info(k) is null && Nearest.IsNear(k, name))))
            errors.Add(new GraphError(Place, Node, name, "a value, since it is required", "none", $"write '{name}: …' there, or --set {Node}.{name}=…"));
        return fallback;
    }

    private T Wrong<T>(SettingValue value, string name, string expected, T fallback)
    {
        errors.Add(new GraphError(value.Place, Node, name, expected, value.Shown, ""));
        return fallback;
    }
}
