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
    [State] private readonly double[] next = new double[size];
    [State] private double weights;
    [State] private int steps;

    /// <summary>Where it is now.</summary>
    public ReadOnlySpan<double> Current => at;

    /// <summary>Counts a point in; each of them once in a step.</summary>
    public void Pull(ReadOnlySpan<double> point)
    {
        var distance = Rows.Distance(point, at);
        if (distance == 0) return; // a point on the spot pulls nowhere
        weights += 1 / distance;
        Rows.AddScaled(1 / distance, point, next);
    }

    /// <summary>Ends a step, once all points were counted in.</summary>
    /// <returns>It is there.</returns>
    public bool Settle()
    {
        if (weights == 0) return true;
        Rows.Scale(1 / weights, next);
        var moved = Rows.Distance(next, at);
        next.CopyTo(at, 0);
        Array.Clear(next);
        weights = 0;
        return ++steps >= MostSteps || moved <= Tolerance * Math.Sqrt(Rows.Dot(at, at));
    }
}
