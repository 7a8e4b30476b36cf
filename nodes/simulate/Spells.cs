namespace Streaming.Simulate;

/// <summary>Spells of one fault: they come at random, each upon one channel, and last a while.</summary>
internal sealed partial class Spells : IState
{
    private readonly double chance, length;
    private readonly int[] channels;
    private readonly Xoshiro256 seeded;
    [State] private readonly long[] left;   // samples until each channel is well again
    [State] private Xoshiro256 random;

    /// <summary>The rate is that of all channels together; the length is the mean in samples, from which single spells differ by up to half.</summary>
    /// <param name="perMinute">How many begin a minute.</param>
    /// <param name="length">Samples of a spell.</param>
    /// <param name="rate">Samples per second.</param>
    /// <param name="width">Channels of the signal.</param>
    /// <param name="channels">Those that may be hit.</param>
    /// <param name="seeded">Draws when, where and for how long.</param>
    public Spells(double perMinute, double length, double rate, int width, int[] channels, Xoshiro256 seeded)
    {
        (this.length, this.channels, this.seeded) = (length, channels, seeded);
        chance = perMinute / 60 / rate;
        left = new long[width];
        Reset();
    }

    /// <summary>Whether a channel is hit at the sample last advanced to.</summary>
    public bool Hits(int channel) => left[channel] > 0;

    /// <summary>Goes to the next sample.</summary>
    /// <returns>The channel upon which a spell begins here and how many samples it lasts; -1 where none does.</returns>
    public (int Channel, long Length) Advance()
    {
        foreach (ref var samples in left.AsSpan())
            if (samples > 0) samples--;
        if (random.Uniform() >= chance) return (-1, 0);
        var channel = channels[random.Below(channels.Length)];
        var lasts = Math.Max(1, (long)Math.Round(length * random.Uniform(0.5, 1.5)));
        if (left[channel] > 0) return (-1, 0); // it is hit already
        left[channel] = lasts;
        return (channel, lasts);
    }

    partial void OnReset() => random = seeded;
}
