using System.Runtime.InteropServices;
using Streaming.Inference;

namespace Streaming.Benchmarks;

/// <summary>Sessions of one runner, each fed the same noise.</summary>
internal sealed class Crowd : IDisposable
{
    private readonly ModelRunner runner;
    private readonly float[] hop;

    /// <summary>So many sessions, of which at most so many step as one.</summary>
    public Crowd(BenchmarkedModel model, int sessions, int most)
    {
        hop = model.Hop;
        runner = model.Runner(most);
        All = [.. Enumerable.Range(0, sessions).Select(_ => runner.Join())];
    }

    /// <summary>All of them.</summary>
    public Slot[] All { get; }

    /// <summary>Some of them, to be stepped often.</summary>
    public Slot[] Some(IEnumerable<int> which) => [.. which.Select(i => All[i])];

    /// <summary>What a session's last step made.</summary>
    public ReadOnlySpan<float> Result(int session) => MemoryMarshal.Cast<byte, float>(All[session].Outputs[0].Bytes);

    /// <summary>They step as one.</summary>
    public void Step(Slot[] ready)
    {
        foreach (var slot in ready) Fill(slot);
        runner.Step(ready);
    }

    /// <summary>One comes to step with whoever else does.</summary>
    public void Run(Slot slot)
    {
        Fill(slot);
        runner.Run(slot);
    }

    public void Dispose()
    {
        foreach (var slot in All) runner.Leave(slot);
        runner.Dispose();
    }

    private void Fill(Slot slot)
    {
        var window = slot.Inputs[0].Bytes;
        var bytes = MemoryMarshal.AsBytes(hop.AsSpan());
        bytes.CopyTo(window[^bytes.Length..]);
    }
}
