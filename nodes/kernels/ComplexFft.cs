using System.Numerics;

namespace Streaming.Kernels;

/// <summary>The discrete Fourier transform of a power of two of complex values, in place (Cooley and Tukey 1965, radix 2).</summary>
internal sealed class ComplexFft
{
    private readonly Complex[] turns;
    private readonly int[] reversed;

    public ComplexFft(int size)
    {
        if (!BitOperations.IsPow2(size) || size < 2) throw new ArgumentException($"the size must be a power of two, but is {size}.");
        turns = new Complex[size / 2];
        for (var i = 0; i < turns.Length; i++) turns[i] = Complex.FromPolarCoordinates(1, -2 * Math.PI * i / size);
        reversed = new int[size];
        var bits = BitOperations.Log2((uint)size);
        for (var i = 0; i < size; i++)
            for (var b = 0; b < bits; b++) reversed[i] |= (i >> b & 1) << (bits - 1 - b);
    }

    /// <summary>Values of a transform.</summary>
    public int Size => reversed.Length;

    /// <summary>The place of the i-th value before the transform.</summary>
    public int PlaceOf(int i) => reversed[i];

    /// <summary>Transforms values that stand at their places (<see cref="PlaceOf"/>); the result stands in order, unscaled.</summary>
    public void Forward(Span<Complex> values)
    {
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
    }
}
