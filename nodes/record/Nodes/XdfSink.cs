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
    public sealed record Settings : RecorderSettings;

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
        writer = new XdfWriter(Sinks.Create(Current, context, Over), context.Time);
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
