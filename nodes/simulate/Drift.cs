namespace Streaming.Simulate;

/// <summary>Slow drift of every electrode's offset, as sweat and the settling of the gel cause it: noise through two low-pass sections.</summary>
internal sealed partial class Drift : IState
{
    private const double Slow = 20, Smooth = 1;  // s

    private readonly double[] noise;
    private readonly double slowKeep, smoothKeep, push;
    private readonly Xoshiro256 seeded;
    [State] private readonly double[] walk, smooth;
    [State] private Xoshiro256 random;

    /// <summary>The level is in microvolts (rms).</summary>
    public Drift(double level, double rate, int channels, Xoshiro256 seeded)
    {
        this.seeded = seeded;
        slowKeep = Decay.PerSample(Slow, rate);
        smoothKeep = Decay.PerSample(Smooth, rate);
        // Two unlike low-pass sections in a row leave Slow / (Slow + Smooth) of the power of the first alone.
        push = level * Math.Sqrt((1 - slowKeep * slowKeep) * (Slow + Smooth) / Slow) * (1 - smoothKeep);
        (noise, walk, smooth) = (new double[channels], new double[channels], new double[channels]);
        Reset();
    }

    /// <summary>Adds one sample of every channel.</summary>
    public void Advance(Span<double> frame)
    {
        random.Normal(noise);
        Frame.Filter(noise, walk, slowKeep, 0);
        Frame.Filter(noise, smooth, smoothKeep, 0);
        Frame.Add(frame, noise, push);
    }

    partial void OnReset() => random = seeded;
}
