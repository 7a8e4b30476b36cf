namespace Streaming.Audio;

/// <summary>
/// Gives each sample of a device its time in the session's clock: a second-order delay-locked loop follows what the device says of its packets, so that the jitter of
/// callbacks is taken out while the drift of the device's own clock stays in. Source: F. Adriaensen, "Using a DLL to filter time", Linux Audio Conference 2005.
/// </summary>
/// <param name="rate">Nominal, in hertz.</param>
internal sealed class CaptureTimes(double rate)
{
    private const double Fast = 0.5, Slow = 0.05;   // Hz, the loop's bandwidth in its first seconds and later
    private const double Settling = 3;              // s
    private const double MostDrift = 0.01;
    private double next = double.NaN, period = 1 / rate, since, last = double.NegativeInfinity;
    private int before;

    /// <summary>Seconds between two samples by the session's clock.</summary>
    public double Period => period;

    /// <summary>By how much a packet comes later than it would without loss, in seconds.</summary>
    public double Late(double captured) => captured - next;

    /// <summary>The next packet is the first, or comes after a gap.</summary>
    public void Restart() => next = double.NaN;

    /// <summary>Gives the time of a packet's first sample.</summary>
    /// <param name="captured">When the device says it was captured, in seconds.</param>
    /// <param name="frames">In the packet.</param>
    public double Next(double captured, int frames)
    {
        double time;
        if (double.IsNaN(next)) (time, since) = (captured, captured);
        else
        {
            var omega = 2 * Math.PI * (captured - since < Settling ? Fast : Slow) * before * period;
            var error = captured - next;
            time = next + (Math.Sqrt(2) * omega * error);
            period = Math.Clamp(period + (omega * omega * error / before), (1 - MostDrift) / rate, (1 + MostDrift) / rate);
        }
        // Times go on, whatever a device says.
        time = Math.Max(time, last + (period / 2));
        before = frames;
        next = time + (frames * period);
        last = next - period;
        return time;
    }
}
