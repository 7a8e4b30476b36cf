namespace Streaming;

/// <summary>The value of a setting as a user wrote it, with the place where it stands.</summary>
public abstract record SettingValue(Place Place)
{
    /// <summary>As a short text, for messages.</summary>
    public abstract string Shown { get; }
}

/// <summary>A single word, number or text.</summary>
/// <param name="Text">As written, without quotes.</param>
/// <param name="Place">Where it stands.</param>
public sealed record ScalarValue(string Text, Place Place) : SettingValue(Place)
{
    /// <inheritdoc/>
    public override string Shown => $"'{Text}'";
}

/// <summary>A list.</summary>
/// <param name="Items">Its items.</param>
/// <param name="Place">Where it stands.</param>
public sealed record ListValue(IReadOnlyList<SettingValue> Items, Place Place) : SettingValue(Place)
{
    /// <inheritdoc/>
    public override string Shown => $"[{string.Join(", ", Items.Select(i => i.Shown))}]";
}

/// <summary>Names with values.</summary>
/// <param name="Entries">Its entries in the order written.</param>
/// <param name="Place">Where it stands.</param>
public sealed record MapValue(IReadOnlyList<(ScalarValue Key, SettingValue Value)> Entries, Place Place) : SettingValue(Place)
{
    /// <inheritdoc/>
    public override string Shown => $"{{{string.Join(", ", Entries.Select(e => $"{e.Key.Text}: {e.Value.Shown}"))}}}";
}
