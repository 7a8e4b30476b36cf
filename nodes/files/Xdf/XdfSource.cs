namespace Streaming.Files.Xdf;

/// <summary>What the times of an XDF recording are.</summary>
public enum XdfTimes
{
    /// <summary>In the recorder's clock, with the jitter of regular streams taken out.</summary>
    Corrected,

    /// <summary>The stamps as recorded, each in its sender's clock, with the clock offsets beside them.</summary>
    Raw,
}

/// <summary>Plays one stream of numbers of an XDF recording, with the markers of its text streams.</summary>
/// <remarks>
/// Samples are float32, whatever the recording holds. With corrected times the clock offsets are worked in and a gap stands where stamps jump by more than
/// 1 s and 500 samples; with raw ones the offsets are sent along. Damage costs as little as can be and is noted. A recording packed by gzip or zlib is unpacked
/// as it is read.
/// </remarks>
[Node("files.xdf", Summary = "Plays one stream of numbers of an XDF recording, with the markers of its text streams.", Paced = true, Example = "path: recording.xdf")]
public sealed partial class XdfSource : IStreamNode, IResource
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

        /// <summary>Corrected times or raw stamps.</summary>
        public XdfTimes Times { get; init; }

        /// <summary>Samples in a block; 0 for about 40 ms, or 1 of an irregular stream.</summary>
        [Unit("samples"), Range(0, 1_000_000)] public int Block { get; init; }
    }

    private const double BlockSeconds = 0.04, OddRate = 0.1;

    [State] private XdfPlayback playback = null!;
    private XdfFile file = null!;

    /// <summary>The samples.</summary>
    [Output] public Output<float> Signal { get; } = new();

    /// <summary>The markers of all text streams in order of time; the texts of a sample with several channels are joined by commas.</summary>
    [Output] public Output<Event> Events { get; } = new();

    /// <inheritdoc/>
    /// <exception cref="RecordingException">It is not an XDF recording.</exception>
    public void Configure()
    {
        playback?.Dispose();
        file = XdfFile.Open(Current.Path);
        var stream = StreamChoice.Signal(file, Current.Stream);
        var events = StreamChoice.Markers(file, Current.Markers);
        var channels = StreamChoice.Channels(file, stream, Current.Channels);
        var units = channels.Select(c => StreamChoice.Unit(stream.Units[c])).Distinct().ToArray();
        Signal.Format = StreamFormat.Signal(channels.Length, stream.NominalRate, units.Length == 1 ? units[0] : "", ValueList.From(channels.Select(c => stream.Labels[c])), stream.Name) with
        {
            Content = stream.Type,
            Description = stream.Description is { HasElements: true } desc ? desc.ToString() : "",
        };
        Events.Format = StreamFormat.Events(events.Length == 1 ? events[0].Name : System.IO.Path.GetFileNameWithoutExtension(file.Path));
        var block = Current.Block > 0 ? Current.Block : (int)Math.Clamp(Math.Round(BlockSeconds * stream.NominalRate), 1, 1_000_000);
        playback = new XdfPlayback(file, stream, channels, events, Current.Times == XdfTimes.Raw, block);
    }

    /// <inheritdoc/>
    public void Open(NodeContext context)
    {
        foreach (var note in file.Notes) context.Note(note);
        var timeline = playback.Timeline;
        var (rate, nominal) = (timeline.EffectiveRate, timeline.Stream.NominalRate);
        if (rate > 0 && Math.Abs(rate - nominal) > OddRate * nominal)
            context.Note(FormattableString.Invariant($"{timeline.Stream} came at {rate:0.###} Hz, though its header says {nominal:0.###} Hz"));
    }

    /// <inheritdoc/>
    public StepResult Step() => playback.Step(Signal, Events);

    /// <inheritdoc/>
    public void Close() => playback?.Dispose();
}
