namespace Streaming.Eeg;

/// <summary>
/// Finds the directions in which a window of shaped signal is stronger than clean signal is: eigenvectors of its covariance whose variance is above what the
/// thresholds give for them, |T v|² (Mullen et al. 2015, equation 5). The weakest, all but a share of the channels, are always kept.
/// </summary>
internal sealed class ArtifactSubspace
{
    // Directions that are weaker than a part of the strongest are noise of float32, as where channels depend on each other.
    private const double Noise = 1e-10;

    private readonly int channels;
    private readonly int always;
    private readonly double[] alive;      // 0 for a channel that was flat while the model was learnt: nothing is known of it, so it is left as it is; else 1
    private readonly double[] limits;     // T'T
    private readonly double[] inverse;    // of the clean covariance
    private readonly double[] matrix;
    private readonly double[] product;
    private readonly SymmetricEigen eigen;

    /// <summary>Prepares for a number of channels.</summary>
    /// <param name="channels">Channels.</param>
    /// <param name="mostRemoved">The share of them that may be removed; at least 1: that many.</param>
    public ArtifactSubspace(int channels, double mostRemoved)
    {
        this.channels = channels;
        // As in clean_rawdata, where components up to (but without) number channels - most are kept, counted from 1.
        always = Math.Max(0, channels - (int)Math.Round(mostRemoved * channels, MidpointRounding.AwayFromZero) - 1);
        limits = new double[channels * channels];
        inverse = new double[channels * channels];
        matrix = new double[channels * channels];
        product = new double[channels];
        alive = new double[channels];
        eigen = new SymmetricEigen(channels);
    }

    /// <summary>The most directions that are removed at once.</summary>
    public int Most => channels - always;

    /// <summary>Derives limits from a model.</summary>
    public void Prepare(CleanModel model, double cutoff)
    {
        Array.Clear(limits);
        Array.Clear(inverse);
        double strongest = 0, highest = 0;
        for (var k = 0; k < channels; k++)
        {
            strongest = Math.Max(strongest, model.Variances[k]);
            highest = Math.Max(highest, Limit(k));
        }
        for (var k = 0; k < channels; k++)
        {
            var v = model.Vectors.AsSpan(k * channels, channels);
            var weight = strongest > 0 ? 1 / Math.Max(model.Variances[k], Noise * strongest) : 0;
            for (var i = 0; i < channels; i++)
            {
                Rows.AddScaled(Limit(k) * v[i], v, limits.AsSpan(i * channels, channels));
                Rows.AddScaled(weight * v[i], v, inverse.AsSpan(i * channels, channels));
            }
        }
        for (var i = 0; i < channels; i++)
        {
            alive[i] = model.IsAlive(i) ? 1 : 0;
            limits[i * channels + i] += alive[i] > 0 ? Noise * highest : highest;
        }
        for (var i = 0; i < channels; i++)
            for (var j = 0; j < channels; j++) inverse[i * channels + j] *= alive[i] * alive[j];

        double Limit(int k)
        {
            var amplitude = model.Means[k] + cutoff * model.Deviations[k];
            return amplitude * amplitude;
        }
    }

    /// <summary>Finds what to remove from a window, by its scatter [stride, stride] over so many samples.</summary>
    public void Find(ReadOnlySpan<double> scatter, int stride, int samples, ObliqueProjection removed)
    {
        removed.Reset();
        if (IsClean(scatter, stride, samples)) return;
        for (var i = 0; i < channels; i++)
            for (var j = 0; j <= i; j++) matrix[i * channels + j] = scatter[i * stride + j] * (alive[i] * alive[j] / samples);
        if (!eigen.Decompose(matrix)) return;
        for (var k = channels - 1; k >= always; k--)
        {
            var v = eigen.Vector(k);
            for (var i = 0; i < channels; i++) product[i] = Rows.Dot(limits.AsSpan(i * channels, channels), v);
            if (eigen.Values[k] > Rows.Dot(product, v)) removed.Remove(v, alive);
        }
        if (removed.Rank > 0) removed.Complete(inverse);
    }

    // Where T'T less the covariance is positive definite no direction is above its limit, eigenvectors included: a tenth of the work of finding them.
    private bool IsClean(ReadOnlySpan<double> scatter, int stride, int samples)
    {
        for (var i = 0; i < channels; i++)
            for (var j = 0; j <= i; j++) matrix[i * channels + j] = limits[i * channels + j] - scatter[i * stride + j] * (alive[i] * alive[j] / samples);
        return Cholesky.TryFactor(matrix, channels);
    }
}
