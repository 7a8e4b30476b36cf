namespace Streaming.Dsp;

/// <summary>What stands before the first sample of a signal and after its last where a frame reaches beyond them.</summary>
public enum FramePadding
{
    /// <summary>Nothing: frames lie within the signal.</summary>
    None,

    /// <summary>Zeros; the middle of the first frame is the first sample.</summary>
    Zeros,

    /// <summary>The signal mirrored at its first and last sample, neither of them twice; the middle of the first frame is the first sample.</summary>
    Reflect,
}

/// <summary>
/// Cuts a time-major signal into frames of a length, one every hop samples, the first of which may begin before the signal.
/// <code>do { block = framing.Take(block); if (framing.Ready) Use(framing.Current); } while (!block.IsEmpty || framing.Ready);</code>
/// </summary>
public sealed class Framing : IState
{
    private readonly History history;
    private readonly FramePadding padding;
    private readonly int channels;
    private readonly int before;
    private readonly int beyond;
    private readonly float[] frame;
    private long next; // where the next frame begins

    /// <summary>Prepares frames of a signal.</summary>
    /// <param name="length">Samples of a frame.</param>
    /// <param name="hop">Samples from one frame to the next.</param>
    /// <param name="channels">Channels of the signal.</param>
    /// <param name="padding">What stands outside the signal.</param>
    /// <param name="before">Samples of the first frame before the signal, at most the length; without padding 0, or less to skip so many samples.</param>
    /// <param name="beyond">Samples that the signal must hold of a frame from the frame's sample <paramref name="before"/> on, for the frame to be padded at the end.</param>
    public Framing(int length, int hop, int channels, FramePadding padding = FramePadding.None, int before = 0, int beyond = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(hop);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(before, padding == FramePadding.None ? 0 : length);
        ArgumentOutOfRangeException.ThrowIfNegative(beyond);
        history = new History(channels, length + 1);
        frame = new float[length * channels];
        (Length, Hop, this.channels, this.padding, this.before, this.beyond) = (length, hop, channels, padding, before, beyond);
        next = -before;
    }

    /// <summary>Samples of a frame.</summary>
    public int Length { get; }

    /// <summary>Samples from one frame to the next.</summary>
    public int Hop { get; }

    /// <summary>Whether a frame is ready.</summary>
    public bool Ready { get; private set; }

    /// <summary>The frame [length, channels] that is ready; the caller may change it. Valid until the next <see cref="Take"/> or <see cref="TakePadded"/>.</summary>
    public Span<float> Current => frame;

    private long Missing => Math.Max(next + Length, padding == FramePadding.Reflect ? 1 - next : 0) - history.Seen;

    /// <summary>Takes samples up to the end of the next frame and returns the rest of the block.</summary>
    public ReadOnlySpan<float> Take(ReadOnlySpan<float> block)
    {
        var samples = (int)Math.Clamp(Missing, 0, block.Length / channels);
        history.Append(block[..(samples * channels)]);
        Ready = Missing <= 0;
        if (Ready) Cut();
        return block[(samples * channels)..];
    }

    /// <summary>How many frames so many further samples [samples, channels] complete.</summary>
    public int Following(int samples) => Missing <= samples ? (int)((history.Seen + samples - next - Length) / Hop) + 1 : 0;

    /// <summary>At the end of the signal: makes the next frame ready that reaches beyond it; false where no more follows.</summary>
    public bool TakePadded()
    {
        Ready = padding != FramePadding.None && history.Seen > 0 && next + before + beyond <= history.Seen;
        if (Ready) Cut();
        return Ready;
    }

    /// <inheritdoc/>
    public void Save(ref StateWriter writer)
    {
        writer.Write("history", history);
        writer.Write("next", next);
    }

    /// <inheritdoc/>
    public void Load(ref StateReader reader)
    {
        reader.Read("history", history);
        next = reader.ReadInt64("next");
        Ready = false;
    }

    /// <summary>Forgets the signal; frames begin anew.</summary>
    public void Reset()
    {
        history.Reset();
        next = -before;
        Ready = false;
    }

    private void Cut()
    {
        var end = next + Length;
        if (next >= 0 && end <= history.Seen) history.Last(Length, (int)(history.Seen - end)).CopyTo(frame);
        else for (var i = 0; i < Length; i++) Pad(next + i, frame.AsSpan(i * channels, channels));
        next += Hop;
    }

    private void Pad(long at, Span<float> sample)
    {
        var seen = history.Seen;
        if (padding == FramePadding.Zeros && (at < 0 || at >= seen))
        {
            sample.Clear();
            return;
        }
        var period = Math.Max(1, 2 * (seen - 1)); // a signal mirrored at both ends repeats
        at = (at % period + period) % period;
        history.Last(1, (int)(seen - 1 - Math.Min(at, period - at))).CopyTo(sample);
    }
}
