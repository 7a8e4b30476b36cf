namespace Streaming.Files.Xdf;

/// <summary>What the times of an XDF recording are.</summary>
public enum XdfTimes
{
    /// <summary>In the recorder's clock, with the jitter of regular streams taken out.</summary>
    Corrected,

    /// <summary>The stamps as recorded, each in its sender's clock, with the clock offsets beside them.</summary>
    Raw,
}

/// <summary>What the samples of a played XDF recording are.</summary>
public enum XdfElement
{
    /// <summary>float32, the type that nodes work on; a wider number is rounded to the nearest.</summary>
    Float32,

    /// <summary>As the recording holds them, to be recorded again without loss.</summary>
    Native,
}

/// <summary>Plays one stream of numbers of an XDF recording, with the markers of its text streams.</summary>
/// <remarks>
/// Samples are float32, or as recorded where a graph only passes them on. With corrected times the clock offsets are worked in and a gap stands where stamps
/// jump by more than 1 s and 500 samples. With raw ones the offsets are sent along, those of the markers where one text stream is played. Damage costs as
/// little as can be and is noted. A recording packed by gzip or zlib is unpacked as it is read.
/// </remarks>
[Node("files.xdf", Summary = "Plays one stream of numbers of an XDF recording, with the markers of its text streams.", Paced = true, Example = "path: recording.xdf")]
public sealed partial class XdfSource : RecordingNode, IStreamNode
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>The recording.</summary>
        [FilePath] public required string Path { get; init; }

        /// <summary>Name, content type (such as EEG) or number of the stream to play; empty for the only one, or the only EEG.</summary>
        public string Stream { get; init; } = "";

        /// <summary>Names of the text streams whose samples are events; empty for all.</summary>
        public ValueList<string> Markers { get; init; } = [];

        /// <summary>Labels of the channels to play, in this order; empty for all.</summary>
        public ValueList<string> Channels { get; init; } = [];

        /// <summary>float32, or the type that the recording holds.</summary>
        public XdfElement Element { get; init; }

        /// <summary>Corrected times or raw stamps.</summary>
        public XdfTimes Times { get; init; }

        /// <summary>Samples in a block; 0 for about 40 ms, or 1 of an irregular stream.</summary>
        [Unit("samples"), Range(0, 1_000_000)] public int Block { get; init; }
    }

    /// <summary>The samples.</summary>
    [Output] public AnyOutput Signal { get; } = new();

    /// <summary>The markers of all text streams in order of time; the texts of a sample with several channels are joined by commas.</summary>
    [Output] public Output<Event> Events { get; } = new();

    /// <inheritdoc/>
    /// <exception cref="RecordingException">It is not an XDF recording.</exception>
    public void Configure()
    {
        Play(() => XdfRecording.Open(Current.Path, new()
        {
            Stream = Current.Stream,
            Markers = Current.Markers,
            Channels = Current.Channels,
            NativeElement = Current.Element == XdfElement.Native,
            RawStamps = Current.Times == XdfTimes.Raw,
        }), Current.Block, Signal, Events);
    }
}
