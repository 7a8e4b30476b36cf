namespace Streaming.Record;

/// <summary>Records any number of streams to one XDF file.</summary>
/// <remarks>
/// Values keep their type and samples their stamps, bit for bit; clock offsets are recorded with them. Events are text; where one has a value or a duration, they
/// stand in a stream of content type <c>EventNumbers</c> beside it, which <c>files.xdf</c> joins again. An existing file is never overwritten: the next free
/// name is taken and told. At any kill the file opens and holds all but the last half second.
/// </remarks>
[Node("record.xdf", Summary = "Records any number of streams to one XDF file.", Gap = GapPolicy.Handled, Waits = true, Example = "path: recording.xdf")]
public sealed partial class XdfSink : IStreamNode, IResource
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>The file; {date} and {time} stand for the local date and time.</summary>
        [FilePath(Written = true)] public required string Path { get; init; }

        /// <summary>What is held in memory while the disk takes nothing (it is full, or a share is away); when that is full too, the recorder reads no more and its links wait.</summary>
        [Unit("MB"), Range(0.1, 100_000)] public double Spool { get; init; } = 64;

        /// <summary>How long it is tried again while the disk takes nothing, before the recording fails; also at the end of a session.</summary>
        [Unit("s"), Range(0, 1e6)] public double Patience { get; init; } = 600;
    }

    private XdfWriter? writer;
    private XdfTrack[] tracks = [];

    /// <summary>What lies between the recording and its file: how tests fill a disk.</summary>
    internal Func<FileStream, Stream>? Over { get; init; }

    /// <summary>What is recorded.</summary>
    [Input] public Inputs Streams { get; } = new();

    /// <inheritdoc/>
    public void Configure() => Sinks.NeedStreams(Streams, "record.xdf");

    /// <inheritdoc/>
    /// <exception cref="RecordingFailedException">The file cannot be created.</exception>
    public void Open(NodeContext context)
    {
        writer = new XdfWriter(Sinks.Create(Current.Path, Current.Spool, Current.Patience, context, Over), context.Time);
        tracks = new XdfTrack[Streams.Streams.Count];
        for (var i = 0; i < tracks.Length; i++) tracks[i] = new XdfTrack(writer, Streams.Streams[i], Sinks.NameOf(Streams, i));
    }

    /// <inheritdoc/>
    public StepResult Step()
    {
        writer!.TryAgain();
        foreach (var track in tracks) track.Write();
        return writer.Rest();
    }

    /// <inheritdoc/>
    public void Close()
    {
        writer?.Dispose();
        writer = null;
    }
}
