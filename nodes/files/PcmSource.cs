namespace Streaming.Files;

/// <summary>Plays raw samples, from a file or as another program writes them to standard input.</summary>
/// <remarks>
/// Raw samples say nothing of themselves: rate, channels and encoding are to be given. The first sample is at 0 s. With <c>path: "-"</c> it is a live source: blocks go out
/// as they come, whatever the pace of the session, and time runs with the samples, so a writer that stalls leaves no gap. The end of the input ends the graph. Bytes at the
/// end that are no whole frame are left out, with a note.
/// </remarks>
/// <example><code>arecord -f S16_LE -r 16000 -t raw | streaming run graphs/captions --set source.path=-</code></example>
[Node("files.pcm", Summary = "Plays raw samples from a file or from standard input.", Paced = true, Example = "path: recording.pcm, rate: 16000")]
public sealed partial class PcmSource : IStreamNode, IResource
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>The file; "-" for standard input.</summary>
        [FilePath] public required string Path { get; init; }

        /// <summary>Samples of each channel in a second.</summary>
        [Unit("Hz"), Range(1, 10_000_000)] public required double Rate { get; init; }

        /// <summary>Channels, whose samples come in turn.</summary>
        [Range(1, 256)] public int Channels { get; init; } = 1;

        /// <summary>How samples are stored, little-endian.</summary>
        public PcmEncoding Encoding { get; init; }

        /// <summary>Samples in a block; 0 for about 40 ms.</summary>
        [Unit("samples"), Range(0, 1_000_000)] public int Block { get; init; }
    }

    private static readonly TimeSpan wait = TimeSpan.FromMilliseconds(20);

    [State] private Recording recording = null!;
    private Player player = null!;

    /// <summary>The samples; full scale is 1.</summary>
    [Output] public Output<float> Signal { get; } = new();

    /// <summary>Opens standard input.</summary>
    internal Func<Stream> Input { get; set; } = Console.OpenStandardInput;

    /// <summary>A file is; standard input sets its own pace.</summary>
    public bool IsPaced => Current.Path != FilePathAttribute.StandardInput;

    /// <inheritdoc/>
    /// <exception cref="RecordingException">The file cannot be read.</exception>
    public void Configure()
    {
        recording?.Dispose();
        var format = new PcmFormat(Current.Encoding, Current.Channels);
        var name = IsPaced ? System.IO.Path.GetFileNameWithoutExtension(Current.Path) : "standard input";
        Signal.Format = StreamFormat.Signal(Current.Channels, Current.Rate, name: name) with { Content = "Audio" };
        recording = IsPaced
            ? PcmRecording.Open(Current.Path, format, Signal.Format)
            : PcmPipeRecording.Open(Input, format, Signal.Format, Current.Block);
        player = new Player(recording, Current.Block, Signal);
    }

    /// <inheritdoc/>
    public void Open(NodeContext context) => player.Open(context);

    /// <inheritdoc/>
    /// <exception cref="RecordingException">Standard input cannot be read.</exception>
    public StepResult Step() => recording is PcmPipeRecording live && !live.Await(player.Samples, wait) ? StepResult.Again : player.Step();

    /// <inheritdoc/>
    public void Close() => player?.Close();
}
