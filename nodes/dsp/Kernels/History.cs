namespace Streaming.Dsp;

/// <summary>The latest samples of a time-major signal, contiguous.</summary>
internal sealed class History(int channels, int length) : IState
{
    private readonly float[] buffer = new float[2 * length * channels];
    private int end;

    /// <summary>How many samples are kept.</summary>
    public int Length => length;

    /// <summary>Samples seen since the beginning.</summary>
    public long Seen { get; private set; }

    /// <summary>Appends a block [samples, channels] of any length.</summary>
    public void Append(ReadOnlySpan<float> block)
    {
        var samples = block.Length / channels;
        Seen += samples;
        if (samples > length)
        {
            samples = length;
            block = block[^(length * channels)..];
        }
        if (end + samples > 2 * length)
        {
            var keep = Math.Min(end, length - samples);
            buffer.AsSpan((end - keep) * channels, keep * channels).CopyTo(buffer);
            end = keep;
        }
        block.CopyTo(buffer.AsSpan(end * channels));
        end += samples;
    }

    /// <summary>Samples that ended a number of samples ago.</summary>
    public ReadOnlySpan<float> Last(int samples, int ago = 0) => buffer.AsSpan((end - ago - samples) * channels, samples * channels);

    public void Save(ref StateWriter writer)
    {
        var kept = Math.Min(end, length);
        writer.Write("seen", Seen);
        writer.Write("kept", kept);
        writer.Write("samples", Last(kept));
    }

    public void Load(ref StateReader reader)
    {
        Seen = reader.ReadInt64("seen");
        end = reader.ReadInt32("kept");
        reader.Read("samples", buffer.AsSpan(0, end * channels));
    }

    public void Reset() => (end, Seen) = (0, 0);
}
