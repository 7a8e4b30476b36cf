using System.Numerics;

namespace Streaming.Simulate;

/// <summary>
/// Potentials that stimuli evoke: each gives a small visual response over the occiput, and a rare one that is waited for also the P300 over the parietal midline, some 0.4 s
/// later, late or early, large or small from one to the next (Polich 2007, Clin. Neurophysiol. 118:2128-2148). Responses to stimuli that follow closely add up.
/// </summary>
internal sealed partial class Oddball : IState
{
    private const int Most = 8;                            // responses under way at once
    private const double Length = 0.6, Peak = 0.45;        // s, and the part of it at which the P300 is highest
    private const double VisualDelay = 0.1, VisualLength = 0.18;
    private const double VisualLevel = 0.4;                // of the P300
    private const float Width = 1.1f, VisualWidth = 0.7f;

    private readonly double[] parietal, occipital;
    private readonly double level, rate;
    private readonly Xoshiro256 seeded;
    [State] private readonly int[] elapsed = new int[Most];      // samples since the stimulus, or -1
    [State] private readonly int[] delays = new int[Most];
    [State] private readonly double[] heights = new double[Most]; // of the P300; 0 for a common stimulus
    [State] private Xoshiro256 random;
    [State] private int next;

    /// <summary>The level is the mean height of the P300 at Pz in microvolts.</summary>
    public Oddball(double level, double rate, ReadOnlySpan<Vector3> electrodes, Xoshiro256 seeded)
    {
        (this.level, this.rate, this.seeded) = (level, rate, seeded);
        parietal = Topography.Of(electrodes, Electrodes.Position("Pz"), Width);
        occipital = Topography.Of(electrodes, Electrodes.Position("Oz"), VisualWidth);
        Reset();
    }

    /// <summary>Adds one sample of every channel; a stimulus, common (0) or waited for (1), may begin with it, or none (-1).</summary>
    public void Advance(int stimulus, Span<double> frame)
    {
        if (stimulus >= 0)
        {
            elapsed[next] = 0;
            delays[next] = (int)Math.Round(random.Uniform(0.1, 0.2) * rate);
            heights[next] = level * random.Uniform(0.4, 1.6) * stimulus;
            next = (next + 1) % Most;
        }
        for (var i = 0; i < Most; i++)
        {
            if (elapsed[i] < 0) continue;
            var seconds = elapsed[i]++ / rate;
            Add(frame, occipital, -VisualLevel * level, (seconds - VisualDelay) / VisualLength, 0.4);
            Add(frame, parietal, heights[i], (seconds - delays[i] / rate) / Length, Peak);
            if (seconds > Length + 0.3) elapsed[i] = -1;
        }
    }

    partial void OnReset()
    {
        random = seeded;
        Array.Fill(elapsed, -1);
    }

    private static void Add(Span<double> frame, ReadOnlySpan<double> shape, double height, double at, double peak)
    {
        if (height != 0 && at is > 0 and < 1) Frame.Add(frame, shape, height * Turn.Bump(at, peak));
    }
}
