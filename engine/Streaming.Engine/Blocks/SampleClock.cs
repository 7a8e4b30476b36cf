namespace Streaming;

/// <summary>
/// Relates the index of a sample to its capture time. The time is always counted from the same origin, never added up, so it does not depend on how a stream
/// was cut into blocks.
/// </summary>
/// <param name="Origin">Seconds, the capture time of sample <paramref name="OriginIndex"/>.</param>
/// <param name="OriginIndex">The index of the first sample after the stream began or after a gap.</param>
/// <param name="Rate">Samples per second; 0 for irregular streams.</param>
public readonly record struct SampleClock(double Origin, long OriginIndex, double Rate)
{
    /// <summary>Seconds, the capture time of a sample.</summary>
    public double TimeOf(long index) => Rate > 0 ? Origin + (index - OriginIndex) / Rate : Origin;
}

/// <summary>A measured difference between the clock of a device and ours: add <paramref name="Value"/> to the device's stamps.</summary>
/// <param name="Time">Seconds on the device's clock when it was measured.</param>
/// <param name="Value">Seconds to add to the device's stamps.</param>
public readonly record struct ClockOffset(double Time, double Value);
