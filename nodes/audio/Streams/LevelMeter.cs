using System.Numerics.Tensors;

namespace Streaming.Audio;

/// <summary>Measures how loud a signal is, and counts samples that clip: three or more in a row at full scale, as 16 bits have it.</summary>
/// <param name="channels">Of the signal.</param>
internal sealed class LevelMeter(int channels)
{
    private const float Full = 32767 / 32768f;
    private const int Run = 3;
    private readonly int[] runs = new int[channels];

    /// <summary>The greatest absolute value so far.</summary>
    public float Peak { get; private set; }

    /// <summary>Samples of all channels that clipped.</summary>
    public long Clipped { get; private set; }

    /// <summary>Takes in [samples, channels].</summary>
    public void Add(ReadOnlySpan<float> values)
    {
        if (values.Length == 0) return;
        var peak = Math.Abs(TensorPrimitives.MaxMagnitude(values));
        if (float.IsNaN(peak)) peak = 0;
        Peak = Math.Max(Peak, peak);
        if (peak < Full)
        {
            Array.Clear(runs);
            return;
        }
        for (var i = 0; i < values.Length; i++)
        {
            ref var run = ref runs[i % channels];
            if (!(Math.Abs(values[i]) >= Full)) run = 0;
            // The first of a run are known to clip once the run is long enough.
            else if (++run == Run) Clipped += Run;
            else if (run > Run) Clipped++;
        }
    }

    /// <summary>Relative to full scale, in dB.</summary>
    public static double Decibels(double amplitude) => 20 * Math.Log10(amplitude);
}
