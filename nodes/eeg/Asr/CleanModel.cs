namespace Streaming.Eeg;

/// <summary>
/// What ASR learns of clean signal: the principal components of its shaped covariance, and how strong each of them is in a window (the mixing matrix M and the
/// thresholds T of Mullen et al. 2015 follow from it: M is the square root of the covariance, T = diag(mean + cutoff deviation) V').
/// </summary>
internal sealed partial class CleanModel(int channels) : IState
{
    /// <summary>Eigenvectors of the covariance as rows [channels, channels], by ascending variance.</summary>
    [State] public readonly double[] Vectors = new double[channels * channels];

    /// <summary>Variance along each of them.</summary>
    [State] public readonly double[] Variances = new double[channels];

    /// <summary>Mean of each component's root mean square in clean windows.</summary>
    [State] public readonly double[] Means = new double[channels];

    /// <summary>Its standard deviation.</summary>
    [State] public readonly double[] Deviations = new double[channels];

    /// <summary>Seconds of clean signal it was learnt from; 0 while it is not known.</summary>
    [State] public double CleanSeconds;

    /// <summary>There is a model.</summary>
    public bool IsKnown => CleanSeconds > 0;

    /// <summary>How many channels it is of.</summary>
    public int Channels => channels;

    /// <summary>The channel changed at all while it was learnt.</summary>
    public bool IsAlive(int channel)
    {
        double own = 0, all = 0;
        for (var k = 0; k < channels; k++)
        {
            var weight = Vectors[k * channels + channel];
            own += Math.Max(0, Variances[k]) * weight * weight;
            all += Math.Max(0, Variances[k]);
        }
        return own > 1e-12 * all / channels;
    }

    /// <summary>Takes over another's.</summary>
    public void Set(CleanModel other)
    {
        other.Vectors.CopyTo(Vectors, 0);
        other.Variances.CopyTo(Variances, 0);
        other.Means.CopyTo(Means, 0);
        other.Deviations.CopyTo(Deviations, 0);
        CleanSeconds = other.CleanSeconds;
    }
}
