namespace Streaming.Dsp;

/// <summary>Sums, channel by channel, that tell how much of a signal is a multiple of another one; in float64, in the order of the samples.</summary>
internal sealed partial class Projection : IState
{
    [State] private readonly double[] products;
    [State] private readonly double[] references;
    [State] private readonly double[] signals;

    public Projection(int channels) => (products, references, signals) = (new double[channels], new double[channels], new double[channels]);

    /// <summary>Power of the multiple over power of the rest, in dB: the mean over the channels. NaN where a channel of the reference is silent.</summary>
    public double Ratio
    {
        get
        {
            var sum = 0.0;
            for (var c = 0; c < products.Length; c++)
            {
                var along = products[c] * products[c] / references[c];
                sum += 10 * Math.Log10(along / Math.Max(0, signals[c] - along));
            }
            return sum / products.Length;
        }
    }

    /// <summary>Adds samples of both, [samples, channels].</summary>
    public void Add(ReadOnlySpan<float> reference, ReadOnlySpan<float> signal)
    {
        var channels = products.Length;
        for (int i = 0, c = 0; i < reference.Length; i++, c = c + 1 == channels ? 0 : c + 1)
        {
            double r = reference[i], s = signal[i];
            products[c] += r * s;
            references[c] += r * r;
            signals[c] += s * s;
        }
    }
}
