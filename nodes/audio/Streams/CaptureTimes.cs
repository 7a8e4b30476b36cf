namespace Streaming.Audio;

/// <summary>
/// Gives each sample of a device its time in the session's clock: a second-order delay-locked loop follows when packets were captured, so that the jitter of callbacks
/// is taken out while the drift of the device's own clock stays in. Times are continuous: what is to be corrected is spread over the packet. Source: F. Adriaensen,
/// "Using a DLL to filter time", Linux Audio Conference 2005.
/// </summary>
/// <param name="rate">Nominal, in hertz.</param>
internal sealed class CaptureTimes(double rate)
{
    private const double Fast = 0.5, Slow = 0.05;   // Hz, the loop's bandwidth in its first seconds and later
    private const double Settling = 3;              // s
    private const double MostDrift = 0.01;
    private const double MostSpread = 0.1;          // of a packet's length, by which it is corrected
    private const double MostStep = 0.8;            // rad, of the loop's bandwidth in one packet: long ones would make it unstable
    private double next = double.NaN, period = 1 / rate, since, end = double.NegativeInfinity;

    /// <summary>Seconds between two samples by the session's clock, as far as the device's drift is known.</summary>
    public double Period => period;

    /// <summary>Seconds between two samples of the packet to which time was given last.</summary>
    public double Spacing { get; private set; } = 1 / rate;

    /// <summary>By how much a packet comes later than it would without loss, in seconds.</summary>
    public double Late(double captured) => captured - next;

    /// <summary>The next packet is the first, or comes after a gap.</summary>
    public void Restart() => next = double.NaN;

    /// <summary>Gives the time of a packet's first sample.</summary>
    /// <param name="captured">When it was captured, in seconds, as far as that is known.</param>
    /// <param name="frames">In the packet.</param>
    public double Next(double captured, int frames)
    {
        // Times go on, whatever a device says.
        if (double.IsNaN(next)) next = since = Math.Max(captured, end);
        var (time, length, error) = (next, frames * period, captured - next);
        var omega = Math.Min(MostStep, 2 * Math.PI * (time - since < Settling ? Fast : Slow) * length);
        Spacing = Math.Clamp(length + (Math.Sqrt(2) * omega * error), (1 - MostSpread) * length, (1 + MostSpread) * length) / frames;
        period = Math.Clamp(period + (omega * omega * error / frames), (1 - MostDrift) / rate, (1 + MostDrift) / rate);
        next = end = time + (frames * Spacing);
        return time;
    }
}
