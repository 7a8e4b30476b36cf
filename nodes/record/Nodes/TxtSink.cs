namespace Streaming.Record;

/// <summary>Records what was said as a transcript.</summary>
/// <remarks>
/// A line for each utterance or cue; its own line breaks become spaces.
/// Times count from the first sample of the signal that is linked to <c>signal</c>, such as that of the microphone: link it wherever the stream's clock does not begin at 0. An existing
/// file is never overwritten.
/// </remarks>
[Node("record.txt", Summary = "Records what was said as a transcript.", Gap = GapPolicy.Handled, Waits = true, Example = "path: captions.txt")]
public sealed partial class TxtSink : CaptionSink, IStreamNode
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>The file; {date} and {time} stand for the local date and time.</summary>
        [FilePath(Written = true)] public required string Path { get; init; }

        /// <summary>Begin each line with its time since the recording began, as [00:01:02].</summary>
        public bool Times { get; init; }

        /// <summary>What is held in memory while the disk takes nothing (it is full, or a share is away); when that is full too, the recorder reads no more and its links wait.</summary>
        [Unit("MB"), Range(0.1, 100_000)] public double Spool { get; init; } = 64;

        /// <summary>How long it is tried again while the disk takes nothing, before the recording fails; also at the end of a session.</summary>
        [Unit("s"), Range(0, 1e6)] public double Patience { get; init; } = 600;
    }

    private protected override string Counted => "lines";

    private protected override CaptionWriter Create(NodeContext context) => new TranscriptWriter(Sinks.Create(Current.Path, Current.Spool, Current.Patience, context), Current.Times);
}
