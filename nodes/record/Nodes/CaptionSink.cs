namespace Streaming.Record;

/// <summary>Records texts that stay to a file, with their times; what derives from it says in which form.</summary>
public abstract partial class CaptionSink : IState, IResource, IResultNode
{
    private CaptionTrack? track;
    [State] private CaptionFigures figures = null!;

    private protected CaptionSink()
    {
    }

    /// <summary>What is recorded: texts that stay, such as cues or utterances.</summary>
    [Input(Kinds = [StreamKind.Events])] public Input<Event> Texts { get; } = new();

    /// <summary>The signal whose first sample is the beginning of the recording; only its time is looked at.</summary>
    [Input(Optional = true, Kinds = [StreamKind.Signal, StreamKind.Features])] public Input<float> Signal { get; } = new();

    /// <inheritdoc cref="IStreamNode.Configure"/>
    public void Configure()
    {
        Sinks.NeedTexts(Texts.Format);
        figures = new();
    }

    /// <inheritdoc/>
    /// <exception cref="RecordingFailedException">The file cannot be created.</exception>
    public void Open(NodeContext context) => track = new(Create(context), context);

    /// <inheritdoc cref="IStreamNode.Step"/>
    public StepResult Step() => track!.Write(Texts, Signal, figures);

    /// <inheritdoc/>
    public void Close()
    {
        track?.Dispose();
        track = null;
    }

    /// <inheritdoc/>
    public IReadOnlyList<Conclusion> Conclude() => figures.Conclude(Counted);

    /// <summary>What a written text is called in the report.</summary>
    private protected virtual string Counted => "cues";

    /// <summary>Creates the file.</summary>
    private protected abstract CaptionWriter Create(NodeContext context);
}
