using System.Numerics;

namespace Streaming.Simulate;

/// <summary>
/// The alpha rhythm: two oscillators, left and right of the occiput, that noise keeps pushing, so frequency and amplitude wander as in a person
/// (the stochastic oscillator of Matsuda and Komaki, Neural Computation 29, 2017). It grows when the eyes close and fades when they open.
/// </summary>
internal sealed partial class Alpha : IState
{
    private const double Bandwidth = 1.2;        // Hz, full width at half power
    private const double Transition = 0.25;      // s
    private const float Width = 1;

    private readonly double[] left, right;
    private readonly double open, closed, push, follow;
    private readonly Complex turn;
    private readonly Xoshiro256 seeded;
    [State] private Xoshiro256 random;
    [State] private Complex atLeft, atRight;
    [State] private double level;

    /// <summary>Frequency in Hz; levels in microvolts (rms) at O1 and O2, with the eyes open and closed.</summary>
    public Alpha(double frequency, double open, double closed, double rate, ReadOnlySpan<Vector3> electrodes, Xoshiro256 seeded)
    {
        (this.open, this.closed, this.seeded) = (open, closed, seeded);
        left = Topography.Of(electrodes, Electrodes.Position("O1"), Width);
        right = Topography.Of(electrodes, Electrodes.Position("O2"), Width);
        var keep = Decay.OfCorner(Bandwidth / 2, rate);
        turn = new(keep * Turn.Cos(frequency / rate), keep * Turn.Sin(frequency / rate));
        push = Math.Sqrt(1 - keep * keep);
        follow = 1 - Decay.PerSample(Transition, rate);
        Reset();
    }

    /// <summary>Adds one sample of every channel.</summary>
    public void Advance(bool eyesClosed, Span<double> frame)
    {
        level += follow * ((eyesClosed ? closed : open) - level);
        Swing(ref atLeft);
        Swing(ref atRight);
        Frame.Add(frame, left, level * atLeft.Real);
        Frame.Add(frame, right, level * atRight.Real);
    }

    partial void OnReset() => (random, level) = (seeded, open);

    private void Swing(ref Complex at) => at = turn * at + new Complex(push * random.Normal(), push * random.Normal());
}
