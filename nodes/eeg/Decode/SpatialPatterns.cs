namespace Streaming.Eeg;

/// <summary>
/// Common spatial patterns (Koles 1991; Blankertz et al. 2008, IEEE Signal Processing Magazine 25:41-56): for each class the spatial filters w whose output has the
/// largest share of its variance in that class, S w = share T w with the class's covariance S and the sum T of all of them. With two classes these are both ends of
/// the one spectrum; with more it is one class against all (Dornhege et al. 2004, IEEE Trans. Biomed. Eng. 51:993-1002).
/// </summary>
internal sealed class SpatialPatterns
{
    // Below this part of the largest variance a direction is nothing but rounding: channels that are sums of others.
    private const double Dependent = 1e-10;

    private SpatialPatterns(double[] filters, double[] patterns, double[] shares) => (Filters, Patterns, Shares) = (filters, patterns, shares);

    /// <summary>The filters as rows [classes * filters, channels]; each has an output of variance 1 over all classes together.</summary>
    public double[] Filters { get; }

    /// <summary>How what each filter picks out shows in the channels (Haufe et al. 2014, NeuroImage 87:96-110), as rows.</summary>
    public double[] Patterns { get; }

    /// <summary>The share of its class in the variance of each filter's output.</summary>
    public double[] Shares { get; }

    /// <summary>Designs filters.</summary>
    /// <param name="covariances">[classes, channels, channels].</param>
    /// <param name="channels">Channels.</param>
    /// <param name="filters">Filters for each class; fewer than there are independent channels.</param>
    /// <param name="regularisation">How far each covariance is drawn towards its mean variance, 0 to 1.</param>
    /// <returns>Null where fewer channels are independent than filters are asked for.</returns>
    public static SpatialPatterns? Design(double[] covariances, int channels, int filters, double regularisation)
    {
        var square = channels * channels;
        var classes = covariances.Length / square;
        var shrunk = covariances.AsSpan().ToArray();
        var total = new double[square];
        for (var c = 0; c < classes; c++)
        {
            LedoitWolf.Shrink(shrunk.AsSpan(c * square, square), channels, regularisation);
            Rows.AddScaled(1, shrunk.AsSpan(c * square, square), total);
        }
        if (Whitening(total, channels) is not { } whitening) return null;
        var rank = whitening.Length / channels;
        if (rank < filters) return null;
        var rows = classes * filters;
        var result = new SpatialPatterns(new double[rows * channels], new double[rows * channels], new double[rows]);
        var product = new double[rank * channels];
        var white = new double[rank * rank];
        var eigen = new SymmetricEigen(rank);
        for (var c = 0; c < classes; c++)
        {
            Products.Multiply(whitening, shrunk.AsSpan(c * square, square), product, rank, channels, channels);
            Products.MultiplyTransposed(product, whitening, white, rank, channels, rank);
            if (!eigen.Decompose(white)) return null;
            for (var f = 0; f < filters; f++)
            {
                var row = c * filters + f;
                var filter = result.Filters.AsSpan(row * channels, channels);
                Products.Multiply(eigen.Vector(rank - 1 - f), whitening, filter, 1, rank, channels);
                if (filter[Largest(filter)] < 0) Rows.Scale(-1, filter);
                Products.Multiply(filter, total, result.Patterns.AsSpan(row * channels, channels), 1, channels, channels);
                result.Shares[row] = eigen.Values[rank - 1 - f];
            }
        }
        return result;
    }

    // Rows that make the total covariance the identity; as many as there are independent channels.
    private static double[]? Whitening(double[] total, int channels)
    {
        var eigen = new SymmetricEigen(channels);
        if (!eigen.Decompose(total) || !(eigen.Values[^1] > 0)) return null;
        var first = 0;
        while (eigen.Values[first] <= Dependent * eigen.Values[^1]) first++;
        var rows = eigen.Vectors[(first * channels)..].ToArray();
        for (var k = first; k < channels; k++) Rows.Scale(1 / Math.Sqrt(eigen.Values[k]), rows.AsSpan((k - first) * channels, channels));
        return rows;
    }

    private static int Largest(ReadOnlySpan<double> values)
    {
        var at = 0;
        for (var i = 1; i < values.Length; i++)
            if (Math.Abs(values[i]) > Math.Abs(values[at])) at = i;
        return at;
    }
}
