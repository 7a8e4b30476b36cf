using System.Numerics;

namespace Streaming.Simulate;

/// <summary>
/// A filter that turns white noise into noise whose power falls as 1/f^slope above a lowest frequency, below which it is flat: real poles and zeros that alternate
/// at even steps of log frequency (Keshner, "1/f noise", Proc. IEEE 70, 1982; Oustaloup's approximation of a fractional integrator).
/// </summary>
internal sealed class Fractional
{
    private const double Spacing = 3;       // ratio of neighbouring poles

    private readonly double rate;

    /// <summary>The slope is 0 (white) to 2; frequencies in Hz.</summary>
    public Fractional(double slope, double lowest, double rate)
    {
        this.rate = rate;
        var sections = (int)Math.Ceiling(Math.Log(rate / 2 / lowest) / Math.Log(Spacing));
        Poles = new double[sections];
        Zeros = new double[sections];
        for (var k = 0; k < sections; k++)
        {
            var corner = lowest * Math.Pow(Spacing, k);
            Poles[k] = Decay.OfCorner(corner, rate);
            Zeros[k] = Decay.OfCorner(corner * Math.Pow(Spacing, slope / 2), rate);
        }
    }

    /// <summary>Of each section, y = x + s, s = pole y - zero x.</summary>
    public double[] Poles { get; }

    /// <inheritdoc cref="Poles"/>
    public double[] Zeros { get; }

    /// <summary>Power in a band, for white noise of variance 1 at the input: 2/rate times the integral of the squared response, summed at steps of a resolution in Hz.</summary>
    public double BandPower(double low, double high, double resolution)
    {
        var power = 0.0;
        for (var f = low + resolution / 2; f < high; f += resolution)
        {
            var delay = Complex.FromPolarCoordinates(1, -2 * Math.PI * f / rate);
            var response = Complex.One;
            for (var k = 0; k < Poles.Length; k++) response *= (1 - Zeros[k] * delay) / (1 - Poles[k] * delay);
            power += response.Magnitude * response.Magnitude;
        }
        return power * resolution * 2 / rate;
    }
}
