namespace Streaming.Files;

/// <summary>Sends a recording block by block, with its events; what the sources of this family have in common.</summary>
/// <param name="recording">What is played.</param>
/// <param name="block">Samples in a block; 0 for about 40 ms.</param>
/// <param name="signal">Where samples go.</param>
/// <param name="events">Where events go; none for a recording that has none.</param>
internal sealed class Player(Recording recording, int block, Output<float> signal, Output<Event>? events = null)
{
    private const double DefaultSeconds = 0.04;
    private readonly int samples = block > 0 ? block : Math.Max(1, (int)Math.Round(DefaultSeconds * recording.Signal.Rate));
    private Action<string>? note;
    private int told;

    /// <summary>Says what the readers had to put up with.</summary>
    public void Open(NodeContext context)
    {
        note = context.Note;
        Tell();
    }

    /// <summary>Sends one block, and every event before its end.</summary>
    public StepResult Step()
    {
        if (recording.Breaks(out var start)) signal.Begin(start);
        var read = recording.Read(signal.Reserve(samples));
        if (read > 0) signal.Commit(read);
        var until = read > 0 ? signal.NextTime : double.PositiveInfinity;
        while (recording.TryTake(until, out var found, out var time)) events?.Write(found, time);
        if (read > 0) return StepResult.Again;
        var more = recording.MoveOn();
        Tell();
        return more ? StepResult.Again : StepResult.Done;
    }

    /// <summary>Closes the recording.</summary>
    public void Close()
    {
        Tell();
        recording.Dispose();
    }

    private void Tell()
    {
        if (note is null) return;
        var notes = recording.Notes;
        while (told < notes.Count) note(notes[told++]);
    }
}
