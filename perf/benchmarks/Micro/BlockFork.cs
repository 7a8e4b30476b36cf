using BenchmarkDotNet.Attributes;

namespace Streaming.Benchmarks;

/// <summary>A block read by two branches is not copied; a branch that writes copies it once.</summary>
[MemoryDiagnoser]
public class BlockFork
{
    private const int Blocks = 1_000_000;

    [Benchmark(Baseline = true, OperationsPerInvoke = Blocks)]
    public Task OneReader() => Run("feed > a");

    [Benchmark(OperationsPerInvoke = Blocks)]
    public Task TwoReaders() => Run("feed > a", "feed > b");

    [Benchmark(OperationsPerInvoke = Blocks)]
    public Task TwoReadersOneWrites() => Run("feed > pass > a", "feed > b");

    private static async Task Run(params string[] links)
    {
        var drive = new Saturation(1, Blocks - 1);
        var graph = new Graph("fork").Add("feed", new Feed { Drive = drive });
        graph.Add("a", new Arrival { Drive = drive });
        if (links.Any(l => l.Contains("pass"))) graph.Add("pass", new Pass1());
        if (links.Any(l => l.EndsWith('b'))) graph.Add("b", new Arrival { Drive = new Saturation(1, Blocks - 1) });
        foreach (var link in links) graph.Link(link);
        await using var session = graph.Start(new RunOptions { Speed = 0 });
        await session.Completion;
    }
}
