namespace Streaming.Runtime;

/// <summary>Where a block goes next, on the same thread.</summary>
internal interface IReceiver
{
    /// <summary>Takes over one reference to the block.</summary>
    void Receive(Block block);

    /// <summary>Nothing will come any more.</summary>
    void End();
}

/// <summary>The end of a stream that nobody reads.</summary>
internal sealed class Discard : IReceiver
{
    public static Discard Instance { get; } = new();

    public void Receive(Block block) => block.Release();

    public void End()
    {
    }
}

/// <summary>Hands one block to several readers without copying it; the last of them may find itself the only holder.</summary>
internal sealed class Fork(IReceiver[] targets) : IReceiver
{
    public void Receive(Block block)
    {
        for (var i = 1; i < targets.Length; i++) block.Retain();
        foreach (var target in targets) target.Receive(block);
    }

    public void End()
    {
        foreach (var target in targets) target.End();
    }

    /// <summary>One receiver for however many there are.</summary>
    public static IReceiver Of(IReadOnlyList<IReceiver> targets) => targets.Count switch
    {
        0 => Discard.Instance,
        1 => targets[0],
        _ => new Fork([.. targets]),
    };
}
