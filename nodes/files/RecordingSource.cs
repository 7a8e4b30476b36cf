namespace Streaming.Files;

/// <summary>Plays recordings of any kind known: EDF, BDF, BrainVision, WAV, FLAC, XDF, delimited text.</summary>
/// <remarks>
/// The kind is told by the content, delimited text and packed XDF by the extension; <c>files.edf</c>, <c>files.xdf</c> and <c>files.csv</c> have more settings.
/// Several recordings of one format are played one after another, each marked as coming after a gap.
/// </remarks>
[Node("files.recording", Summary = "Plays recordings of any kind known: EDF, BDF, BrainVision, WAV, FLAC, XDF, delimited text.", Paced = true, Example = "path: recording.edf")]
public sealed partial class RecordingSource : RecordingNode, IStreamNode
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>The recording, or a list of recordings of one format.</summary>
        [FilePath] public required ValueList<string> Path { get; init; }

        /// <summary>Names of the channels to play, in this order; empty for all (EDF: of the highest rate; XDF: of the only stream of numbers, or the only EEG). WAV and FLAC recordings have no names.</summary>
        public ValueList<string> Channels { get; init; } = [];

        /// <summary>Samples in a block; 0 for about 40 ms.</summary>
        [Unit("samples"), Range(0, 1_000_000)] public int Block { get; init; }
    }

    /// <summary>The samples, in the recording's physical unit.</summary>
    [Output] public Output<float> Signal { get; } = new();

    /// <summary>Annotations, triggers and markers.</summary>
    [Output] public Output<Event> Events { get; } = new();

    /// <inheritdoc/>
    /// <exception cref="RecordingException">The recording cannot be read.</exception>
    public void Configure()
    {
        Play(() => RecordingList.Open(Current.Path, path => RecordingKind.OpenAny(path, new()
        {
            Channels = Current.Channels,
            Csv = new() { Channels = Current.Channels.Count > 0 ? Current.Channels : null },
        })), Current.Block, Signal, Events);
    }
}
