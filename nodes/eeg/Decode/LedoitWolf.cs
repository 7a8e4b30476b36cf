namespace Streaming.Eeg;

/// <summary>
/// How far a sample covariance is best drawn towards a multiple of the identity, so that it errs least on average (Ledoit and Wolf 2004, J. Multivariate Analysis
/// 88:365-411): 0 keeps it, 1 keeps its mean variance alone.
/// </summary>
internal static class LedoitWolf
{
    /// <param name="covariance">S [size, size], the mean of x x' over the centred rows x.</param>
    /// <param name="size">Rows and columns.</param>
    /// <param name="fourth">The mean of (x'x)² over the rows.</param>
    /// <param name="count">How many rows there were.</param>
    public static double Shrinkage(ReadOnlySpan<double> covariance, int size, double fourth, int count)
    {
        double square = Rows.Dot(covariance, covariance), trace = 0;
        for (var i = 0; i < size; i++) trace += covariance[i * size + i];
        var away = square - trace * trace / size;                  // ||S - m I||²
        var spread = Math.Min((fourth - square) / count, away);    // of what one row says of S
        return away > 0 ? Math.Max(0, spread) / away : 0;
    }

    /// <summary>Draws a covariance towards its mean variance, in place.</summary>
    public static void Shrink(Span<double> covariance, int size, double shrinkage)
    {
        double trace = 0;
        for (var i = 0; i < size; i++) trace += covariance[i * size + i];
        Rows.Scale(1 - shrinkage, covariance);
        for (var i = 0; i < size; i++) covariance[i * size + i] += shrinkage * trace / size;
    }
}
