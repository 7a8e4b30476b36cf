namespace Streaming.Record;

/// <summary>What a recording does while the disk does not take what is written: it holds it in memory and tries again.</summary>
public sealed record RecordingPatience
{
    /// <summary>Bytes held in memory before the recording takes no more (<see cref="RecordingFile.IsFull"/>).</summary>
    public long SpoolBytes { get; init; } = 64_000_000;

    /// <summary>How long it is tried while the disk takes nothing at all.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The clock by which it waits.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Ends the waiting at the end of a recording: it is tried once more, and what is still held is lost, loudly.</summary>
    public CancellationToken Stopping { get; init; }

    /// <summary>Says when trouble begins and ends.</summary>
    public Action<string> Note { get; init; } = static _ => { };
}
