namespace Streaming.Dsp;

/// <summary>
/// New channels as weighted sums of those of a signal: weights [out, in], and a label for each new channel.
/// </summary>
public sealed class Montage
{
    /// <summary>A montage from its labels and weights [out, in].</summary>
    /// <exception cref="FormatMismatchException">There are not as many labels as rows, or a weight is not finite.</exception>
    public Montage(IReadOnlyList<string> labels, double[,] weights)
    {
        if (labels.Count != weights.GetLength(0))
            throw new FormatMismatchException("a label for each row of weights", $"{labels.Count} labels and {weights.GetLength(0)} rows", "make them as many");
        foreach (var weight in weights)
            if (!double.IsFinite(weight)) throw new FormatMismatchException("finite weights", Expect.Text($"{weight}"), "write a number");
        Labels = labels;
        Weights = weights;
    }

    /// <summary>A label for each new channel.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>The weights [out, in].</summary>
    public double[,] Weights { get; }

    /// <summary>Every channel minus the mean of all.</summary>
    public static Montage Average(IReadOnlyList<string> labels)
    {
        var all = new int[labels.Count];
        for (var i = 0; i < all.Length; i++) all[i] = i;
        return MinusMean(labels, all);
    }

    /// <summary>Every channel minus the mean of the named ones (linked ears or mastoids), which stay in the signal.</summary>
    /// <exception cref="FormatMismatchException">None is named, or one cannot be found.</exception>
    public static Montage Linked(IReadOnlyList<string> labels, IReadOnlyList<string> references)
    {
        if (references.Count == 0) throw new FormatMismatchException("at least one channel to refer to", "none", "name one, as M1 or TP9");
        return MinusMean(labels, Channels.Find(labels, references));
    }

    /// <summary>Differences of neighbours, each pair written as <c>F3-C3</c>: the first channel minus the second.</summary>
    /// <exception cref="FormatMismatchException">A pair is not two channels of the signal.</exception>
    public static Montage Bipolar(IReadOnlyList<string> labels, IReadOnlyList<string> pairs)
    {
        if (pairs.Count == 0) throw new FormatMismatchException("at least one pair", "none", "write one as F3-C3");
        var names = new string[pairs.Count];
        var weights = new double[pairs.Count, labels.Count];
        for (var i = 0; i < pairs.Count; i++)
        {
            var (plus, minus) = Pair(labels, pairs[i]);
            if (plus == minus) throw new FormatMismatchException("two different channels in a pair", $"'{pairs[i]}'", "name another channel");
            names[i] = $"{labels[plus]}-{labels[minus]}";
            weights[i, plus] = 1;
            weights[i, minus] = -1;
        }
        return new Montage(names, weights);
    }

    private static Montage MinusMean(IReadOnlyList<string> labels, int[] references)
    {
        var weights = new double[labels.Count, labels.Count];
        for (var i = 0; i < labels.Count; i++)
        {
            foreach (var r in references) weights[i, r] -= 1.0 / references.Length;
            weights[i, i] += 1;
        }
        return new Montage(labels, weights);
    }

    // A label may itself hold a hyphen, so every hyphen is tried as the one between the two.
    private static (int Plus, int Minus) Pair(IReadOnlyList<string> labels, string pair)
    {
        FormatMismatchException? reason = null;
        for (var at = pair.IndexOf('-'); at >= 0; at = pair.IndexOf('-', at + 1))
        {
            try
            {
                return (Channels.Find(labels, pair[..at].Trim()), Channels.Find(labels, pair[(at + 1)..].Trim()));
            }
            catch (FormatMismatchException e)
            {
                reason ??= e;
            }
        }
        throw reason is null
            ? new FormatMismatchException("a pair such as F3-C3", $"'{pair}'", "write two labels with a hyphen between them")
            : new FormatMismatchException($"{reason.Expected} for the pair '{pair}'", reason.Found, reason.Remedy);
    }
}
