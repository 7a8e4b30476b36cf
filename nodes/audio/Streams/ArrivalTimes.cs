namespace Streaming.Audio;

/// <summary>
/// Tells when packets were captured by when they came, for a system that does not know its own delay. A frame may come late but never before it was captured, so the
/// earliest packets are right, and the others follow them by the count of frames: the lower envelope of arrivals. What the device holds back of every packet is not
/// seen.
/// </summary>
/// <param name="rate">Nominal, in hertz.</param>
internal sealed class ArrivalTimes(double rate)
{
    private const double Rise = 0.002;              // how fast the envelope is let go, so that a slow device is followed: ten times what sound cards are off
    private double edge = double.PositiveInfinity;
    private int before;

    /// <summary>The next packet is the first, or comes after a gap.</summary>
    public void Restart() => edge = double.PositiveInfinity;

    /// <summary>Gives the time at which a packet's first frame was captured.</summary>
    /// <param name="bound">When that was at the latest, in seconds.</param>
    /// <param name="frames">In the packet.</param>
    public double Next(double bound, int frames)
    {
        edge = Math.Min(edge + (before / rate * (1 + Rise)), bound);
        before = frames;
        return edge;
    }
}
