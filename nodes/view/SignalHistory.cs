namespace Streaming.View;

/// <summary>The last seconds of a signal. Missing samples are NaN.</summary>
internal sealed class SignalHistory
{
    private readonly float[] ring;

    public SignalHistory(string name, IReadOnlyList<string> labels, double rate, string unit, int capacity)
    {
        (Name, Labels, Rate, Unit, Capacity) = (name, labels, rate, unit, capacity);
        ring = new float[Capacity * labels.Count];
    }

    /// <summary>Where it comes from, such as "eeg.signal".</summary>
    public string Name { get; }

    /// <summary>One per channel.</summary>
    public IReadOnlyList<string> Labels { get; }

    public int Channels => Labels.Count;

    /// <summary>It is sound: what counts is whether its peaks fit.</summary>
    public bool IsAudio { get; init; }

    /// <summary>Samples per second.</summary>
    public double Rate { get; }

    public string Unit { get; }

    /// <summary>Samples that are kept.</summary>
    public int Capacity { get; }

    /// <summary>Samples ever seen; those from <c>Count - Capacity</c> on are kept.</summary>
    public long Count { get; private set; }

    /// <summary>The capture time after the last sample, in seconds.</summary>
    public double End { get; private set; }

    /// <summary>Adds samples, [samples, channels].</summary>
    public void Add(ReadOnlySpan<float> samples, double end)
    {
        End = end;
        while (samples.Length > 0)
        {
            var at = (int)(Count % Capacity);
            var values = Math.Min(samples.Length, (Capacity - at) * Channels);
            samples[..values].CopyTo(ring.AsSpan(at * Channels));
            samples = samples[values..];
            Count += values / Channels;
        }
    }

    /// <summary>Adds missing samples.</summary>
    public void AddGap(long samples)
    {
        Count += Math.Max(0, samples - Capacity);
        for (var i = Math.Min(samples, Capacity); i > 0; i--, Count++) ring.AsSpan((int)(Count % Capacity) * Channels, Channels).Fill(float.NaN);
    }

    /// <summary>An empty one of the same form.</summary>
    public SignalHistory Alike() => new(Name, Labels, Rate, Unit, Capacity) { IsAudio = IsAudio };

    /// <summary>Copies into a history of the same form.</summary>
    public void CopyTo(SignalHistory other)
    {
        ring.CopyTo(other.ring, 0);
        (other.Count, other.End) = (Count, End);
    }

    /// <summary>Forgets everything.</summary>
    public void Clear() => (Count, End) = (0, 0);

    /// <summary>A value; NaN where it is missing, not yet there, or no longer kept.</summary>
    public float this[long sample, int channel] =>
        sample < Math.Max(0, Count - Capacity) || sample >= Count ? float.NaN : ring[sample % Capacity * Channels + channel];
}
