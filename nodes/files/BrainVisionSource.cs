namespace Streaming.Files;

/// <summary>Plays a continuous BrainVision recording.</summary>
/// <remarks>
/// The header (.vhdr) names the files of the samples and of the markers, which stand beside it. The first sample is at 0 s. A marker is an event: its description (its type
/// where that is empty), the number with which that ends, and its duration where it lasts longer than a sample. A new segment comes after a gap, as long as the dates of the
/// segments say. Segmented and averaged data are refused. A recording that was cut is played as far as it is whole, with a note.
/// </remarks>
[Node("files.brainvision", Summary = "Plays a continuous BrainVision recording.", Paced = true, Example = "path: recording.vhdr")]
public sealed partial class BrainVisionSource : RecordingNode, IStreamNode
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>The header of the recording, a .vhdr file.</summary>
        [FilePath] public required string Path { get; init; }

        /// <summary>Labels of the channels to play, in this order; empty for all.</summary>
        public ValueList<string> Channels { get; init; } = [];

        /// <summary>Samples in a block; 0 for about 40 ms.</summary>
        [Unit("samples"), Range(0, 1_000_000)] public int Block { get; init; }
    }

    /// <summary>The samples, in the recording's unit.</summary>
    [Output] public Output<float> Signal { get; } = new();

    /// <summary>The markers.</summary>
    [Output] public Output<Event> Events { get; } = new();

    /// <inheritdoc/>
    /// <exception cref="RecordingException">The recording cannot be read.</exception>
    public void Configure() => Play(() => BrainVisionRecording.Open(Current.Path, new() { Channels = Current.Channels }), Current.Block, Signal, Events);
}
