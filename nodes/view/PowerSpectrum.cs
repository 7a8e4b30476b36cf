using System.Numerics;
using Streaming.Kernels;

namespace Streaming.View;

/// <summary>The power of frames of a signal at each frequency, relative to a sine of amplitude 1 (Hann window).</summary>
internal sealed class PowerSpectrum
{
    private readonly double[] window;
    private readonly Complex[] values;
    private readonly ComplexFft transform;
    private readonly double scale;

    /// <summary>Of frames of a power of two of samples.</summary>
    public PowerSpectrum(int size)
    {
        window = new double[size];
        values = new Complex[size];
        transform = new ComplexFft(size);
        for (var i = 0; i < size; i++) window[i] = 0.5 - 0.5 * Math.Cos(2 * Math.PI * i / size);
        scale = 4 / (window.Sum() * window.Sum());
    }

    public int Bins => values.Length / 2 + 1;

    /// <summary>Adds the power of a frame, times a weight, to each frequency from 0 to half the rate.</summary>
    public void Add(ReadOnlySpan<float> frame, Span<float> power, double weight)
    {
        for (var i = 0; i < values.Length; i++) values[transform.PlaceOf(i)] = window[i] * frame[i];
        transform.Forward(values);
        for (var k = 0; k < Bins; k++)
        {
            var value = values[k];
            power[k] += (float)(weight * scale * (value.Real * value.Real + value.Imaginary * value.Imaginary));
        }
    }
}
