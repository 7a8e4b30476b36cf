using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Streaming.Lsl;

/// <summary>
/// LSL's local clock: C++'s steady_clock as liblsl has read it since 1.15. On Linux and Windows that is what <see cref="Stopwatch"/> reads; on macOS it is
/// CLOCK_MONOTONIC_RAW, which counts sleep and which .NET does not read.
/// </summary>
internal static partial class LslClock
{
    private const int MonotonicRaw = 4;
    private static readonly double tick = 1.0 / Stopwatch.Frequency;
    private static readonly bool isMac = OperatingSystem.IsMacOS();

    /// <summary>Seconds.</summary>
    public static double Now => isMac ? Raw() : Stopwatch.GetTimestamp() * tick;

    private static double Raw()
    {
        _ = GetTime(MonotonicRaw, out var time);
        return time.Seconds + (1e-9 * time.Nanoseconds);
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out Moment time);

    private readonly record struct Moment(nint Seconds, nint Nanoseconds);
}
