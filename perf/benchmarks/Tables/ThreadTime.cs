using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Streaming.Benchmarks;

/// <summary>The processor time of this thread where the system tells it (Linux), which other work on the machine does not lengthen; elsewhere the clock.</summary>
internal static partial class ThreadTime
{
    private const int ThreadClock = 3; // CLOCK_THREAD_CPUTIME_ID

    /// <summary>What is measured, for the head of a table.</summary>
    public static string Name => OperatingSystem.IsLinux() ? "µs of processor" : "µs";

    /// <summary>Microseconds since some moment.</summary>
    public static double Now()
    {
        if (!OperatingSystem.IsLinux()) return Stopwatch.GetTimestamp() * 1e6 / Stopwatch.Frequency;
        _ = Read(ThreadClock, out var time);
        return time.Seconds * 1e6 + time.Nanoseconds / 1e3;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int Read(int clock, out Time time);

    private struct Time
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
