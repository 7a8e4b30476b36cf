using System.Numerics;

namespace Streaming.Dsp;

/// <summary>
/// Butterworth filters of order 1 to 12 as second-order sections: analogue prototype, band transform and bilinear transform with prewarped edges
/// (Oppenheim and Schafer, Discrete-Time Signal Processing, 3rd ed., section 7.3). Frequencies and rates are in hertz; edges are the -3 dB points.
/// Every section has gain 1 at the reference of its band (0 Hz, the Nyquist frequency, or the centre), so the signal keeps its scale along the cascade.
/// </summary>
public static class ButterworthDesign
{
    /// <summary>The highest order of the prototype; a band filter has twice as many poles.</summary>
    public const int HighestOrder = 12;

    /// <summary>Passes what lies below the cutoff.</summary>
    /// <exception cref="FormatMismatchException">The order is outside 1 to 12, or the cutoff is not between 0 and half the rate.</exception>
    public static Section[] LowPass(int order, double cutoff, double rate)
    {
        CheckOrder(order);
        Expect.Frequency("cutoff", cutoff, rate);
        var edge = Prewarp(cutoff, rate);
        return Design(order, p => p * edge, [-1, -1], 0);
    }

    /// <summary>Passes what lies above the cutoff.</summary>
    /// <exception cref="FormatMismatchException">The order is outside 1 to 12, or the cutoff is not between 0 and half the rate.</exception>
    public static Section[] HighPass(int order, double cutoff, double rate)
    {
        CheckOrder(order);
        Expect.Frequency("cutoff", cutoff, rate);
        var edge = Prewarp(cutoff, rate);
        return Design(order, p => edge / p, [1, 1], Math.PI);
    }

    /// <summary>Passes what lies between two edges.</summary>
    /// <exception cref="FormatMismatchException">The order is outside 1 to 12, or the edges are not ascending between 0 and half the rate.</exception>
    public static Section[] BandPass(int order, double low, double high, double rate)
    {
        var (half, centre) = Band(order, low, high, rate);
        return DesignBand(order, p => p * half, centre, [1, -1], 2 * Math.Atan(centre));
    }

    /// <summary>Stops what lies between two edges.</summary>
    /// <exception cref="FormatMismatchException">The order is outside 1 to 12, or the edges are not ascending between 0 and half the rate.</exception>
    public static Section[] BandStop(int order, double low, double high, double rate)
    {
        var (half, centre) = Band(order, low, high, rate);
        var zero = Complex.FromPolarCoordinates(1, 2 * Math.Atan(centre));
        return DesignBand(order, p => half / p, centre, [zero, Complex.Conjugate(zero)], 0);
    }

    // Analogue frequencies are in units of twice the rate, so the bilinear transform is z = (1 + s) / (1 - s).
    private static double Prewarp(double frequency, double rate) => Math.Tan(Math.PI * frequency / rate);

    private static Complex ToDigital(Complex s) => (1 + s) / (1 - s);

    private static (double Half, double Centre) Band(int order, double low, double high, double rate)
    {
        CheckOrder(order);
        Expect.Frequency("low", low, rate);
        Expect.Frequency("high", high, rate);
        if (low >= high) throw new FormatMismatchException("a low edge below the high one", Expect.Text($"low {low:R} Hz and high {high:R} Hz"), "swap them or widen the band");
        double from = Prewarp(low, rate), to = Prewarp(high, rate);
        return ((to - from) / 2, Math.Sqrt(from * to));
    }

    private static void CheckOrder(int order) => Expect.Within("order", order, 1, HighestOrder);

    // The poles of the prototype in the upper half plane; with an odd order the last one is -1.
    private static IEnumerable<Complex> Prototype(int order)
    {
        for (var k = 0; k < order / 2; k++) yield return Complex.FromPolarCoordinates(1, Math.PI * (2 * k + 1 + order) / (2 * order));
        if (order % 2 == 1) yield return -1;
    }

    private static Section[] Design(int order, Func<Complex, Complex> transform, Complex[] zeros, double reference)
    {
        var sections = new List<(double Radius, Section Section)>();
        foreach (var p in Prototype(order))
        {
            var pole = ToDigital(transform(p));
            sections.Add(p.Imaginary == 0
                ? (pole.Magnitude, Unit(new Section(1, -zeros[0].Real, 0, -pole.Real, 0), reference))
                : (pole.Magnitude, FromRoots(zeros, pole, Complex.Conjugate(pole), reference)));
        }
        return Ordered(sections);
    }

    // The band transform turns each pole p of the edge filter into the two roots of s² - 2ps + centre².
    private static Section[] DesignBand(int order, Func<Complex, Complex> transform, double centre, Complex[] zeros, double reference)
    {
        var sections = new List<(double Radius, Section Section)>();
        foreach (var p in Prototype(order))
        {
            var middle = transform(p);
            var spread = Complex.Sqrt(middle * middle - centre * centre);
            Complex first = ToDigital(middle + spread), second = ToDigital(middle - spread);
            if (p.Imaginary == 0)
            {
                sections.Add((Math.Max(first.Magnitude, second.Magnitude), FromRoots(zeros, first, second, reference)));
                continue;
            }
            sections.Add((first.Magnitude, FromRoots(zeros, first, Complex.Conjugate(first), reference)));
            sections.Add((second.Magnitude, FromRoots(zeros, second, Complex.Conjugate(second), reference)));
        }
        return Ordered(sections);
    }

    private static Section FromRoots(Complex[] zeros, Complex p, Complex q, double reference) =>
        Unit(new Section(1, -(zeros[0] + zeros[1]).Real, (zeros[0] * zeros[1]).Real, -(p + q).Real, (p * q).Real), reference);

    private static Section Unit(Section section, double reference) => section.Scale(1 / section.Response(reference).Magnitude);

    // The sharpest section comes last: what it amplifies has been narrowed before.
    private static Section[] Ordered(List<(double Radius, Section Section)> sections)
    {
        sections.Sort((a, b) => a.Radius.CompareTo(b.Radius));
        return [.. sections.Select(s => s.Section)];
    }
}
