namespace Streaming.Dsp;

/// <summary>The mean over all samples [bins, channels] of a condition, and what is read from it. Features are spectra of one bin.</summary>
internal sealed partial class ConditionMean(int bins, int channels, Range band, double resolution) : IState
{
    [State] private readonly double[] sums = new double[bins];
    [State] private long count;
    [State] private long leftOut;

    /// <summary>Values of a sample.</summary>
    public int SampleSize => bins * channels;

    /// <summary>Samples left out, since they held a value that is not finite.</summary>
    public long LeftOut => leftOut;

    /// <summary>The mean over the band and the channels; NaN while there is none.</summary>
    public double Mean => Spectrum.Mean(Spectra()[band]);

    /// <summary>The frequency of the mean spectrum's peak in the band; NaN while there is none.</summary>
    public double Peak => count > 0 ? Spectrum.Peak(Spectra(), band, resolution) : double.NaN;

    /// <summary>Counts a sample in.</summary>
    public void Add(ReadOnlySpan<float> sample)
    {
        foreach (var value in sample)
        {
            if (float.IsFinite(value)) continue;
            leftOut++;
            return;
        }
        count++;
        for (var i = 0; i < sample.Length; i++) sums[i / channels] += sample[i];
    }

    private float[] Spectra() => Array.ConvertAll(sums, sum => (float)(sum / ((double)count * channels)));
}
