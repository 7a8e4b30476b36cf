namespace Streaming.Eeg;

/// <summary>
/// The point with the least sum of distances to others: a mean that a minority of outliers, however far, hardly moves. Weiszfeld's iteration (Tohoku Math. J. 43, 1937)
/// from the origin, so that the first step already weighs each point by the inverse of its length.
/// </summary>
internal sealed partial class GeometricMedian(int size) : IState
{
    private const double Tolerance = 1e-6;
    private const int MostSteps = 500;

    [State] private readonly double[] at = new double[size];
    private readonly double[] next = new double[size];
    [State] private int steps;

    /// <summary>Where it is now.</summary>
    public ReadOnlySpan<double> Current => at;

    /// <summary>Goes one step nearer, over points [count, size].</summary>
    /// <returns>It is there.</returns>
    public bool Step(ReadOnlySpan<double> points)
    {
        Array.Clear(next);
        double weights = 0;
        for (; points.Length > 0; points = points[size..])
        {
            var point = points[..size];
            var distance = Rows.Distance(point, at);
            if (distance == 0) continue; // a point on the spot pulls nowhere
            weights += 1 / distance;
            Rows.AddScaled(1 / distance, point, next);
        }
        if (weights == 0) return true;
        Rows.Scale(1 / weights, next);
        var moved = Rows.Distance(next, at);
        next.CopyTo(at, 0);
        return ++steps >= MostSteps || moved <= Tolerance * Math.Sqrt(Rows.Dot(at, at));
    }
}
