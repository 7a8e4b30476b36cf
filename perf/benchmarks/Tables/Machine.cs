using System.Globalization;
using System.Runtime.InteropServices;

namespace Streaming.Benchmarks;

/// <summary>Names the machine a figure was measured on.</summary>
internal static class Machine
{
    public static string Describe() =>
        $"{Value("/proc/cpuinfo", "model name", ':') ?? RuntimeInformation.ProcessArchitecture.ToString()}, {Environment.ProcessorCount} cores{(IsVirtual ? " (virtual machine)" : "")}, "
        + $"{Value("/etc/os-release", "PRETTY_NAME", '=') ?? RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, "
        + DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static bool IsVirtual => Value("/proc/cpuinfo", "flags", ':')?.Split(' ').Contains("hypervisor") ?? false;

    private static string? Value(string file, string key, char separator)
    {
        if (!File.Exists(file)) return null;
        foreach (var line in File.ReadLines(file))
        {
            var at = line.IndexOf(separator);
            if (at > 0 && line[..at].Trim() == key) return line[(at + 1)..].Trim().Trim('"');
        }
        return null;
    }
}
