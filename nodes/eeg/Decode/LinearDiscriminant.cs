namespace Streaming.Eeg;

/// <summary>
/// Linear discriminant analysis (Fisher 1936; Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, section 4.3): classes that are normal with one
/// covariance and means of their own; the score of a class is the logarithm of its density up to what all have in common, a linear function.
/// </summary>
internal sealed class LinearDiscriminant
{
    private readonly int length;
    private readonly double[] weights; // [classes, length]
    private readonly double[] offsets;

    public LinearDiscriminant(double[] weights, double[] offsets)
    {
        (this.weights, this.offsets) = (weights, offsets);
        length = weights.Length / offsets.Length;
    }

    public int Classes => offsets.Length;

    public ReadOnlySpan<double> Weights => weights;

    public ReadOnlySpan<double> Offsets => offsets;

    /// <summary>How far the covariance was drawn towards its mean variance.</summary>
    public double Shrinkage { get; private init; }

    /// <summary>Learns from all but those left out.</summary>
    /// <returns>Null where the covariance has no inverse.</returns>
    public static LinearDiscriminant? Learn(Examples examples, Range without, bool shrinks)
    {
        var (size, classes) = (examples.Length, examples.Classes);
        bool IsUsed(int i) => i < without.Start.Value || i >= without.End.Value;
        var means = new double[classes * size];
        var counts = new int[classes];
        for (var i = 0; i < examples.Count; i++)
        {
            if (!IsUsed(i)) continue;
            counts[examples.ClassOf(i)]++;
            Rows.AddScaled(1, examples[i], means.AsSpan(examples.ClassOf(i) * size, size));
        }
        for (var c = 0; c < classes; c++) Rows.Scale(1.0 / counts[c], means.AsSpan(c * size, size));

        var covariance = new double[size * size];
        var rest = new double[size];
        double fourth = 0;
        for (var i = 0; i < examples.Count; i++)
        {
            if (!IsUsed(i)) continue;
            examples[i].CopyTo(rest);
            Rows.AddScaled(-1, means.AsSpan(examples.ClassOf(i) * size, size), rest);
            for (var k = 0; k < size; k++) Rows.AddScaled(rest[k], rest, covariance.AsSpan(k * size, size));
            var square = Rows.Dot(rest, rest);
            fourth += square * square;
        }
        var count = counts.Sum();
        Rows.Scale(1.0 / count, covariance);
        var shrinkage = shrinks ? LedoitWolf.Shrinkage(covariance, size, fourth / count, count) : 0;
        LedoitWolf.Shrink(covariance, size, shrinkage);
        return Cholesky.TryFactor(covariance, size) ? Of(covariance, means, classes, size, shrinkage) : null;
    }

    /// <summary>Writes the score of each class.</summary>
    public void Score(ReadOnlySpan<double> row, Span<double> scores)
    {
        for (var c = 0; c < offsets.Length; c++) scores[c] = Rows.Dot(weights.AsSpan(c * length, length), row) + offsets[c];
    }

    private static LinearDiscriminant Of(double[] factor, double[] means, int classes, int size, double shrinkage)
    {
        // Seen from the middle of the means, so that offsets do not cancel.
        var middle = new double[size];
        for (var c = 0; c < classes; c++) Rows.AddScaled(1.0 / classes, means.AsSpan(c * size, size), middle);
        var weights = new double[classes * size];
        var offsets = new double[classes];
        var from = new double[size];
        for (var c = 0; c < classes; c++)
        {
            means.AsSpan(c * size, size).CopyTo(from);
            Rows.AddScaled(-1, middle, from);
            var weight = weights.AsSpan(c * size, size);
            from.CopyTo(weight);
            Cholesky.Solve(factor, size, weight);
            offsets[c] = -Rows.Dot(from, weight) / 2 - Rows.Dot(middle, weight);
        }
        return new LinearDiscriminant(weights, offsets) { Shrinkage = shrinkage };
    }
}
