using System.Numerics;

namespace Streaming.Dsp;

/// <summary>
/// One second-order section of a recursive filter, H(z) = (B0 + B1/z + B2/z²) / (1 + A1/z + A2/z²). A first-order section has B2 = A2 = 0.
/// </summary>
public readonly record struct Section(double B0, double B1, double B2, double A1, double A2)
{
    /// <summary>The complex gain at a frequency, in radians per sample.</summary>
    public Complex Response(double radians)
    {
        var z1 = Complex.FromPolarCoordinates(1, -radians);
        var z2 = z1 * z1;
        return (B0 + B1 * z1 + B2 * z2) / (1 + A1 * z1 + A2 * z2);
    }

    /// <summary>The complex gain of a cascade at a frequency in hertz.</summary>
    public static Complex Response(ReadOnlySpan<Section> cascade, double frequency, double rate)
    {
        var gain = Complex.One;
        foreach (var section in cascade) gain *= section.Response(2 * Math.PI * frequency / rate);
        return gain;
    }

    internal Section Scale(double gain) => this with { B0 = B0 * gain, B1 = B1 * gain, B2 = B2 * gain };
}
