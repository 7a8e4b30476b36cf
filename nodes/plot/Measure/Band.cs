namespace Streaming.Plot;

/// <summary>A band of the electroencephalogram in hertz, from <paramref name="Low"/> (included) to <paramref name="High"/> (excluded).</summary>
internal readonly record struct Band(string Name, double Low, double High)
{
    public static readonly Band Delta = new("delta", 1, 4), Theta = new("theta", 4, 8), Alpha = new("alpha", 8, 13), Beta = new("beta", 13, 30), Gamma = new("gamma", 30, 80);

    /// <summary>The power in the band of a density, in units²; NaN where the density has no frequency in it.</summary>
    public double PowerOf(double[] density, double resolution)
    {
        int first = (int)Math.Ceiling(Low / resolution - 1e-9), end = Math.Min(density.Length, (int)Math.Ceiling(High / resolution - 1e-9));
        if (first >= end) return double.NaN;
        double sum = 0;
        for (var k = first; k < end; k++) sum += density[k];
        return sum * resolution;
    }
}
