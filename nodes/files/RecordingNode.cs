namespace Streaming.Files;

/// <summary>Plays a recording; what derives from it says which, and what flows through its ports.</summary>
public abstract partial class RecordingNode : IState, IResource, IRecordingNode
{
    [State] private Recording recording = null!;
    private Player player = null!;

    private protected RecordingNode()
    {
    }

    /// <inheritdoc/>
    public RecordingException? Damage => recording?.Damage;

    /// <inheritdoc/>
    public void Open(NodeContext context) => player.Open(context);

    /// <inheritdoc cref="IStreamNode.Step"/>
    public StepResult Step() => player.Step();

    /// <inheritdoc/>
    public void Close() => player?.Close();

    /// <summary>Makes ready to play.</summary>
    /// <param name="open">Opens what is to be played; the one before is closed by then.</param>
    /// <param name="block">Samples in a block; 0 for about 40 ms, or 1 of an irregular stream.</param>
    /// <param name="signal">Where samples go.</param>
    /// <param name="events">Where events go; none for a recording that has none.</param>
    /// <exception cref="RecordingException">It cannot be read.</exception>
    private protected void Play(Func<Recording> open, int block, Output signal, Output<Event>? events = null)
    {
        recording?.Dispose();
        recording = open();
        signal.Format = recording.Signal;
        if (events is not null) events.Format = recording.Events;
        player = new Player(recording, block, signal, events);
    }
}
