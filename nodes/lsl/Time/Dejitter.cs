namespace Streaming.Lsl;

/// <summary>
/// Draws a line through the stamps of a regular stream by recursive least squares with forgetting (half-life 90 s), as liblsl's post-processing does, so that the
/// jitter of sending is taken out while the sender's drift stays.
/// </summary>
public sealed class Dejitter
{
    private const double HalfLife = 90, Unknown = 1e10;

    private readonly double forgetting;
    private readonly double interval;
    private double origin, n, offset, slope, p00, p01, p11;
    private bool begun;

    /// <param name="rate">Samples per second, above 0.</param>
    public Dejitter(double rate)
    {
        interval = 1 / rate;
        forgetting = Math.Pow(2, -1 / (rate * HalfLife));
    }

    /// <summary>The time of the next sample on the line.</summary>
    /// <param name="time">Its stamp, in seconds.</param>
    public double Next(double time)
    {
        if (!begun)
        {
            (begun, origin, n, offset, slope) = (true, Math.Truncate(time), 0, 0, interval);
            (p00, p01, p11) = (Unknown, 0, Unknown);
        }
        var u = n++;
        var (q0, q1) = (p00 + (u * p01), p01 + (u * p11));
        var error = time - origin - (offset + (u * slope));
        var gain = 1 / (forgetting + q0 + (u * q1));
        p00 = (p00 - (q0 * q0 * gain)) / forgetting;
        p01 = (p01 - (q0 * q1 * gain)) / forgetting;
        p11 = (p11 - (q1 * q1 * gain)) / forgetting;
        offset += error * (p00 + (u * p01));
        slope += error * (p01 + (u * p11));
        return origin + offset + (u * slope);
    }

    /// <summary>Samples were lost: so many are left out of the count.</summary>
    public void Skip(long samples) => n += samples;

    /// <summary>The next sample begins a new line.</summary>
    public void Reset() => begun = false;
}
