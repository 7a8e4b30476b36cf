namespace Streaming.Graphs;

/// <summary>What the command line sets, and which of it was used.</summary>
internal sealed class Overrides
{
    private readonly Dictionary<string, SettingValue> values = [];
    private readonly HashSet<string> used = [];

    /// <exception cref="GraphException">A value is not YAML.</exception>
    public Overrides(IReadOnlyList<KeyValuePair<string, string>> given)
    {
        foreach (var (key, text) in given) values[key] = YamlSettings.Parse(text, new Place($"--set {key}"));
    }

    /// <summary>The value of a parameter or setting, if it was given.</summary>
    public SettingValue? Take(string key)
    {
        if (!values.TryGetValue(key, out var value)) return null;
        used.Add(key);
        return value;
    }

    /// <summary>The settings given for a node.</summary>
    public IEnumerable<(string Setting, SettingValue Value)> Of(string node)
    {
        var prefix = node + ".";
        foreach (var key in values.Keys.Where(k => k.StartsWith(prefix, StringComparison.Ordinal)))
            yield return (key[prefix.Length..], Take(key)!);
    }

    public bool Has(string key) => values.ContainsKey(key);

    /// <summary>What names nothing is an error, never passed over.</summary>
    /// <param name="nodes">The nodes that can be set.</param>
    /// <param name="parameters">The parameters that can be set.</param>
    public IEnumerable<GraphError> Unused(IReadOnlyCollection<string> nodes, IReadOnlyCollection<string> parameters)
    {
        foreach (var (key, value) in values)
        {
            if (used.Contains(key)) continue;
            var dot = key.LastIndexOf('.');
            var name = dot < 0 ? key : key[..dot];
            var (expected, remedy) = dot >= 0 ? ("a node of this graph", Nearest.Remedy(name, nodes))
                : nodes.Contains(name) ? ("a setting of that node", $"write --set {name}.SETTING=VALUE")
                : parameters.Count == 0 ? ("a setting of a node", "write --set NODE.SETTING=VALUE; this graph has no parameters")
                : ("a parameter of this graph", Nearest.Remedy(name, parameters));
            yield return new GraphError(value.Place, "", "", expected, $"'{name}'", remedy);
        }
    }
}
