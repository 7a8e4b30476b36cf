namespace Streaming.Files;

/// <summary>Plays an EDF, EDF+, BDF or BDF+ recording.</summary>
/// <remarks>
/// The first sample is at 0 s. Signals that share one rate form the stream, by default all of the highest rate. Gaps of a discontinuous recording
/// (EDF+D, BDF+D) are gaps of the stream. Annotations without a signal are played as events alone. A recording that is cut or was not closed is played as far as it is whole, with a note.
/// </remarks>
[Node("files.edf", Summary = "Plays an EDF, EDF+, BDF or BDF+ recording.", Paced = true, Example = "path: recording.edf")]
public sealed partial class EdfSource : RecordingNode, IStreamNode
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>The recording.</summary>
        [FilePath] public required string Path { get; init; }

        /// <summary>Labels of the signals to play, in this order and of one rate; empty for all signals of the highest rate.</summary>
        public ValueList<string> Channels { get; init; } = [];

        /// <summary>Bits of a BDF status channel that hold the trigger code; the code is shifted down to the lowest of them.</summary>
        [Range(1, 0xFFFFFF)] public int Mask { get; init; } = 0xFFFF;

        /// <summary>Samples in a block; 0 for about 40 ms.</summary>
        [Unit("samples"), Range(0, 1_000_000)] public int Block { get; init; }
    }

    /// <summary>The samples, in the recording's physical unit.</summary>
    [Output] public Output<float> Signal { get; } = new();

    /// <summary>Annotations with their duration, and the triggers of a BDF status channel, whose text and value are the code.</summary>
    [Output] public Output<Event> Events { get; } = new();

    /// <inheritdoc/>
    /// <exception cref="RecordingException">The recording cannot be read.</exception>
    public void Configure() => Play(() => EdfRecording.Open(Current.Path, new() { Channels = Current.Channels, Mask = Current.Mask }), Current.Block, Signal, Events);
}
