namespace Streaming.Benchmarks;

/// <summary>
/// Drives a design and measures it: says when the next block is to be sent and is told when one has arrived. Every design is driven by the same object, so
/// all are measured at the same two places.
/// </summary>
internal abstract class Drive
{
    private readonly TaskCompletionSource completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Blocks that will be sent.</summary>
    public abstract long Blocks { get; }

    /// <summary>Ends when the last block has arrived.</summary>
    public Task Completion => completion.Task;

    /// <summary>Waits until the next block is to be sent; false: there are no more. Called by the sender alone.</summary>
    public abstract bool Next();

    /// <summary>A block has come to the end of the chain. Called by the sink alone.</summary>
    public abstract void Arrived();

    protected void Complete() => completion.TrySetResult();
}
