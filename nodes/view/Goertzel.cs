using System.Numerics;

namespace Streaming.View;

/// <summary>
/// The squared magnitudes of a signal at some frequencies (Goertzel 1958), four vectors of frequencies at a time: each step of the recursion waits for the one before, so
/// that one frequency alone would leave the machine idle.
/// </summary>
internal sealed class Goertzel
{
    private const int AtOnce = 4; // vectors

    private readonly double[] turns;
    private readonly double[] powers;

    /// <summary>At frequencies in turns per sample.</summary>
    public Goertzel(int count, Func<int, double> frequency)
    {
        var stride = AtOnce * Vector<double>.Count;
        turns = new double[(count + stride - 1) / stride * stride];
        for (var i = 0; i < count; i++) turns[i] = 2 * Math.Cos(2 * Math.PI * frequency(i));
        powers = new double[turns.Length];
    }

    /// <summary>The squared magnitude at each frequency; good until the next call.</summary>
    public ReadOnlySpan<double> Powers(ReadOnlySpan<double> signal)
    {
        var width = Vector<double>.Count;
        for (var i = 0; i < turns.Length; i += AtOnce * width)
        {
            Vector<double> a = new(turns, i), b = new(turns, i + width), c = new(turns, i + 2 * width), d = new(turns, i + 3 * width);
            Vector<double> a1 = default, a2 = default, b1 = default, b2 = default, c1 = default, c2 = default, d1 = default, d2 = default;
            foreach (var sample in signal)
            {
                var x = new Vector<double>(sample);
                (a1, a2) = (x + a * a1 - a2, a1);
                (b1, b2) = (x + b * b1 - b2, b1);
                (c1, c2) = (x + c * c1 - c2, c1);
                (d1, d2) = (x + d * d1 - d2, d1);
            }
            (a1 * a1 + a2 * a2 - a * a1 * a2).CopyTo(powers, i);
            (b1 * b1 + b2 * b2 - b * b1 * b2).CopyTo(powers, i + width);
            (c1 * c1 + c2 * c2 - c * c1 * c2).CopyTo(powers, i + 2 * width);
            (d1 * d1 + d2 * d2 - d * d1 * d2).CopyTo(powers, i + 3 * width);
        }
        return powers;
    }
}
