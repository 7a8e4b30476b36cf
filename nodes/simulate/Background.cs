using System.Numerics;

namespace Streaming.Simulate;

/// <summary>
/// The background activity: noise whose power falls as 1/f^slope between 0.3 Hz and half the sampling rate, one generator under each electrode, blurred
/// over the head. The slope is built from real poles and zeros that alternate at even steps of log frequency
/// (Keshner, "1/f noise", Proc. IEEE 70, 1982; Oustaloup's approximation of a fractional integrator).
/// </summary>
internal sealed partial class Background : IState
{
    private const double Lowest = 0.3;      // Hz, below which the spectrum is flat
    private const double Spacing = 3;       // ratio of neighbouring poles
    private const float Width = 0.8f;

    private readonly double[] poles, zeros, noise;
    private readonly double[][] mixing;
    private readonly Xoshiro256 seeded;
    [State] private readonly double[] state;
    [State] private Xoshiro256 random;

    /// <summary>The rms of each channel in microvolts between 0.5 and 45 Hz, and the exponent, 0 to 2, with which power falls.</summary>
    public Background(double rms, double slope, double rate, ReadOnlySpan<Vector3> electrodes, Xoshiro256 seeded)
    {
        this.seeded = seeded;
        var sections = (int)Math.Ceiling(Math.Log(rate / 2 / Lowest) / Math.Log(Spacing));
        poles = new double[sections];
        zeros = new double[sections];
        for (var k = 0; k < sections; k++)
        {
            var corner = Lowest * Math.Pow(Spacing, k);
            poles[k] = Decay.OfCorner(corner, rate);
            zeros[k] = Decay.OfCorner(corner * Math.Pow(Spacing, slope / 2), rate);
        }
        noise = new double[electrodes.Length];
        state = new double[sections * electrodes.Length];
        mixing = Topography.Mixing(electrodes, Width);
        var gain = (float)(rms / Math.Sqrt(BandPower(0.5, Math.Min(45, rate / 2), rate)));
        foreach (var row in mixing)
            for (var i = 0; i < row.Length; i++) row[i] *= gain;
        Reset();
    }

    /// <summary>Adds one sample of every channel.</summary>
    public void Advance(Span<double> frame)
    {
        random.Normal(noise);
        for (var k = 0; k < poles.Length; k++) Frame.Filter(noise, state.AsSpan(k * noise.Length, noise.Length), poles[k], zeros[k]);
        for (var j = 0; j < noise.Length; j++) Frame.Add(frame, mixing[j], noise[j]);
    }

    partial void OnReset() => random = seeded;

    /// <summary>Power of one generator in a band, for white noise of variance 1 at the input: 2/rate times the integral of the squared response.</summary>
    private double BandPower(double low, double high, double rate)
    {
        const double resolution = 0.05;
        var power = 0.0;
        for (var f = low + resolution / 2; f < high; f += resolution)
        {
            var delay = Complex.FromPolarCoordinates(1, -2 * Math.PI * f / rate);
            var response = Complex.One;
            for (var k = 0; k < poles.Length; k++) response *= (1 - zeros[k] * delay) / (1 - poles[k] * delay);
            power += response.Magnitude * response.Magnitude;
        }
        return power * resolution * 2 / rate;
    }
}
