using System.Numerics;

namespace Streaming.Simulate;

/// <summary>Eye blinks: slow bumps, strongest over the forehead. They come at random, one after the other, only while the eyes are open.</summary>
internal sealed partial class Blinks : IState
{
    private const float Width = 0.55f;
    private const double Pause = 0.3;            // s from the end of one to the earliest next

    private readonly double[] shape;
    private readonly double chance, level, rate;
    private readonly Xoshiro256 seeded;
    [State] private Xoshiro256 random;
    [State] private int length, at, wait;
    [State] private double height;

    /// <summary>The level is the mean height in microvolts at Fp1 and Fp2; single blinks differ by up to half of it.</summary>
    public Blinks(double perMinute, double level, double rate, ReadOnlySpan<Vector3> electrodes, Xoshiro256 seeded)
    {
        (this.level, this.rate, this.seeded) = (level, rate, seeded);
        chance = perMinute / 60 / rate;
        var eyes = new Vector3(0, 1.05f, -0.25f);
        shape = Topography.Of(electrodes, eyes, Width);
        var forehead = Topography.Of([Electrodes.Position("Fp1")], eyes, Width)[0];
        for (var i = 0; i < shape.Length; i++) shape[i] /= forehead;
        Reset();
    }

    /// <summary>Adds one sample of every channel.</summary>
    /// <returns>The length in samples of a blink that begins here, or 0.</returns>
    public int Advance(bool eyesClosed, Span<double> frame)
    {
        var begins = random.Uniform() < chance && !eyesClosed && at == length && wait == 0;
        if (begins)
        {
            (at, length) = (0, (int)Math.Round(random.Uniform(0.2, 0.4) * rate));
            height = level * random.Uniform(0.5, 1.5);
        }
        if (at < length)
        {
            Frame.Add(frame, shape, height * Turn.Bump((double)at / length, 0.4));
            if (++at == length) wait = (int)(Pause * rate);
        }
        else if (wait > 0) wait--;
        return begins ? length : 0;
    }

    partial void OnReset() => random = seeded;
}
