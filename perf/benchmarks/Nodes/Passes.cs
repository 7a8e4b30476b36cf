namespace Streaming.Benchmarks;

/// <summary>A node that lets blocks through and counts them. Every design in this process carries the very same ten nodes.</summary>
internal interface IPass : IBlockNode<float>
{
    long Seen { get; }

    /// <summary>The same node as a function, for designs that carry arrays by reference.</summary>
    float[] Forward(float[] block);

    /// <summary>
    /// Nodes of five types in turn: a real chain is of many types, and a call that only ever meets one type would be inlined by the compiler as it cannot be in
    /// a graph read from a file.
    /// </summary>
    static IPass[] Chain(int nodes)
    {
        var chain = new IPass[nodes];
        for (var i = 0; i < nodes; i++) chain[i] = (i % 5) switch { 0 => new Pass1(), 1 => new Pass2(), 2 => new Pass3(), 3 => new Pass4(), _ => new Pass5() };
        return chain;
    }

    static void Check(IEnumerable<IPass> chain, long blocks)
    {
        foreach (var pass in chain)
            if (pass.Seen != blocks) throw new InvalidOperationException($"a node saw {pass.Seen} of {blocks} blocks");
    }
}

/// <summary>Lets blocks through.</summary>
[Node("perf.pass1", Summary = "Lets blocks through.", Gap = GapPolicy.Continue)]
public sealed partial class Pass1 : IPass
{
    [State] private long seen;

    long IPass.Seen => seen;

    public StreamFormat Configure(StreamFormat input) => input;

    public void Process(ReadOnlySpan<float> input, Span<float> output)
    {
        seen++;
        if (input != output) input.CopyTo(output); // not where both are the same memory
    }

    public float[] Forward(float[] block)
    {
        seen++;
        return block;
    }
}

/// <summary>Lets blocks through.</summary>
[Node("perf.pass2", Summary = "Lets blocks through.", Gap = GapPolicy.Continue)]
public sealed partial class Pass2 : IPass
{
    [State] private long seen;

    long IPass.Seen => seen;

    public StreamFormat Configure(StreamFormat input) => input;

    public void Process(ReadOnlySpan<float> input, Span<float> output)
    {
        seen++;
        if (input != output) input.CopyTo(output); // not where both are the same memory
    }

    public float[] Forward(float[] block)
    {
        seen++;
        return block;
    }
}

/// <summary>Lets blocks through.</summary>
[Node("perf.pass3", Summary = "Lets blocks through.", Gap = GapPolicy.Continue)]
public sealed partial class Pass3 : IPass
{
    [State] private long seen;

    long IPass.Seen => seen;

    public StreamFormat Configure(StreamFormat input) => input;

    public void Process(ReadOnlySpan<float> input, Span<float> output)
    {
        seen++;
        if (input != output) input.CopyTo(output); // not where both are the same memory
    }

    public float[] Forward(float[] block)
    {
        seen++;
        return block;
    }
}

/// <summary>Lets blocks through.</summary>
[Node("perf.pass4", Summary = "Lets blocks through.", Gap = GapPolicy.Continue)]
public sealed partial class Pass4 : IPass
{
    [State] private long seen;

    long IPass.Seen => seen;

    public StreamFormat Configure(StreamFormat input) => input;

    public void Process(ReadOnlySpan<float> input, Span<float> output)
    {
        seen++;
        if (input != output) input.CopyTo(output); // not where both are the same memory
    }

    public float[] Forward(float[] block)
    {
        seen++;
        return block;
    }
}

/// <summary>Lets blocks through.</summary>
[Node("perf.pass5", Summary = "Lets blocks through.", Gap = GapPolicy.Continue)]
public sealed partial class Pass5 : IPass
{
    [State] private long seen;

    long IPass.Seen => seen;

    public StreamFormat Configure(StreamFormat input) => input;

    public void Process(ReadOnlySpan<float> input, Span<float> output)
    {
        seen++;
        if (input != output) input.CopyTo(output); // not where both are the same memory
    }

    public float[] Forward(float[] block)
    {
        seen++;
        return block;
    }
}
