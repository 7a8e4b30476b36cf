using System.Numerics;

namespace Streaming.View;

/// <summary>The power of the last seconds by time and frequency: of a stream of spectra, or of a signal cut to frames of about 32 ms, half overlapping.</summary>
internal sealed class SpectrogramHistory
{
    private const double Frame = 0.032;                 // s: shows the pitch of a low voice as lines, and each syllable
    private readonly StreamFormat format;
    private readonly double seconds;
    private readonly PowerSpectrum? transform;          // null where spectra come
    private readonly Func<float, float> power = static v => v * v;
    private readonly float[] frames;                    // [channels, size], the samples of the next frame
    private readonly float[] ring;
    private readonly int size;
    private int filled;

    /// <summary>Of a signal, or of spectra with an axis and a steady rate.</summary>
    public SpectrogramHistory(string name, StreamFormat format, double seconds)
    {
        (Name, this.format, this.seconds) = (name, format, seconds);
        if (format.Kind == StreamKind.Signal)
        {
            size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, 0.71 * Frame * format.Rate));
            transform = new PowerSpectrum(size);
            (Bins, Step, Rate) = (transform.Bins, format.Rate / size, format.Rate / (size / 2));
        }
        else
        {
            (Bins, Start, Step, Rate) = (format.Shape[0], format.Axis!.Start, format.Axis.Step, format.Rate);
            if (format.Unit.Contains("dB", StringComparison.Ordinal)) power = static v => (float)Math.Pow(10, v / 10);
            else if (format.Unit.Contains('²', StringComparison.Ordinal)) power = static v => v;
        }
        frames = new float[format.Channels * size];
        Capacity = (int)Math.Ceiling(seconds * Rate) + 1;
        ring = new float[Capacity * Bins];
    }

    public string Name { get; }

    /// <summary>0 dB is a sine of full scale.</summary>
    public bool IsFullScale => transform is not null && format.Unit.Length == 0;

    /// <summary>Frames per second.</summary>
    public double Rate { get; }

    /// <summary>Frequencies of a frame.</summary>
    public int Bins { get; }

    /// <summary>Hz of the first.</summary>
    public double Start { get; }

    /// <summary>Hz from one to the next.</summary>
    public double Step { get; }

    /// <summary>Hz of the last.</summary>
    public double Highest => Start + (Bins - 1) * Step;

    /// <summary>Frames that are kept.</summary>
    public int Capacity { get; }

    /// <summary>Frames ever seen.</summary>
    public long Count { get; private set; }

    /// <summary>The power of a frame by frequency; empty where it is not there, NaN where it is missing.</summary>
    public ReadOnlySpan<float> this[long frame] => frame < Math.Max(0, Count - Capacity) || frame >= Count ? default : ring.AsSpan((int)(frame % Capacity) * Bins, Bins);

    /// <summary>Adds samples of the signal, or spectra.</summary>
    public void Add(ReadOnlySpan<float> samples)
    {
        if (transform is null) AddSpectra(samples);
        else AddSignal(samples);
    }

    /// <summary>So many seconds are missing.</summary>
    public void AddGap(double missing)
    {
        filled = 0;
        for (var n = (long)Math.Min(Math.Round(missing * Rate), Capacity); n > 0; n--) Next().Fill(float.NaN);
    }

    public void CopyTo(SpectrogramHistory other)
    {
        ring.CopyTo(other.ring, 0);
        other.Count = Count;
    }

    public SpectrogramHistory Alike() => new(Name, format, seconds);

    public void Clear() => (Count, filled) = (0, 0);

    private Span<float> Next() => ring.AsSpan((int)(Count++ % Capacity) * Bins, Bins);

    private void AddSpectra(ReadOnlySpan<float> spectra)
    {
        var channels = format.Channels;
        for (; spectra.Length > 0; spectra = spectra[(Bins * channels)..])
        {
            var frame = Next();
            for (var k = 0; k < Bins; k++)
            {
                frame[k] = 0;
                for (var c = 0; c < channels; c++) frame[k] += power(spectra[k * channels + c]);
            }
        }
    }

    private void AddSignal(ReadOnlySpan<float> samples)
    {
        var channels = format.Channels;
        for (; samples.Length > 0; samples = samples[channels..])
        {
            for (var c = 0; c < channels; c++) frames[c * size + filled] = samples[c];
            if (++filled < size) continue;
            var frame = Next();
            frame.Clear();
            for (var c = 0; c < channels; c++)
            {
                var one = frames.AsSpan(c * size, size);
                transform!.Add(one, frame, 1.0 / channels);
                one[(size / 2)..].CopyTo(one);
            }
            filled = size / 2;
        }
    }
}
