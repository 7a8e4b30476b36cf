namespace Streaming.Lsl;

/// <summary>Makes times of stamps, step by step and in this order: add the clock offset, draw the line, never go back. Each step can be left out at any time.</summary>
/// <param name="rate">Samples per second; 0 where irregular, which have no line.</param>
internal sealed class StampCorrection(double rate)
{
    private readonly Dejitter? line = rate > 0 ? new Dejitter(rate) : null;
    private double last = double.NegativeInfinity;
    private bool linear;

    /// <summary>Seconds to add to the sender's stamps; NaN while unknown.</summary>
    public double Offset { get; set; } = double.NaN;

    /// <summary>The stamp in the local clock, where offsets are worked in; else as it is.</summary>
    public double Synchronised(double stamp, bool clockSync) => clockSync && !double.IsNaN(Offset) ? stamp + Offset : stamp;

    /// <summary>The time that goes out.</summary>
    public double Next(double synchronised, bool dejitter, bool monotonize)
    {
        // A line that was left for a while is drawn anew.
        if (line is not null && dejitter)
        {
            if (!linear) line.Reset();
            synchronised = line.Next(synchronised);
        }
        linear = dejitter;
        if (monotonize && synchronised < last) synchronised = last;
        return last = synchronised;
    }

    /// <summary>Samples are missing, or the clock is another one: the next sample begins anew.</summary>
    public void Break(bool newClock)
    {
        line?.Reset();
        if (newClock) last = double.NegativeInfinity;
    }
}
