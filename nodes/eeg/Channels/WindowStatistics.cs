using System.Numerics;

namespace Streaming.Eeg;

/// <summary>
/// What is known of the channels in the last window: covariances of their low parts, the power of their high parts, samples that were missing, and for how long each has
/// not changed. A window is made of steps, whose sums are kept, so that no sample is.
/// </summary>
internal sealed partial class WindowStatistics : IState
{
    private readonly int channels;
    private readonly int length;                        // samples of a step
    private readonly int size;                          // numbers of a step: products [channels, stride], then sums, powers and missing [stride]
    [State] private readonly BandSplit split;
    [State] private readonly double[] steps;            // a ring of steps
    [State] private readonly float[] last;
    [State] private readonly long[] unchanged;          // samples since each channel last changed
    [State] private int at;                             // samples of the step being summed
    [State] private int step;                           // its place in the ring
    [State] private int complete;                       // whole steps in the ring, at most all
    private readonly double[] total;                    // what the last window was summed to
    private readonly double[] covariance;               // [channels, channels]

    /// <summary>Prepares windows of so many steps, each of so many samples.</summary>
    public WindowStatistics(int channels, double rate, int length, int window)
    {
        (this.channels, this.length) = (channels, length);
        split = new BandSplit(channels, rate);
        size = (channels + 3) * split.Stride;
        Window = window;
        steps = new double[window * size];
        total = new double[size];
        covariance = new double[channels * channels];
        last = new float[channels];
        unchanged = new long[channels];
    }

    /// <summary>Steps of a window.</summary>
    public int Window { get; }

    /// <summary>A step ended with the sample last taken, and a whole window with it.</summary>
    public bool Ready => at == 0 && complete == Window;

    /// <summary>Samples since a channel last changed.</summary>
    public long Unchanged(int channel) => unchanged[channel];

    /// <summary>The share of a channel's samples that were not numbers in the window that <see cref="Sum"/> summed.</summary>
    public double Missing(int channel) => total[(channels + 2) * split.Stride + channel] / ((double)Window * length);

    /// <summary>The variance of a channel's high part, in units².</summary>
    public double HighPower(int channel) => total[(channels + 1) * split.Stride + channel] / ((double)Window * length);

    /// <summary>The covariance of the low parts of two channels, in units².</summary>
    public double Covariance(int first, int second) => covariance[first * channels + second];

    /// <summary>Takes samples up to the end of the step; says how many.</summary>
    public int Take(ReadOnlySpan<float> block)
    {
        var samples = Math.Min(length - at, block.Length / channels);
        var sums = steps.AsSpan(step * size, size);
        if (at == 0) sums.Clear();
        for (var i = 0; i < samples; i++) Add(block.Slice(i * channels, channels), sums);
        at += samples;
        if (at < length) return samples;
        at = 0;
        step = (step + 1) % Window;
        complete = Math.Min(complete + 1, Window);
        return samples;
    }

    /// <summary>Sums the window, oldest step first, so that the result does not depend on where the ring began.</summary>
    public void Sum()
    {
        Array.Clear(total);
        for (var s = 0; s < Window; s++)
        {
            var sums = steps.AsSpan((step + s) % Window * size, size);
            for (var i = 0; i < size; i += Vector<double>.Count) (new Vector<double>(total, i) + new Vector<double>(sums[i..])).CopyTo(total, i);
        }
        double n = (double)Window * length;
        var means = total.AsSpan(channels * split.Stride, channels);
        for (var c = 0; c < channels; c++)
            for (var d = c; d < channels; d++)
                covariance[c * channels + d] = covariance[d * channels + c] = (total[c * split.Stride + d] - means[c] * means[d] / n) / n;
    }

    private void Add(ReadOnlySpan<float> sample, Span<double> sums)
    {
        split.Take(sample);
        var (stride, low, high) = (split.Stride, split.Low, split.High);
        for (var c = 0; c < channels; c++)
        {
            // Only from the diagonal on: the rest is the same.
            var row = sums.Slice(c * stride, stride);
            var x = new Vector<double>(low[c]);
            for (var d = c / Vector<double>.Count * Vector<double>.Count; d < stride; d += Vector<double>.Count)
                Vector.FusedMultiplyAdd(x, new Vector<double>(low, d), new Vector<double>(row[d..])).CopyTo(row[d..]);
        }
        Span<double> means = sums[(channels * stride)..], powers = means[stride..], missing = powers[stride..];
        for (var c = 0; c < channels; c++)
        {
            means[c] += low[c];
            powers[c] += high[c] * high[c];
            var x = sample[c];
            if (!float.IsFinite(x)) missing[c]++;
            unchanged[c] = x == last[c] ? unchanged[c] + 1 : 0;
            last[c] = x;
        }
    }
}
