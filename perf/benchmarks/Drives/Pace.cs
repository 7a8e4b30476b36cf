using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Streaming.Benchmarks;

/// <summary>
/// Sends blocks as a device does: its thread sleeps until each is due. Measures from the moment it is sent, and from the moment it was due, until it arrives.
/// </summary>
internal sealed partial class Pace(double blocksPerSecond, double seconds, double warmUpSeconds = 1) : Drive
{
    private readonly long warmUp = (long)(warmUpSeconds * blocksPerSecond);
    private readonly long[] sentAt = new long[1024];
    private long sent, arrived, origin;

    public override long Blocks { get; } = (long)((seconds + warmUpSeconds) * blocksPerSecond);

    /// <summary>From sent to arrived.</summary>
    public LatencyHistogram SinceSent { get; } = new();

    /// <summary>From due to arrived: the lateness of the sender's own timer included.</summary>
    public LatencyHistogram SinceDue { get; } = new();

    public override bool Next()
    {
        if (sent == Blocks) return false;
        if (sent == 0) origin = Stopwatch.GetTimestamp();
        SleepUntil(Due(sent));
        sentAt[sent++ & 1023] = Stopwatch.GetTimestamp();
        return true;
    }

    public override void Arrived()
    {
        var now = Stopwatch.GetTimestamp();
        if (arrived >= warmUp)
        {
            SinceSent.Add(now - sentAt[arrived & 1023]);
            SinceDue.Add(now - Due(arrived));
        }
        if (++arrived == Blocks) Complete();
    }

    private long Due(long block) => origin + (long)((block + 1) / blocksPerSecond * Stopwatch.Frequency);

    /// <summary>Sleeps in the kernel until a stamp of <see cref="Stopwatch"/>.</summary>
    public static void SleepUntil(long due)
    {
        if (OperatingSystem.IsLinux())
        {
            // Stopwatch reads CLOCK_MONOTONIC in nanoseconds.
            var time = new TimeSpec { Seconds = due / Stopwatch.Frequency, Nanoseconds = due % Stopwatch.Frequency };
            while (ClockNanosleep(clock: 1, absolute: 1, in time, 0) != 0) { }
            return;
        }
        while (Stopwatch.GetTimestamp() < due) Thread.Sleep((int)Math.Ceiling(Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due).TotalMilliseconds));
    }

    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "clock_nanosleep")]
    private static partial int ClockNanosleep(int clock, int absolute, in TimeSpec until, nint left);
}
