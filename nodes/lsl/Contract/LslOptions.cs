namespace Streaming.Lsl;

/// <summary>How an inlet works.</summary>
public sealed record LslInletOptions
{
    /// <summary>Seconds of samples that it holds while nobody pulls (at 100 a second where they are irregular); then the oldest are dropped and counted.</summary>
    public double Buffer { get; init; } = 360;

    /// <summary>Samples that the sender may gather before it sends; 0: as it likes.</summary>
    public int Chunk { get; init; }

    /// <summary>A stream that vanished is looked for by its source id until it is back; without, or without a source id, it is lost.</summary>
    public bool Recover { get; init; } = true;

    /// <summary>Seconds that opening may take.</summary>
    public double Timeout { get; init; } = 5;

    /// <summary>Told what happens to the connection, in a sentence each; called on any thread.</summary>
    public Action<string>? Note { get; init; }
}

/// <summary>How an outlet works.</summary>
public sealed record LslOutletOptions
{
    /// <summary>
    /// Seconds of samples held for each consumer that is slow (at 100 a second where they are irregular), at most 512 MB divided by the consumers; then its oldest are
    /// dropped and counted.
    /// </summary>
    public double Buffer { get; init; } = 360;

    /// <summary>Samples gathered before they are sent; 0: every push goes out at once.</summary>
    public int Chunk { get; init; }

    /// <summary>Told what happens to the consumers, in a sentence each; called on any thread.</summary>
    public Action<string>? Note { get; init; }
}
