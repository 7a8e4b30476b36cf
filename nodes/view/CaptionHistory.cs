namespace Streaming.View;

/// <summary>A text that stays, with its time in seconds.</summary>
internal readonly record struct CaptionLine(double Time, Event Said);

/// <summary>What was said last: texts that stay, and the one that still changes.</summary>
/// <param name="node">The node that the first of its streams comes from.</param>
/// <param name="name">The name of that stream's format; empty where it has none.</param>
internal sealed class CaptionHistory(string node, string name)
{
    private readonly CaptionLine[] ring = new CaptionLine[256];
    private long count, told;
    private double since;

    /// <summary>
    /// The captions of a stream: texts that stay and texts that still change belong together where they come from one node, or else where their streams bear one name; what belongs to none
    /// begins its own.
    /// </summary>
    public static CaptionHistory Join(List<CaptionHistory> all, string node, string name, bool isPartial)
    {
        var free = all.Where(c => isPartial ? !c.HasPartials : !c.HasFinals).ToArray();
        var captions = free.FirstOrDefault(c => c.Node == node) ?? free.FirstOrDefault(c => name.Length > 0 && c.Name == name);
        if (captions is null) all.Add(captions = new(node, name));
        if (isPartial) captions.HasPartials = true;
        else captions.HasFinals = true;
        return captions;
    }

    public string Node => node;

    public string Name => name;

    /// <summary>Texts that stay are linked; else what an utterance was last takes their place.</summary>
    public bool HasFinals { get; set; }

    /// <summary>Texts that still change are linked.</summary>
    public bool HasPartials { get; set; }

    /// <summary>The text that still changes; empty between two utterances.</summary>
    public string Partial { get; private set; } = "";

    /// <summary>Characters of it that stay.</summary>
    public int Stable { get; private set; }

    public int Count => (int)Math.Min(count, ring.Length);

    /// <summary>Counted from the newest, 0; one without text stands where some are missing.</summary>
    public CaptionLine this[int back] => ring[(count - 1 - back) % ring.Length];

    public void Add(double time, Event final) => ring[count++ % ring.Length] = new(time, final);

    public void Set(double time, Event partial)
    {
        if (Partial.Length == 0) since = time;
        else if (partial.Text.Length == 0 && !HasFinals) Add(since, new(Partial));
        (Partial, Stable) = (partial.Text, (int)Math.Clamp(partial.Value, 0, partial.Text.Length));
    }

    /// <summary>Texts were dropped before this time.</summary>
    public void Break(double time) => Add(time, new(""));

    /// <summary>Takes the next text that was not told yet; in their order.</summary>
    /// <param name="line">The text.</param>
    /// <param name="missed">Texts before it that are not there any more.</param>
    public bool TryTell(out CaptionLine line, out long missed)
    {
        (line, missed) = (default, Math.Max(0, count - told - ring.Length));
        told += missed;
        if (told == count) return false;
        line = ring[told++ % ring.Length];
        return true;
    }

    public void CopyTo(CaptionHistory other)
    {
        ring.CopyTo(other.ring, 0);
        if (count < other.told) other.told = 0;
        (other.count, other.since, other.Partial, other.Stable) = (count, since, Partial, Stable);
    }

    public CaptionHistory Alike() => new(node, name) { HasFinals = HasFinals, HasPartials = HasPartials };

    public void Clear() => (count, told, since, Partial, Stable) = (0, 0, 0, "", 0);
}
