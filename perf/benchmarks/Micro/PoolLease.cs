using BenchmarkDotNet.Attributes;

namespace Streaming.Benchmarks;

/// <summary>A block is leased and given back without an allocation.</summary>
[MemoryDiagnoser]
public class PoolLease
{
    private readonly BlockPool<float> pool = new(StreamFormat.Signal(1, 16000));
    private readonly Block<float>[] held = new Block<float>[8];

    [Benchmark]
    public void LeaseAndRelease() => pool.Lease(256).Release();

    /// <summary>More in flight than the one block that is kept at hand.</summary>
    [Benchmark(OperationsPerInvoke = 8)]
    public void LeaseEightThenRelease()
    {
        for (var i = 0; i < held.Length; i++) held[i] = pool.Lease(256);
        foreach (var block in held) block.Release();
    }
}
