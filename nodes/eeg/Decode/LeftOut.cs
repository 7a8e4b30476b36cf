namespace Streaming.Eeg;

/// <summary>How well classes are told apart in examples that were left out of the learning; equal odds for each class.</summary>
internal sealed class LeftOut(int classes)
{
    private readonly double[] scores = new double[classes];
    private readonly List<float> differences = []; // of two classes: the second's score over the first's
    private readonly List<bool> second = [];
    private int right;
    private int judged;

    /// <summary>Judges an example.</summary>
    public void Judge(LinearDiscriminant discriminant, ReadOnlySpan<double> row, int label)
    {
        discriminant.Score(row, scores);
        judged++;
        if (scores.AsSpan().IndexOf(scores.Max()) == label) right++;
        if (classes > 2) return;
        differences.Add((float)(scores[1] - scores[0]));
        second.Add(label == 1);
    }

    /// <summary>What it comes to; of two classes also the area under the curve.</summary>
    public IEnumerable<Conclusion> Concluded()
    {
        yield return new("accuracy on windows left out", (double)right / judged);
        if (classes == 2) yield return new("area under the curve on them", RocArea.Of(differences.ToArray(), second.ToArray()));
    }
}
