namespace Streaming.Tests;

/// <summary>Measures of how near one sound is to another.</summary>
internal static class Quality
{
    /// <summary>Scale-invariant signal-to-distortion ratio in dB (Le Roux et al. 2019, eq. 2).</summary>
    public static double SiSdr(ReadOnlySpan<float> reference, ReadOnlySpan<float> estimate)
    {
        double dot = 0, power = 0;
        for (var i = 0; i < reference.Length; i++)
        {
            dot += (double)reference[i] * estimate[i];
            power += (double)reference[i] * reference[i];
        }
        var scale = dot / power;
        double signal = 0, noise = 0;
        for (var i = 0; i < reference.Length; i++)
        {
            var target = scale * reference[i];
            signal += target * target;
            noise += (estimate[i] - target) * (estimate[i] - target);
        }
        return 10 * Math.Log10(signal / noise);
    }
}
