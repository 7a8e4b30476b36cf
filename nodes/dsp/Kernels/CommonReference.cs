using System.Numerics;

namespace Streaming.Dsp;

/// <summary>
/// Subtracts from every channel the mean of some, its references; those that are bad have no part in the mean. Where all are bad the last mean that had a good one is kept:
/// the same electrodes serve on, good or not, until one of them is good again. Sums run in double and in one order on every machine.
/// </summary>
internal sealed partial class CommonReference : IState
{
    private readonly int channels;
    private readonly int[] references;
    [State] private readonly int[] parts;   // the references in use come first
    [State] private int count;

    /// <summary>Prepares for a number of channels; all references count at first.</summary>
    public CommonReference(int channels, int[] references)
    {
        (this.channels, this.references) = (channels, references);
        parts = new int[references.Length];
        Reset();
    }

    /// <summary>Leaves out the bad references; says whether a good one is left.</summary>
    public bool Use(ReadOnlySpan<bool> bad)
    {
        var good = 0;
        foreach (var reference in references)
            if (!bad[reference]) good++;
        if (good == 0) return false;
        count = 0;
        foreach (var reference in references)
            if (!bad[reference]) parts[count++] = reference;
        return true;
    }

    /// <summary>Refers a block [samples, channels]. The output may be the input.</summary>
    public void Process(ReadOnlySpan<float> input, Span<float> output)
    {
        for (var at = 0; at < input.Length; at += channels) Subtract(Mean(input.Slice(at, channels)), input.Slice(at, channels), output.Slice(at, channels));
    }

    partial void OnReset()
    {
        references.CopyTo(parts, 0);
        count = references.Length;
    }

    // Four partial sums, so that an addition does not wait for the one before.
    private double Mean(ReadOnlySpan<float> sample)
    {
        double a = 0, b = 0, c = 0, d = 0;
        var i = 0;
        for (; i + 4 <= count; i += 4)
        {
            a += sample[parts[i]];
            b += sample[parts[i + 1]];
            c += sample[parts[i + 2]];
            d += sample[parts[i + 3]];
        }
        for (; i < count; i++) a += sample[parts[i]];
        return (a + b + (c + d)) / count;
    }

    private static void Subtract(double mean, ReadOnlySpan<float> sample, Span<float> output)
    {
        var wide = new Vector<double>(mean);
        var c = 0;
        for (; c + Vector<float>.Count <= sample.Length; c += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(sample[c..]), out var low, out var high);
            Vector.Narrow(low - wide, high - wide).CopyTo(output[c..]);
        }
        for (; c < sample.Length; c++) output[c] = (float)(sample[c] - mean);
    }
}
