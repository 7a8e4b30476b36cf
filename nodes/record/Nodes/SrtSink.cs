namespace Streaming.Record;

/// <summary>Records captions to a SubRip file (SRT).</summary>
/// <remarks>
/// A number, the times and the lines of each cue. A player can open the file while it grows.
/// Times count from the first sample of the signal that is linked to <c>signal</c>, such as that of the microphone: link it wherever the stream's clock does not begin at 0. An existing
/// file is never overwritten.
/// </remarks>
[Node("record.srt", Summary = "Records captions to a SubRip file (SRT).", Gap = GapPolicy.Handled, Waits = true, Example = "path: captions.srt")]
public sealed partial class SrtSink : CaptionSink, IStreamNode
{
    /// <summary>What can be set.</summary>
    public sealed record Settings : SubtitleSettings;

    private protected override CaptionWriter Create(NodeContext context) => new SrtWriter(Sinks.Create(Current, context), Current.Moment);
}
