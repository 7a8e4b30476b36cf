namespace Streaming.Kernels;

/// <summary>
/// Which channels of a signal are bad, as a mask beside it says: a row of one number per channel, 1 bad and 0 good, holds from its time on until the next. Before the
/// first row all are good. Both inputs show settled samples only, so what a sample gets never depends on which stream came first.
/// </summary>
internal sealed partial class ChannelMask : IState
{
    private readonly Input<float> mask;
    private readonly int[] places; // where each channel of the signal stands in a row of the mask
    [State] private readonly bool[] bad;

    /// <summary>Follows what is linked to the mask, which may be nothing.</summary>
    /// <exception cref="FormatMismatchException">The mask does not speak of every channel of the signal.</exception>
    public ChannelMask(Input<float> mask, StreamFormat signal)
    {
        this.mask = mask;
        bad = new bool[signal.Channels];
        places = mask.IsLinked ? Places(mask.Format, signal) : [];
    }

    /// <summary>Whether each channel is bad at the sample last asked for.</summary>
    public ReadOnlySpan<bool> Bad => bad;

    /// <summary>Goes to the first available sample of the signal.</summary>
    /// <param name="signal">The signal, of which a sample is available.</param>
    /// <param name="samples">For how many of its available samples the mask stays as it is, at least one.</param>
    /// <returns>Whether a channel became bad or good.</returns>
    public bool Follow(Input<float> signal, out int samples)
    {
        samples = signal.Available;
        if (!mask.IsLinked) return false;
        var changed = false;
        for (var time = signal.TimeOf(0); mask.Available > 0 && mask.TimeOf(0) <= time; mask.Advance(1)) changed |= Take(mask.Samples);
        if (mask.Available > 0) samples = Before(mask.TimeOf(0), signal);
        return changed;
    }

    private bool Take(ReadOnlySpan<float> row)
    {
        var changed = false;
        for (var c = 0; c < bad.Length; c++)
        {
            var now = !(row[places[c]] < 0.5f); // what is not a number is not good
            changed |= now != bad[c];
            bad[c] = now;
        }
        return changed;
    }

    private static int Before(double time, Input<float> signal)
    {
        int low = 1, high = signal.Available;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (signal.TimeOf(middle - 1) < time) low = middle;
            else high = middle - 1;
        }
        return low;
    }

    private static int[] Places(StreamFormat mask, StreamFormat signal)
    {
        if (mask.Labels.Count > 0 && signal.Labels.Count > 0)
        {
            var absent = signal.Labels.Where(label => ChannelLabels.TryFind(mask.Labels, label) < 0).ToArray();
            if (absent.Length > 0)
                throw new FormatMismatchException("a mask that speaks of every channel of the signal", $"none for {string.Join(", ", absent)}",
                    "find bad channels before channels are renamed, or link the mask of this signal");
            return [.. signal.Labels.Select(label => ChannelLabels.TryFind(mask.Labels, label))];
        }
        if (mask.Channels != signal.Channels)
            throw new FormatMismatchException($"a mask of {signal.Channels} channels, as the signal has", $"{mask.Channels}", "link the mask of this signal");
        return [.. Enumerable.Range(0, signal.Channels)];
    }
}
