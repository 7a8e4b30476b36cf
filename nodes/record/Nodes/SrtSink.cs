namespace Streaming.Record;

/// <summary>Records captions to a SubRip file (SRT).</summary>
/// <remarks>
/// A number, the times and the lines of each cue. A player can open the file while it grows.
/// Times count from the first sample of the signal that is linked to <c>signal</c>, such as that of the microphone: link it wherever the stream's clock does not begin at 0. An existing
/// file is never overwritten.
/// </remarks>
[Node("record.srt", Summary = "Records captions to a SubRip file (SRT).", Gap = GapPolicy.Handled, Waits = true, Example = "path: captions.srt")]
public sealed partial class SrtSink : IStreamNode, IResource, IResultNode
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>The file; {date} and {time} stand for the local date and time.</summary>
        [FilePath(Written = true)] public required string Path { get; init; }

        /// <summary>How long an event without duration, such as a marker, is shown.</summary>
        [Unit("s"), Range(0.001, 3600)] public double Moment { get; init; } = 1;

        /// <summary>What is held in memory while the disk takes nothing (it is full, or a share is away); when that is full too, the recorder reads no more and its links wait.</summary>
        [Unit("MB"), Range(0.1, 100_000)] public double Spool { get; init; } = 64;

        /// <summary>How long it is tried again while the disk takes nothing, before the recording fails; also at the end of a session.</summary>
        [Unit("s"), Range(0, 1e6)] public double Patience { get; init; } = 600;
    }

    private CaptionTrack? track;
    [State] private CaptionFigures figures = null!;

    /// <summary>What is recorded: texts that stay, such as cues or utterances.</summary>
    [Input(Kinds = [StreamKind.Events])] public Input<Event> Texts { get; } = new();

    /// <summary>The signal whose first sample is the beginning of the recording; only its time is looked at.</summary>
    [Input(Optional = true, Kinds = [StreamKind.Signal, StreamKind.Features])] public Input<float> Signal { get; } = new();

    /// <inheritdoc/>
    public void Configure()
    {
        Sinks.NeedTexts(Texts.Format);
        figures = new();
    }

    /// <inheritdoc/>
    /// <exception cref="RecordingFailedException">The file cannot be created.</exception>
    public void Open(NodeContext context) => track = new(new SrtWriter(Sinks.Create(Current.Path, Current.Spool, Current.Patience, context), Current.Moment), context);

    /// <inheritdoc/>
    public StepResult Step() => track!.Write(Texts, Signal, figures);

    /// <inheritdoc/>
    public void Close()
    {
        track?.Dispose();
        track = null;
    }

    /// <inheritdoc/>
    public IReadOnlyList<Conclusion> Conclude() => figures.Conclude("cues");
}
