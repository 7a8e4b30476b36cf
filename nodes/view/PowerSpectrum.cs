using System.Numerics;

namespace Streaming.View;

/// <summary>The power of frames of a signal at each frequency, relative to a sine of amplitude 1 (Hann window, radix 2).</summary>
internal sealed class PowerSpectrum
{
    private readonly double[] window;
    private readonly Complex[] turns, values;
    private readonly double scale;

    /// <summary>Of frames of a power of two of samples.</summary>
    public PowerSpectrum(int size)
    {
        window = new double[size];
        turns = new Complex[size / 2];
        values = new Complex[size];
        for (var i = 0; i < size; i++) window[i] = 0.5 - 0.5 * Math.Cos(2 * Math.PI * i / size);
        for (var i = 0; i < turns.Length; i++) turns[i] = Complex.FromPolarCoordinates(1, -2 * Math.PI * i / size);
        scale = 4 / (window.Sum() * window.Sum());
    }

    public int Bins => turns.Length + 1;

    /// <summary>Adds the power of a frame, times a weight, to each frequency from 0 to half the rate.</summary>
    public void Add(ReadOnlySpan<float> frame, Span<float> power, double weight)
    {
        var bits = BitOperations.Log2((uint)values.Length);
        for (var i = 0; i < values.Length; i++) values[Reversed(i, bits)] = window[i] * frame[i];
        for (var half = 1; half < values.Length; half *= 2)
        {
            for (var start = 0; start < values.Length; start += 2 * half)
            {
                for (var k = 0; k < half; k++)
                {
                    ref var a = ref values[start + k];
                    ref var b = ref values[start + k + half];
                    var turned = b * turns[k * (turns.Length / half)];
                    (a, b) = (a + turned, a - turned);
                }
            }
        }
        for (var k = 0; k < Bins; k++)
        {
            var value = values[k];
            power[k] += (float)(weight * scale * (value.Real * value.Real + value.Imaginary * value.Imaginary));
        }
    }

    private static int Reversed(int index, int bits)
    {
        var reversed = 0;
        for (var i = 0; i < bits; i++) reversed |= (index >> i & 1) << (bits - 1 - i);
        return reversed;
    }
}
