using System.Numerics;

namespace Streaming.Dsp;

/// <summary>
/// Applies a montage to every sample. Sums run in double and in channel order, whatever the machine. A weight of zero leaves its channel out
/// altogether, so a bad channel (NaN) spoils only what is made of it.
/// </summary>
public sealed class SpatialFilter
{
    private readonly int inputs;
    private readonly int outputs;
    private readonly int stride;
    private readonly double[] weights; // [in, padded out]
    private readonly double[] sums;

    /// <summary>Prepares a montage.</summary>
    public SpatialFilter(Montage montage)
    {
        outputs = montage.Weights.GetLength(0);
        inputs = montage.Weights.GetLength(1);
        stride = Lanes.Stride(outputs);
        weights = new double[inputs * stride];
        sums = new double[stride];
        for (var o = 0; o < outputs; o++)
            for (var i = 0; i < inputs; i++)
                weights[i * stride + o] = montage.Weights[o, i];
    }

    /// <summary>Maps a block [samples, channels in] to [samples, channels out]. The output may be the input where both have as many channels.</summary>
    public void Process(ReadOnlySpan<float> input, Span<float> output)
    {
        for (int at = 0, to = 0; at < input.Length; at += inputs, to += outputs)
        {
            Sum(input.Slice(at, inputs));
            for (var o = 0; o < outputs; o++) output[to + o] = (float)sums[o];
        }
    }

    private void Sum(ReadOnlySpan<float> sample)
    {
        int width = Vector<double>.Count;
        for (var o = 0; o < stride; o += 2 * width)
        {
            Vector<double> low = default, high = default;
            for (var i = 0; i < sample.Length; i++)
            {
                var row = weights.AsSpan(i * stride + o, 2 * width);
                Vector<double> x = new(sample[i]), a = new(row), b = new(row[width..]);
                low = Vector.ConditionalSelect(Vector.Equals(a, Vector<double>.Zero), low, Vector.FusedMultiplyAdd(a, x, low));
                high = Vector.ConditionalSelect(Vector.Equals(b, Vector<double>.Zero), high, Vector.FusedMultiplyAdd(b, x, high));
            }
            low.CopyTo(sums.AsSpan(o));
            high.CopyTo(sums.AsSpan(o + width));
        }
    }
}
