namespace Streaming;

/// <summary>Names with texts in the order written, equal by value: a setting such as { "1": left, "2": right }.</summary>
/// <param name="Entries">The entries.</param>
public sealed record ValueMap(ValueList<KeyValuePair<string, string>> Entries)
{
    /// <summary>No entries.</summary>
    public static ValueMap Empty { get; } = new([]);

    /// <summary>The text of a name, or null.</summary>
    public string? this[string name]
    {
        get
        {
            foreach (var entry in Entries.Span)
                if (entry.Key == name) return entry.Value;
            return null;
        }
    }

    /// <summary>A map of pairs.</summary>
    public static ValueMap Of(params ReadOnlySpan<(string Key, string Value)> pairs)
    {
        var entries = new KeyValuePair<string, string>[pairs.Length];
        for (var i = 0; i < pairs.Length; i++) entries[i] = new(pairs[i].Key, pairs[i].Value);
        return new(ValueList.Create<KeyValuePair<string, string>>(entries));
    }

    /// <summary>As in a graph file.</summary>
    public override string ToString() => $"{{ {string.Join(", ", Entries.Select(e => $"{e.Key}: {e.Value}"))} }}";
}
