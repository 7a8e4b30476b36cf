using System.Numerics;

namespace Streaming.Simulate;

/// <summary>
/// Steady-state visual evoked potentials: while a flickering target is attended, its frequency and the second harmonic appear over the occiput, locked to the
/// start of the attention. The response builds up and fades over some tenths of a second and differs in strength from trial to trial.
/// </summary>
internal sealed partial class Ssvep : IState
{
    private const double Transition = 0.15;      // s
    private const double SecondHarmonic = 0.5;
    private const float Width = 0.7f;

    private readonly double[] frequencies, shape;
    private readonly double level, rate, follow;
    private readonly Xoshiro256 seeded;
    [State] private readonly double[] gains, strengths;
    [State] private readonly long[] elapsed;
    [State] private Xoshiro256 random;
    [State] private int attended = -1;

    /// <summary>The frequency in Hz of each class; the level in microvolts is the peak of the fundamental between POz and Oz.</summary>
    public Ssvep(double[] frequencies, double level, double rate, ReadOnlySpan<Vector3> electrodes, Xoshiro256 seeded)
    {
        (this.frequencies, this.level, this.rate, this.seeded) = (frequencies, level, rate, seeded);
        shape = Topography.Of(electrodes, (Electrodes.Position("POz") + Electrodes.Position("Oz")) / 2, Width);
        gains = new double[frequencies.Length];
        strengths = new double[frequencies.Length];
        elapsed = new long[frequencies.Length];
        follow = 1 - Decay.PerSample(Transition, rate);
        Reset();
    }

    /// <summary>Adds one sample of every channel while a class, or none (-1), is attended.</summary>
    public void Advance(int target, Span<double> frame)
    {
        if (target != attended && target >= 0)
        {
            elapsed[target] = 0;
            strengths[target] = random.Uniform(0.75, 1.25);
        }
        attended = target;
        for (var k = 0; k < gains.Length; k++)
        {
            if (k == target) gains[k] += follow * (1 - gains[k]);
            else if (gains[k] > 1e-4) gains[k] -= follow * gains[k];
            else gains[k] = 0;
            if (gains[k] > 0) Frame.Add(frame, shape, gains[k] * strengths[k] * level * Response(frequencies[k], elapsed[k]++));
        }
    }

    partial void OnReset() => random = seeded;

    private double Response(double frequency, long sample)
    {
        var phase = frequency * sample / rate;
        var response = Turn.Sin(phase);
        return 2 * frequency < rate / 2 ? response + SecondHarmonic * Turn.Sin(2 * phase + 0.2) : response;
    }
}
