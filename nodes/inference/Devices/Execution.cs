namespace Streaming.Inference;

/// <summary>How a model is run.</summary>
public sealed record Execution
{
    /// <summary>What runs it.</summary>
    public Provider Provider { get; init; }

    /// <summary>The provider's own options, by the names it gives them.</summary>
    public ValueMap Options { get; init; } = ValueMap.Empty;

    /// <summary>Operators that the provider does not have may run on the processor, at the cost of copies in every step.</summary>
    public bool Fallback { get; init; }

    /// <summary>A step's commands are recorded once and replayed (CUDA graphs, DirectML graph capture).</summary>
    public bool Capture { get; init; }

    /// <summary>Threads within a step on the processor.</summary>
    public int Threads { get; init; } = 1;
}
