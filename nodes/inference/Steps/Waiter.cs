namespace Streaming.Inference;

/// <summary>One who steps together with others, as a <see cref="Rendezvous{T}"/> knows it.</summary>
internal class Waiter
{
    private volatile bool isDone; // looked at without a lock

    /// <summary>Steps that began later than the deadline because those of others took so long.</summary>
    public long Late { get; set; }

    /// <summary>The longest that a step began after its deadline, in seconds.</summary>
    public double Lateness { get; set; }

    /// <summary>What its last step failed with; the others of the batch are not touched by it.</summary>
    public Exception? Failure { get; set; }

    /// <summary>The others wait for it: it came to the last step that did not begin without it.</summary>
    public bool IsAwaited { get; set; }

    /// <summary>Its step has been run.</summary>
    public bool IsDone
    {
        get => isDone;
        set => isDone = value;
    }

    /// <summary>When it was ready, as a stamp of the clock.</summary>
    public long Since { get; set; }

    /// <summary>Wakes its thread: its step has been run, or it is its turn to run one.</summary>
    public Wake Wake { get; } = new();
}
