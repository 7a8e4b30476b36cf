using BenchmarkDotNet.Attributes;

namespace Streaming.Benchmarks;

/// <summary>A link takes a block from one thread to another and allocates nothing.</summary>
[MemoryDiagnoser]
public class LinkHop
{
    private const int Blocks = 1_000_000;

    [Benchmark(Baseline = true, OperationsPerInvoke = Blocks)]
    public Task SameThread() => new FusedGraph("", new RunOptions { Speed = 0 }).Run(0, new Saturation(1, Blocks - 1));

    [Benchmark(OperationsPerInvoke = Blocks)]
    public Task OtherThread() => new FusedGraph("", new RunOptions { Speed = 0 }, far: true).Run(0, new Saturation(1, Blocks - 1));
}
