namespace Streaming.Record;

/// <summary>Records captions to a WebVTT file.</summary>
/// <remarks>
/// The times and the lines of each cue, as browsers show them. A player can open the file while it grows.
/// Times count from the first sample of the signal that is linked to <c>signal</c>, such as that of the microphone: link it wherever the stream's clock does not begin at 0. An existing
/// file is never overwritten.
/// </remarks>
[Node("record.vtt", Summary = "Records captions to a WebVTT file.", Gap = GapPolicy.Handled, Waits = true, Example = "path: captions.vtt")]
public sealed partial class VttSink : CaptionSink, IStreamNode
{
    /// <summary>What can be set.</summary>
    public sealed record Settings : SubtitleSettings;

    private protected override CaptionWriter Create(NodeContext context) => new VttWriter(Sinks.Create(Current, context), Current.Moment);
}
