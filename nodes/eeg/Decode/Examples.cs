namespace Streaming.Eeg;

/// <summary>What a learner learns from: rows of one length, each of a class. It grows while the node learns.</summary>
internal sealed class Examples(int length, int classes) : IState
{
    private double[] rows = [];
    private int[] labels = [];

    /// <summary>Numbers of a row.</summary>
    public int Length => length;

    /// <summary>Classes there may be.</summary>
    public int Classes => classes;

    /// <summary>Rows taken.</summary>
    public int Count { get; private set; }

    /// <summary>Rows left out, since they held a number that is not finite.</summary>
    public long LeftOut { get; private set; }

    /// <summary>A row.</summary>
    public ReadOnlySpan<double> this[int i] => rows.AsSpan(i * length, length);

    /// <summary>The class of a row.</summary>
    public int ClassOf(int i) => labels[i];

    /// <summary>The rows of a class.</summary>
    public int CountOf(int label) => labels.AsSpan(0, Count).Count(label);

    /// <summary>Room for the next row, to be filled before <see cref="Add"/>.</summary>
    public Span<double> Next()
    {
        if (Count == labels.Length)
        {
            Array.Resize(ref labels, Math.Max(64, 2 * Count));
            Array.Resize(ref rows, labels.Length * length);
        }
        return rows.AsSpan(Count * length, length);
    }

    /// <summary>Takes the row just filled; one with a number that is not finite is left out and counted.</summary>
    public void Add(int label)
    {
        foreach (var value in rows.AsSpan(Count * length, length))
        {
            if (double.IsFinite(value)) continue;
            LeftOut++;
            return;
        }
        labels[Count++] = label;
    }

    /// <summary>Each class needs some examples.</summary>
    /// <exception cref="FitException">One has less.</exception>
    public void Require(int least, string[] names)
    {
        if (Enumerable.Range(0, classes).All(c => CountOf(c) >= least)) return;
        throw new FitException("", $"at least {least} windows of each class", string.Join(", ", names.Select((name, c) => $"{CountOf(c)} of {name}")),
            $"link the true events to 'truth', name them in 'classes', and give '{FitException.Command}' longer recordings");
    }

    /// <summary>How many there were, for people.</summary>
    public IEnumerable<Conclusion> Counted(string[] names)
    {
        for (var c = 0; c < classes; c++) yield return new($"windows of {names[c]}", CountOf(c));
        if (LeftOut > 0) yield return new("windows left out, not finite", LeftOut);
    }

    /// <inheritdoc/>
    public void Save(ref StateWriter writer)
    {
        writer.Write("count", Count);
        writer.Write("leftOut", LeftOut);
        writer.Write<double>("rows", rows.AsSpan(0, Count * length));
        writer.Write<int>("labels", labels.AsSpan(0, Count));
    }

    /// <inheritdoc/>
    public void Load(ref StateReader reader)
    {
        Count = reader.ReadInt32("count");
        LeftOut = reader.ReadInt64("leftOut");
        rows = reader.ReadArray<double>("rows");
        labels = reader.ReadArray<int>("labels");
        if (Count < 0 || rows.Length != (long)Count * length || labels.Length != Count)
            throw new StateException($"Examples of {length} numbers were expected, {rows.Length} numbers found for {Count}.");
    }

    /// <inheritdoc/>
    public void Reset() => (Count, LeftOut) = (0, 0);
}
