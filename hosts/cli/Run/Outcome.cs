namespace Streaming.Cli.Run;

/// <summary>How a run ended.</summary>
internal enum Outcome
{
    /// <summary>Its sources had no more, or the limit was reached.</summary>
    Ended,

    /// <summary>It was asked to stop, or paused to be saved; everything under way was worked off.</summary>
    Stopped,

    /// <summary>It was stopped at once.</summary>
    Aborted,

    /// <summary>A node failed.</summary>
    Failed,
}
