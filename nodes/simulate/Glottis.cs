namespace Streaming.Simulate;

/// <summary>
/// The vocal folds: pulses of air as Rosenberg's type C, whose opening is half a cosine and whose closing a quarter (Rosenberg, "Effect of glottal pulse shape on the quality
/// of natural vowels", J. Acoust. Soc. Am. 49:583-590, 1971), each with its own length and height (jitter and shimmer). What comes out is the slope of the flow, since
/// sound leaves the lips as its derivative.
/// </summary>
internal sealed partial class Glottis : IState
{
    private const double Opening = 0.40, Closing = 0.16;        // parts of a period, Rosenberg's choice
    private const double Jitter = 0.008, Shimmer = 0.04;        // relative standard deviation of a period and of a pulse
    private const double Breath = 0.02;                         // noise while the folds are open

    private readonly Xoshiro256 seeded;
    [State] private Xoshiro256 random;
    [State] private double phase, stretch, height;

    public Glottis(Xoshiro256 seeded)
    {
        this.seeded = seeded;
        Reset();
    }

    /// <summary>One sample at a pitch, given in periods per sample; the steepest slope is about 1.</summary>
    public double Next(double pitch)
    {
        phase += pitch * stretch;
        if (phase >= 1)
        {
            phase -= 1;
            stretch = 1 + Jitter * random.Normal();
            height = 1 + Shimmer * random.Normal();
        }
        var breath = Breath * random.Normal();
        if (phase < Opening) return height * Closing / Opening * Turn.Sin(0.5 * phase / Opening) + breath;
        if (phase < Opening + Closing) return -height * Turn.Sin(0.25 * (phase - Opening) / Closing) + breath;
        return 0.2 * breath;
    }

    partial void OnReset() => (random, stretch, height) = (seeded, 1, 1);
}
