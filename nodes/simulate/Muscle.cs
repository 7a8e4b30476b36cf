using System.Numerics;

namespace Streaming.Simulate;

/// <summary>Bursts of muscle activity: noise between 20 and 110 Hz at the left temple, the right one, or both.</summary>
internal sealed partial class Muscle : IState
{
    private const float Width = 0.5f;

    private readonly double[][] shapes;
    private readonly double chance, level, rate;
    private readonly Biquad low, high;
    private readonly Xoshiro256 seeded;
    [State] private readonly BiquadState[] filters = new BiquadState[4];     // low and high of each side
    [State] private Xoshiro256 random;
    [State] private int length, at;
    [State] private double height, leftShare, rightShare;

    /// <summary>The level in microvolts (rms) is that at T7 or T8 in the middle of a mean burst; single bursts differ by up to half of it.</summary>
    public Muscle(double perMinute, double level, double rate, ReadOnlySpan<Vector3> electrodes, Xoshiro256 seeded)
    {
        (this.rate, this.seeded) = (rate, seeded);
        chance = perMinute / 60 / rate;
        low = Biquad.HighPass(20, rate);
        high = Biquad.LowPass(110, rate);
        this.level = level / Math.Sqrt(Biquad.NoisePower(low, high));
        shapes = [Topography.Of(electrodes, Electrodes.Position("T7"), Width), Topography.Of(electrodes, Electrodes.Position("T8"), Width)];
        Reset();
    }

    /// <summary>Adds one sample of every channel.</summary>
    /// <returns>The length in samples of a burst that begins here, or 0.</returns>
    public int Advance(Span<double> frame)
    {
        var begins = random.Uniform() < chance && at == length;
        if (begins)
        {
            (at, length) = (0, (int)Math.Round(random.Uniform(0.3, 1.5) * rate));
            height = level * random.Uniform(0.5, 1.5);
            var side = random.Below(3);
            (leftShare, rightShare) = (side == 1 ? 0 : 1, side == 0 ? 0 : 1);
        }
        var left = high.Step(low.Step(random.Normal(), ref filters[0]), ref filters[1]);
        var right = high.Step(low.Step(random.Normal(), ref filters[2]), ref filters[3]);
        if (at < length)
        {
            var envelope = height * Turn.Bump((at + 0.5) / length, 0.5);
            Frame.Add(frame, shapes[0], leftShare * envelope * left);
            Frame.Add(frame, shapes[1], rightShare * envelope * right);
            at++;
        }
        return begins ? length : 0;
    }

    partial void OnReset() => random = seeded;
}
