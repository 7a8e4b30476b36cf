namespace Streaming.View;

/// <summary>The level of an audio signal, channel by channel, as meters show it.</summary>
internal sealed class LevelHistory
{
    private const double Fast = 0.3;                    // s, as a VU meter's needle
    private const double Hold = 1.5, Fall = 20;         // s, and dB per second after it
    private const double Marked = 2;                    // s that clipping is shown
    private const float Full = 32767 / 32768f;          // the highest value of 16 bits clips

    private readonly double rate, follow, fall;
    private readonly double[] powers, peaks;
    private readonly long[] peakAt, clippedAt, clipped;
    private long count;

    public LevelHistory(string name, IReadOnlyList<string> labels, double rate)
    {
        (Name, Labels, this.rate) = (name, labels, rate);
        (follow, fall) = (1 - Math.Exp(-1 / (Fast * rate)), Math.Pow(10, -Fall / 20 / rate));
        (powers, peaks) = (new double[labels.Count], new double[labels.Count]);
        (peakAt, clippedAt, clipped) = (new long[labels.Count], new long[labels.Count], new long[labels.Count]);
    }

    public string Name { get; }

    public IReadOnlyList<string> Labels { get; }

    /// <summary>There is something to show.</summary>
    public bool IsThere => count > 0;

    /// <summary>dBFS: 0 is the rms of a square wave of full scale.</summary>
    public double Rms(int channel) => 10 * Math.Log10(powers[channel] + 1e-20);

    /// <summary>dBFS of the highest sample, held for a while.</summary>
    public double Peak(int channel) => 20 * Math.Log10(peaks[channel] + 1e-10);

    /// <summary>Samples at full scale so far.</summary>
    public long Clipped(int channel) => clipped[channel];

    /// <summary>It clipped just now.</summary>
    public bool Clips(int channel) => clipped[channel] > 0 && count - clippedAt[channel] < Marked * rate;

    /// <summary>Adds samples, [samples, channels].</summary>
    public void Add(ReadOnlySpan<float> samples)
    {
        var channels = powers.Length;
        for (; samples.Length > 0; samples = samples[channels..], count++)
        {
            for (var c = 0; c < channels; c++)
            {
                var size = Math.Abs(samples[c]);
                if (!float.IsFinite(size)) continue;
                powers[c] += follow * ((double)size * size - powers[c]);
                if (count - peakAt[c] > Hold * rate) peaks[c] *= fall;
                if (size >= peaks[c]) (peaks[c], peakAt[c]) = (size, count);
                if (size >= Full) (clippedAt[c], clipped[c]) = (count, clipped[c] + 1);
            }
        }
    }

    public void CopyTo(LevelHistory other)
    {
        powers.CopyTo(other.powers, 0);
        peaks.CopyTo(other.peaks, 0);
        peakAt.CopyTo(other.peakAt, 0);
        clippedAt.CopyTo(other.clippedAt, 0);
        clipped.CopyTo(other.clipped, 0);
        other.count = count;
    }

    public LevelHistory Alike() => new(Name, Labels, rate);

    public void Clear()
    {
        Array.Clear(powers);
        Array.Clear(peaks);
        Array.Clear(peakAt);
        Array.Clear(clippedAt);
        Array.Clear(clipped);
        count = 0;
    }
}
