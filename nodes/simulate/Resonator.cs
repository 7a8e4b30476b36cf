namespace Streaming.Simulate;

/// <summary>A resonance of the vocal tract, of gain 1 at 0 Hz (Klatt 1980, eq. 1 and 2), whose frequency may move.</summary>
internal sealed partial class Resonator : IState
{
    private readonly double rate, radius, loss;
    private double a, b;
    [State] private double frequency, last, before;

    /// <summary>A resonance of a bandwidth in Hz.</summary>
    public Resonator(double bandwidth, double rate)
    {
        this.rate = rate;
        radius = Decay.PerSample(1 / (Math.PI * bandwidth), rate);
        loss = radius * radius;
    }

    /// <summary>Where it stands, in Hz.</summary>
    public double Frequency => frequency;

    public void Tune(double hertz)
    {
        frequency = hertz;
        b = 2 * radius * Turn.Cos(hertz / rate);
        a = 1 - b + loss;
    }

    public double Next(double x)
    {
        var y = a * x + b * last - loss * before;
        (before, last) = (last, y);
        return y;
    }

    partial void OnLoaded() => Tune(frequency);
}
