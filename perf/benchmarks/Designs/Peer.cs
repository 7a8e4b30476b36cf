using System.Diagnostics;
using System.Globalization;

namespace Streaming.Benchmarks;

/// <summary>A chain in another language, built by perf/peers/install.sh and run as a process of its own that prints the seconds it took.</summary>
internal sealed class Peer(string name, string program, params string[] arguments)
{
    public string Name => name;

    private string? Path { get; } = Find(program);

    public bool IsInstalled => Path is not null;

    public async Task<Cost> Run(int nodes, long blocks)
    {
        var start = new ProcessStartInfo(Path!, [.. arguments, $"{nodes}", $"{blocks}"]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{Path} ended with {process.ExitCode}");
        var nanoseconds = output.Split(' ').Select(s => double.Parse(s, CultureInfo.InvariantCulture) * 1e9 / blocks).ToArray();
        return new Cost(nanoseconds[0], nanoseconds[1], double.NaN);
    }

    private static string? Find(string program)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = System.IO.Path.Combine(folder.FullName, "perf", "peers", "bin", program);
            if (File.Exists(path)) return path;
        }
        return null;
    }
}
