namespace Streaming.Graphs;

/// <summary>What the command line sets, and which of it was used.</summary>
internal sealed class Overrides
{
    private readonly Dictionary<string, (string Text, Place Place)> values = [];
    private readonly HashSet<string> used = [];
    private readonly List<GraphError> errors;

    public Overrides(IReadOnlyList<KeyValuePair<string, string>> given, List<GraphError> errors)
    {
        this.errors = errors;
        foreach (var (key, value) in given) values[key] = (value, new Place($"--set {key}"));
    }

    /// <summary>The value of a parameter or setting, if it was given.</summary>
    public SettingValue? Take(string key)
    {
        if (!values.TryGetValue(key, out var value)) return null;
        used.Add(key);
        try
        {
            return YamlSettings.Parse(value.Text, value.Place);
        }
        catch (GraphException e)
        {
            errors.AddRange(e.Errors);
            return new ScalarValue(value.Text, value.Place);
        }
    }

    /// <summary>The settings given for a node.</summary>
    public IEnumerable<(string Setting, SettingValue Value)> Of(string node)
    {
        var prefix = node + ".";
        foreach (var key in values.Keys.Where(k => k.StartsWith(prefix, StringComparison.Ordinal)).ToList())
            yield return (key[prefix.Length..], Take(key)!);
    }

    public bool Has(string key) => values.ContainsKey(key);

    /// <summary>A key that named nothing is an error, never passed over.</summary>
    public void ReportUnused(IReadOnlyCollection<string> known)
    {
        foreach (var (key, (text, place)) in values)
        {
            if (used.Contains(key)) continue;
            var dot = key.LastIndexOf('.');
            var name = dot < 0 ? key : key[..dot];
            errors.Add(new GraphError(place, "", "", dot < 0 ? "a parameter of this graph" : "a node of this graph", $"'{name}'", Nearest.Remedy(name, known)));
        }
    }
}
