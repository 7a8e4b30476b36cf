namespace Streaming.Simulate;

/// <summary>Mains hum: 50 or 60 Hz with its second and third harmonic. Every electrode picks it up with its own strength; the grid's frequency wanders a little.</summary>
internal sealed partial class Hum : IState
{
    private const double Wander = 0.02;          // Hz, standard deviation of the grid's frequency
    private const double WanderTime = 5;         // s
    private const double Second = 0.15, Third = 0.35;    // strength of the harmonics

    private readonly double[] shape;
    private readonly double frequency, rate, keep, push;
    private readonly Xoshiro256 seeded;
    [State] private Xoshiro256 random;
    [State] private double phase, offset;

    /// <summary>The frequency is 50 or 60 Hz, or 0 for none; the level is the mean peak of the fundamental, from which channels differ by up to half.</summary>
    public Hum(double frequency, double level, double rate, int channels, Xoshiro256 random)
    {
        (this.frequency, this.rate) = (frequency, rate);
        keep = Decay.PerSample(WanderTime, rate);
        push = Wander * Math.Sqrt(1 - keep * keep);
        shape = new double[channels];
        foreach (ref var s in shape.AsSpan()) s = frequency > 0 ? level * random.Uniform(0.5, 1.5) : 0;
        seeded = random;
        Reset();
    }

    /// <summary>One channel, whose hum has this rms in all, at a rate that lets all harmonics pass.</summary>
    public Hum(double frequency, double rms, double rate, Xoshiro256 random) : this(frequency, 1, rate, 1, random) =>
        shape[0] = (float)(rms * Math.Sqrt(2 / (1 + Second * Second + Third * Third)));

    /// <summary>Adds one sample of every channel.</summary>
    public void Advance(Span<double> frame)
    {
        offset = keep * offset + push * random.Normal();
        phase += (frequency + offset) / rate;
        phase -= Math.Floor(phase);
        Frame.Add(frame, shape, Partial(1, 1) + Partial(2, Second) + Partial(3, Third));
    }

    partial void OnReset() => random = seeded;

    private double Partial(int harmonic, double share) => harmonic * frequency < 0.45 * rate ? share * Turn.Sin(harmonic * phase) : 0;
}
