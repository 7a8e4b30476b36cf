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
    public sealed record Settings : RecorderSettings
    {
        /// <summary>Begin each line with its time since the recording began, as [00:01:02].</summary>
        public bool Times { get; init; }
    }

    private protected override string Counted => "lines";

    private protected override CaptionWriter Create(NodeContext context) => new TranscriptWriter(Sinks.Create(Current, context), Current.Times);
}
