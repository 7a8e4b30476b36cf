using System.Numerics;

namespace Streaming.Eeg;

/// <summary>One second-order section of a recursive filter, H(z) = (B0 + B1/z + B2/z²) / (1 + A1/z + A2/z²).</summary>
internal readonly record struct Biquad(double B0, double B1, double B2, double A1, double A2)
{
    /// <summary>A cascade of real sections from an even number of zeros and as many poles, in conjugate pairs or real, with a gain at 0 Hz.</summary>
    public static Biquad[] Cascade(Complex[] zeros, Complex[] poles, double gain)
    {
        var (numerators, denominators) = (Pairs(zeros), Pairs(poles));
        var cascade = new Biquad[denominators.Length];
        for (var s = 0; s < cascade.Length; s++)
        {
            // Each pair of poles takes the zeros nearest to it, so that no section amplifies much.
            var poleAt = denominators[s];
            var nearest = numerators.MinBy(n => Math.Abs(n.First - poleAt.First) + Math.Abs(n.Second - poleAt.Second));
            numerators = [.. numerators.Where(n => n != nearest)];
            var scale = (1 + poleAt.First + poleAt.Second) / (1 + nearest.First + nearest.Second); // 1 at 0 Hz
            cascade[s] = new Biquad(scale, scale * nearest.First, scale * nearest.Second, poleAt.First, poleAt.Second);
        }
        cascade[0] = cascade[0] with { B0 = cascade[0].B0 * gain, B1 = cascade[0].B1 * gain, B2 = cascade[0].B2 * gain };
        return cascade;
    }

    /// <summary>The complex gain of a cascade at a frequency in hertz.</summary>
    public static Complex Response(ReadOnlySpan<Biquad> cascade, double frequency, double rate)
    {
        var gain = Complex.One;
        var z1 = Complex.FromPolarCoordinates(1, -2 * Math.PI * frequency / rate);
        foreach (var (b0, b1, b2, a1, a2) in cascade) gain *= (b0 + z1 * (b1 + z1 * b2)) / (1 + z1 * (a1 + z1 * a2));
        return gain;
    }

    // The quadratic factors 1 + First/z + Second/z².
    private static (double First, double Second)[] Pairs(Complex[] roots)
    {
        Complex[] above = [.. roots.Where(r => r.Imaginary > 0)];
        double[] real = [.. roots.Where(r => r.Imaginary == 0).Select(r => r.Real).Order()];
        return
        [
            .. above.Select(r => (-2 * r.Real, r.Real * r.Real + r.Imaginary * r.Imaginary)),
            .. Enumerable.Range(0, real.Length / 2).Select(i => (-(real[2 * i] + real[2 * i + 1]), real[2 * i] * real[2 * i + 1])),
        ];
    }
}
