using System.Runtime.InteropServices;

namespace Streaming.Files;

/// <summary>Sends a recording block by block, with its events; what the sources of this family have in common.</summary>
/// <param name="recording">What is played.</param>
/// <param name="block">Samples in a block; 0 for about 40 ms, or 1 of an irregular stream.</param>
/// <param name="signal">Where samples go: an <see cref="Output{T}"/> of float32, or any.</param>
/// <param name="events">Where events go; none for a recording that has none.</param>
internal sealed class Player(Recording recording, int block, Output signal, Output<Event>? events = null)
{
    private const double DefaultSeconds = 0.04;
    private const int DefaultValues = 1 << 20;   // at most, whatever rate and channel count a header claims

    private double[] times = [];
    private Action<string>? note;
    private int told;

    /// <summary>In a block.</summary>
    public int Samples { get; } = block > 0 ? block : DefaultBlock(recording.Signal);

    /// <summary>Reads what is needed to play, and says what the readers had to put up with.</summary>
    public void Open(NodeContext context)
    {
        recording.Prepare();
        if (recording.IsStamped) times = new double[Samples];
        note = context.Note;
        Tell();
    }

    /// <summary>Sends one block, every event before its end and the clock offsets around it.</summary>
    public StepResult Step()
    {
        SendOffsets();
        if (recording.Breaks(out var start)) signal.Begin(start);
        var read = recording.Read(Room(), times);
        if (read == 0) return Finish();
        if (recording.IsStamped) signal.Commit(times.AsSpan(0, read));
        else signal.Commit(read);
        SendOffsets();
        if (events is null) return StepResult.Again;
        var until = recording.IsStamped ? recording.Next : signal.NextTime;
        while (recording.TryTake(until, out var found, out var time)) events.Write(found, time);
        SendEventOffsets(events);
        events.Settle(until);
        return StepResult.Again;
    }

    /// <summary>Closes the recording.</summary>
    public void Close()
    {
        Tell();
        recording.Dispose();
    }

    private static int DefaultBlock(StreamFormat format) =>
        (int)Math.Clamp(Math.Round(DefaultSeconds * format.Rate), 1, Math.Max(1, DefaultValues / Math.Max(1, format.Channels)));

    /// <summary>Sends the events behind the last sample, each when it is due, and goes to the next recording.</summary>
    private StepResult Finish()
    {
        if (events is not null)
        {
            var more = recording.TryTake(double.PositiveInfinity, out var found, out var time);
            SendEventOffsets(events);
            if (more)
            {
                events.Settle(time);
                events.Write(found, time);
                return StepResult.Again;
            }
        }
        var another = recording.MoveOn();
        Tell();
        return another ? StepResult.Again : StepResult.Done;
    }

    private Span<byte> Room() => signal is AnyOutput any ? any.Reserve(Samples) : MemoryMarshal.AsBytes(((Output<float>)signal).Reserve(Samples));

    private void SendOffsets()
    {
        while (recording.TryTakeOffset(out var offset)) signal.Send(offset);
    }

    private void SendEventOffsets(Output<Event> events)
    {
        while (recording.TryTakeEventOffset(out var offset)) events.Send(offset);
    }

    private void Tell()
    {
        if (note is null) return;
        var notes = recording.Notes;
        while (told < notes.Count) note(notes[told++]);
    }
}
