namespace Streaming.Kernels;

/// <summary>
/// Finds channels by label. A label matches as written or, failing that, without regard to case and to the dots that EDF writers pad with.
/// </summary>
internal static class ChannelLabels
{
    /// <summary>What to call the channels of a stream: its labels, or 1, 2 and so on.</summary>
    public static IReadOnlyList<string> Of(StreamFormat format) =>
        format.Labels.Count > 0 ? format.Labels : [.. Enumerable.Range(1, format.Channels).Select(c => $"{c}")];

    /// <summary>
    /// The index of each wanted channel. A wanted entry may name alternatives, as <c>POz|Right AUX</c>: the first one that is present is taken.
    /// </summary>
    /// <exception cref="FormatMismatchException">A channel is absent, fits several channels, or is wanted twice.</exception>
    public static int[] Find(IReadOnlyList<string> labels, IReadOnlyList<string> wanted)
    {
        var found = new int[wanted.Count];
        for (var i = 0; i < found.Length; i++)
        {
            found[i] = Find(labels, wanted[i]);
            if (Array.IndexOf(found, found[i], 0, i) >= 0) throw new FormatMismatchException("each channel once", $"'{labels[found[i]]}' twice", "name it once");
        }
        return found;
    }

    /// <summary>The index of one wanted channel, which may name alternatives.</summary>
    /// <exception cref="FormatMismatchException">The channel is absent or fits several channels.</exception>
    public static int Find(IReadOnlyList<string> labels, string wanted) => TryFind(labels, wanted) is >= 0 and var at ? at : throw new FormatMismatchException(
        $"a signal with channel '{wanted}'", labels.Count == 0 ? "one without labels" : $"channels {string.Join(", ", labels)}", "name one of those, or alternatives as 'POz|Pz'");

    /// <summary>The index of one wanted channel, which may name alternatives; -1 where it is absent.</summary>
    /// <exception cref="FormatMismatchException">The channel fits several channels.</exception>
    public static int TryFind(IReadOnlyList<string> labels, string wanted)
    {
        foreach (var name in wanted.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var at = One(labels, name, static (a, b) => a == b);
            if (at < 0) at = One(labels, name, static (a, b) => a.TrimEnd('.').Equals(b.TrimEnd('.'), StringComparison.OrdinalIgnoreCase));
            if (at >= 0) return at;
        }
        return -1;
    }

    private static int One(IReadOnlyList<string> labels, string name, Func<string, string, bool> same)
    {
        var at = -1;
        for (var i = 0; i < labels.Count; i++)
        {
            if (!same(labels[i], name)) continue;
            if (at >= 0) throw new FormatMismatchException($"one channel that fits '{name}'", $"'{labels[at]}' (channel {at + 1}) and '{labels[i]}' (channel {i + 1})", "write the label exactly");
            at = i;
        }
        return at;
    }
}
