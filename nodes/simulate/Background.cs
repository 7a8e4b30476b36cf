using System.Numerics;

namespace Streaming.Simulate;

/// <summary>
/// The background activity: noise whose power falls as 1/f^slope between 0.3 Hz and half the sampling rate, one generator under each electrode, blurred
/// over the head.
/// </summary>
internal sealed partial class Background : IState
{
    private const double Lowest = 0.3;      // Hz, below which the spectrum is flat
    private const float Width = 0.8f;

    private readonly Fractional filter;
    private readonly double[] noise;
    private readonly double[][] mixing;
    private readonly Xoshiro256 seeded;
    [State] private readonly double[] state;
    [State] private Xoshiro256 random;

    /// <summary>The rms of each channel in microvolts between 0.5 and 45 Hz, and the exponent, 0 to 2, with which power falls.</summary>
    public Background(double rms, double slope, double rate, ReadOnlySpan<Vector3> electrodes, Xoshiro256 seeded)
    {
        this.seeded = seeded;
        filter = new Fractional(slope, Lowest, rate);
        noise = new double[electrodes.Length];
        state = new double[filter.Poles.Length * electrodes.Length];
        mixing = Topography.Mixing(electrodes, Width);
        var gain = (float)(rms / Math.Sqrt(filter.BandPower(0.5, Math.Min(45, rate / 2), 0.05)));
        foreach (var row in mixing)
            for (var i = 0; i < row.Length; i++) row[i] *= gain;
        Reset();
    }

    /// <summary>Adds one sample of every channel.</summary>
    public void Advance(Span<double> frame)
    {
        random.Normal(noise);
        for (var k = 0; k < filter.Poles.Length; k++) Frame.Filter(noise, state.AsSpan(k * noise.Length, noise.Length), filter.Poles[k], filter.Zeros[k]);
        for (var j = 0; j < noise.Length; j++) Frame.Add(frame, mixing[j], noise[j]);
    }

    partial void OnReset() => random = seeded;
}
