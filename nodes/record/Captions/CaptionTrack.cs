using System.Globalization;

namespace Streaming.Record;

/// <summary>
/// The way of texts from the ports of a sink into its file. Times count from the first sample of the signal, where one is linked; else they are those of the stream's clock, as
/// in the other recordings of events, and it is said where that cannot be meant.
/// </summary>
internal sealed class CaptionTrack(CaptionWriter writer, NodeContext context) : IDisposable
{
    private const double Unlikely = 3600;       // s: a first cue so late was rather stamped by a clock that began long before
    private bool begun;

    /// <summary>Writes what is there.</summary>
    public StepResult Write(Input<Event> texts, Input<float> signal, CaptionFigures figures)
    {
        writer.TryAgain();
        if (!begun && signal.IsLinked && signal.Available > 0) Begin(signal.TimeOf(0));
        while (signal.Available > 0) signal.Advance(signal.Available);
        if (!begun && signal.IsLinked && !signal.Ended) return writer.Rest();      // a text may be stamped with a time before the first sample
        while (texts.Available > 0 && !writer.IsFull)
        {
            if (!begun && !signal.IsLinked) Warn(texts.TimeOf(0));
            begun = true;
            var text = texts.Samples[0];
            figures.Add(text.Text, writer.Write(texts.TimeOf(0), text));
            texts.Advance(1);
        }
        return writer.Rest();
    }

    public void Dispose() => writer.Dispose();

    private void Begin(double zero)
    {
        begun = true;
        writer.Begin(zero);
    }

    private void Warn(double first)
    {
        if (first < Unlikely) return;
        context.Note(string.Create(CultureInfo.InvariantCulture, $"{context.Node}: the first text stands at {first:0.###} s of the stream's clock; link the signal to {context.Node}.signal, and times count from its first sample"));
    }
}
