namespace Streaming.Eeg;

/// <summary>
/// Cross-validation in folds of neighbours in time, since windows close to each other are alike for reasons that have nothing to do with their class (Lemm et al. 2011,
/// NeuroImage 56:387-399).
/// </summary>
internal static class Folds
{
    /// <summary>The most folds.</summary>
    public const int Most = 10;

    /// <summary>Each fold, which is left out while the rest is learnt from; as many as there are examples where they are few.</summary>
    public static IEnumerable<Range> Of(Examples examples)
    {
        var folds = Math.Min(Most, examples.Count);
        for (var i = 0; i < folds; i++)
        {
            var fold = (examples.Count * i / folds)..(examples.Count * (i + 1) / folds);
            if (Enumerable.Range(0, examples.Classes).All(c => CountWithout(examples, fold, c) >= 2)) yield return fold;
        }
    }

    private static int CountWithout(Examples examples, Range fold, int label)
    {
        var count = examples.CountOf(label);
        for (var i = fold.Start.Value; i < fold.End.Value; i++)
            if (examples.ClassOf(i) == label) count--;
        return count;
    }
}
