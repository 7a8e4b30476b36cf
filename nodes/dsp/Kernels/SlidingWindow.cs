namespace Streaming.Dsp;

/// <summary>
/// Cuts a time-major signal into windows of a length, one every hop samples; the first ends where the signal is as long as a window.
/// <code>while (!block.IsEmpty) { block = window.Take(block); if (window.Ready) Use(window.Current); }</code>
/// </summary>
public sealed class SlidingWindow : IState
{
    private readonly History history;
    private readonly int channels;
    private long left; // samples until the next window

    /// <summary>Prepares windows of a length, a hop apart, both in samples. A hop longer than the window skips what lies between.</summary>
    public SlidingWindow(int length, int hop, int channels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(hop);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        history = new History(channels, length);
        this.channels = channels;
        Length = length;
        Hop = hop;
        left = length;
    }

    /// <summary>Samples of a window.</summary>
    public int Length { get; }

    /// <summary>Samples from one window to the next.</summary>
    public int Hop { get; }

    /// <summary>Whether a window ended with the last sample taken.</summary>
    public bool Ready { get; private set; }

    /// <summary>The window [length, channels] that ended with the last sample taken. Valid while <see cref="Ready"/>, until the next <see cref="Take"/>.</summary>
    public ReadOnlySpan<float> Current => history.Last(Length);

    /// <summary>The first sample of the window that is ready, counted from the beginning of the signal.</summary>
    public long Start => history.Seen - Length;

    /// <summary>Takes samples up to the end of the next window and returns the rest of the block.</summary>
    public ReadOnlySpan<float> Take(ReadOnlySpan<float> block)
    {
        var samples = (int)Math.Min(left, block.Length / channels);
        history.Append(block[..(samples * channels)]);
        left -= samples;
        Ready = left == 0;
        if (Ready) left = Hop;
        return block[(samples * channels)..];
    }

    /// <inheritdoc/>
    public void Save(ref StateWriter writer)
    {
        writer.Write("history", history);
        writer.Write("left", left);
        writer.Write("ready", Ready);
    }

    /// <inheritdoc/>
    public void Load(ref StateReader reader)
    {
        reader.Read("history", history);
        left = reader.ReadInt64("left");
        Ready = reader.ReadBoolean("ready");
    }

    /// <summary>Forgets the signal; windows and counts begin anew.</summary>
    public void Reset()
    {
        history.Reset();
        left = Length;
        Ready = false;
    }
}
