namespace Streaming.Record;

/// <summary>What can be set of every recorder: its file, and what it does while the disk takes nothing.</summary>
public abstract record RecorderSettings
{
    /// <summary>The file; {date} and {time} stand for the local date and time.</summary>
    [FilePath(Written = true)] public required string Path { get; init; }

    /// <summary>What is held in memory while the disk takes nothing (it is full, or a share is away); when that is full too, the recorder reads no more and its links wait.</summary>
    [Unit("MB"), Range(0.1, 100_000)] public double Spool { get; init; } = 64;

    /// <summary>How long it is tried again while the disk takes nothing, before the recording fails; also at the end of a session.</summary>
    [Unit("s"), Range(0, 1e6)] public double Patience { get; init; } = 600;
}
