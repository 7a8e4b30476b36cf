namespace Streaming.Files;

/// <summary>Plays a WAV recording.</summary>
/// <remarks>
/// The first sample is at 0 s. PCM of 8 to 32 bits is scaled to [-1, 1), floating-point samples are as stored. A recording that is cut or was not
/// closed is played as far as it reaches, with a note.
/// </remarks>
[Node("files.wav", Summary = "Plays a WAV recording.", Paced = true, Example = "path: recording.wav")]
public sealed partial class WavSource : RecordingNode, IStreamNode
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>The recording.</summary>
        [FilePath] public required string Path { get; init; }

        /// <summary>Samples in a block; 0 for about 40 ms.</summary>
        [Unit("samples"), Range(0, 1_000_000)] public int Block { get; init; }
    }

    /// <summary>The samples; full scale is 1.</summary>
    [Output] public Output<float> Signal { get; } = new();

    /// <inheritdoc/>
    /// <exception cref="RecordingException">The recording cannot be read.</exception>
    public void Configure() => Play(() => new AudioRecording(WavReader.Open(Current.Path), Current.Path), Current.Block, Signal);
}
