namespace Streaming.Simulate;

/// <summary>The noise of a room: 1/f^slope from 20 Hz on, as of a fan or of distant traffic, and a little mains hum; of rms 1 in all.</summary>
internal sealed partial class Room : IState
{
    private const double Lowest = 20;           // Hz
    private const double HumShare = 0.05;       // of the power

    private readonly Fractional filter;
    private readonly double gain;
    private readonly Xoshiro256 seeded;
    private readonly double[] frame = new double[1];
    [State] private readonly double[] state;
    [State] private readonly Hum hum;
    [State] private Xoshiro256 random;

    public Room(double slope, Mains mains, double rate, long seed)
    {
        seeded = new((ulong)seed, 3);
        filter = new Fractional(slope, Lowest, rate);
        state = new double[filter.Poles.Length];
        var share = mains == Mains.None ? 0 : HumShare;
        gain = (float)Math.Sqrt((1 - share) / filter.BandPower(0, rate / 2, 1));
        hum = new((int)mains, Math.Sqrt(share), rate, new((ulong)seed, 4));
        Reset();
    }

    /// <summary>One sample.</summary>
    public double Next()
    {
        var noise = gain * random.Normal();
        for (var k = 0; k < state.Length; k++)
        {
            var y = noise + state[k];
            state[k] = filter.Poles[k] * y - filter.Zeros[k] * noise;
            noise = y;
        }
        frame[0] = noise;
        hum.Advance(frame);
        return frame[0];
    }

    partial void OnReset() => random = seeded;
}
