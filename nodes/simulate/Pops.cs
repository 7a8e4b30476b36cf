namespace Streaming.Simulate;

/// <summary>Electrode pops: one channel jumps at once, up or down, and returns exponentially.</summary>
internal sealed partial class Pops : IState
{
    private const double Return = 0.3;           // s to fall to 1/e

    private readonly double chance, level, keep;
    private readonly Xoshiro256 seeded;
    [State] private readonly double[] offsets;
    [State] private Xoshiro256 random;

    /// <summary>The rate is that of all channels together; the level is the mean height in microvolts, from which single pops differ by up to half.</summary>
    public Pops(double perMinute, double level, double rate, int channels, Xoshiro256 seeded)
    {
        (this.level, this.seeded) = (level, seeded);
        chance = perMinute / 60 / rate;
        keep = Decay.PerSample(Return, rate);
        offsets = new double[channels];
        Length = (int)(3 * Return * rate);
        Reset();
    }

    /// <summary>Samples until a twentieth is left of a pop.</summary>
    public int Length { get; }

    /// <summary>Adds one sample of every channel.</summary>
    /// <returns>The channel that pops here, or -1.</returns>
    public int Advance(Span<double> frame)
    {
        var channel = -1;
        if (random.Uniform() < chance)
        {
            channel = random.Below(offsets.Length);
            var height = level * random.Uniform(0.5, 1.5);
            offsets[channel] += random.Below(2) == 0 ? height : -height;
        }
        for (var i = 0; i < offsets.Length; i++)
        {
            frame[i] += offsets[i];
            offsets[i] *= keep;
        }
        return channel;
    }

    partial void OnReset() => random = seeded;
}
