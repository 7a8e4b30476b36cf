namespace Streaming.Files;

/// <summary>How the values of a BrainVision recording are stored.</summary>
public enum BrainVisionFormat
{
    /// <summary>16-bit integers.</summary>
    Int16,

    /// <summary>32-bit integers.</summary>
    Int32,

    /// <summary>IEEE 754 single.</summary>
    Float32,
}

/// <summary>A channel of a BrainVision recording.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Reference">The channel it is measured against; empty where the header names none.</param>
/// <param name="Resolution">What a stored value is multiplied by.</param>
/// <param name="Unit">The unit of the product; µV where the header names none.</param>
public sealed record BrainVisionChannel(string Label, string Reference, double Resolution, string Unit);

/// <summary>The header of a BrainVision recording (Brain Products, "BrainVision Core Data Format 1.0").</summary>
public sealed record BrainVisionHeader
{
    /// <summary>The file of the samples, as the header names it.</summary>
    public required string DataFile { get; init; }

    /// <summary>The file of the markers, as the header names it; empty where there is none.</summary>
    public required string MarkerFile { get; init; }

    /// <summary>The channels, in file order.</summary>
    public required IReadOnlyList<BrainVisionChannel> Channels { get; init; }

    /// <summary>Samples per second of each channel.</summary>
    public required double Rate { get; init; }

    /// <summary>Samples of each channel as the header states them; -1 where it does not.</summary>
    public required long StatedSamples { get; init; }

    /// <summary>How values are stored, little-endian.</summary>
    public required BrainVisionFormat Format { get; init; }

    /// <summary>All samples of a channel stand together (VECTORIZED); else all channels of a sample (MULTIPLEXED).</summary>
    public required bool IsVectorized { get; init; }

    /// <summary>Bytes of one value.</summary>
    public int ValueBytes => Format == BrainVisionFormat.Int16 ? 2 : 4;
}

/// <summary>A marker of a BrainVision recording.</summary>
/// <param name="Type">Its kind, such as <c>Stimulus</c>, <c>Response</c> or <c>New Segment</c>.</param>
/// <param name="Description">What it says, such as <c>S  1</c>; may be empty.</param>
/// <param name="Sample">The sample it stands at, counted from 0.</param>
/// <param name="Length">Samples it lasts; 1, or 0, for a moment.</param>
/// <param name="Channel">The channel it is about, counted from 1; 0 for all.</param>
/// <param name="Date">When it was, for the beginning of a segment; null where it is not told.</param>
public sealed record BrainVisionMarker(string Type, string Description, long Sample, long Length, int Channel, DateTime? Date)
{
    /// <summary>The samples that follow were recorded after a pause, or the recording begins.</summary>
    public bool IsNewSegment => Type.Equals("New Segment", StringComparison.OrdinalIgnoreCase);
}
