using System.Numerics;

namespace Streaming.Simulate;

/// <summary>
/// The mu and beta rhythms over the hand areas (C3, C4) and the foot area (Cz): oscillators that noise keeps pushing, as <see cref="Alpha"/>. A movement, or the thought
/// of it, takes those over its own area down and lets the others grow a little (Pfurtscheller and Lopes da Silva 1999, Clin. Neurophysiol. 110:1842-1857), from half a
/// second after the cue and not in every trial alike.
/// </summary>
internal sealed partial class SensorimotorRhythms : IState
{
    private const double Delay = 0.4;            // s from the cue to the change
    private const double Transition = 0.3;       // s
    private const double Surround = 0.1;         // growth where another part moves
    private const double BetaLevel = 0.5;        // of mu
    private const double BetaFrequency = 20;     // Hz
    private const double MuBandwidth = 1.5, BetaBandwidth = 4; // Hz, full width at half power
    private const float Width = 0.5f;
    private static readonly string[] places = ["C3", "Cz", "C4"];

    private readonly double[][] shapes;
    private readonly Movement[] movements;
    private readonly double level, depth, follow, muPush, betaPush;
    private readonly Complex muTurn, betaTurn;
    private readonly int delay;
    private readonly Xoshiro256 seeded;
    [State] private readonly Complex[] mu = new Complex[places.Length], beta = new Complex[places.Length];
    [State] private readonly double[] bases = new double[places.Length], gains = new double[places.Length];
    [State] private Xoshiro256 random;
    [State] private int moved = -1;
    [State] private int since;
    [State] private double strength;

    /// <summary>The level is that of mu (rms) at rest, in microvolts; the depth is the part of a rhythm that a movement takes on average.</summary>
    public SensorimotorRhythms(Movement[] movements, double frequency, double level, double depth, double rate, ReadOnlySpan<Vector3> electrodes, Xoshiro256 seeded)
    {
        (this.movements, this.level, this.depth, this.seeded) = (movements, level, depth, seeded);
        shapes = new double[places.Length][];
        for (var i = 0; i < shapes.Length; i++) shapes[i] = Topography.Of(electrodes, Electrodes.Position(places[i]), Width);
        (muTurn, muPush) = Oscillator(frequency, MuBandwidth, rate);
        (betaTurn, betaPush) = Oscillator(BetaFrequency, BetaBandwidth, rate);
        follow = 1 - Decay.PerSample(Transition, rate);
        delay = (int)Math.Round(Delay * rate);
        Reset();
    }

    /// <summary>Adds one sample of every channel while a movement, or none (-1), is made.</summary>
    public void Advance(int movement, Span<double> frame)
    {
        if (movement != moved && movement >= 0) Begin();
        moved = movement;
        for (var i = 0; i < gains.Length; i++)
        {
            gains[i] += follow * (bases[i] * Share(i) - gains[i]);
            mu[i] = muTurn * mu[i] + new Complex(muPush * random.Normal(), muPush * random.Normal());
            beta[i] = betaTurn * beta[i] + new Complex(betaPush * random.Normal(), betaPush * random.Normal());
            Frame.Add(frame, shapes[i], level * gains[i] * (mu[i].Real + BetaLevel * beta[i].Real));
        }
        since++;
    }

    partial void OnReset()
    {
        random = seeded;
        Array.Fill(bases, 1);
        Array.Fill(gains, 1);
    }

    // No two trials are alike: rhythms are strong or weak beforehand, and a movement takes much of them or hardly any.
    private void Begin()
    {
        since = 0;
        strength = depth * random.Uniform(0, 2);
        for (var i = 0; i < bases.Length; i++) bases[i] = random.Uniform(0.5, 1.5);
    }

    private double Share(int part) =>
        moved < 0 || since < delay ? 1 : Array.IndexOf(movements[moved].Parts, part) >= 0 ? Math.Max(0, 1 - strength) : 1 + Surround;

    private static (Complex Turn, double Push) Oscillator(double frequency, double bandwidth, double rate)
    {
        var keep = Decay.OfCorner(bandwidth / 2, rate);
        return (new(keep * Turn.Cos(frequency / rate), keep * Turn.Sin(frequency / rate)), Math.Sqrt(1 - keep * keep));
    }
}
