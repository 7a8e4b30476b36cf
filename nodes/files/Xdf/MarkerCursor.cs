using System.Runtime.InteropServices;

namespace Streaming.Files.Xdf;

/// <summary>Goes through a stream of text as events. Numbers of an event come from the stream that <c>record.xdf</c> writes beside it, if there is one.</summary>
internal sealed class MarkerCursor : IDisposable
{
    private readonly StreamCursor texts;
    private readonly StreamCursor? numbers;
    private readonly XdfTimeline timeline;
    private readonly bool raw;

    public MarkerCursor(XdfFile file, XdfTimeline timeline, bool raw, long sample)
    {
        (this.timeline, this.raw) = (timeline, raw);
        texts = new(file, timeline.Stream, sample);
        if (EventNumbers.Of(file, timeline.Stream) is { } stream) numbers = new(file, stream, 0);
    }

    /// <summary>Index of the next event in its stream.</summary>
    public long Sample => texts.Sample;

    /// <summary>Looks for the next event, and gives its time in the recorder's clock; infinity at the end.</summary>
    public double NextTime()
    {
        while (TryPassOffset(out _, out _))
        {
        }
        return texts.Peek() ? timeline.FiniteTimeOf(texts.Sample, texts.Stamp, raw: false) : double.PositiveInfinity;
    }

    /// <summary>Passes the next clock offset before the next event.</summary>
    public bool TryPassOffset(out ClockOffset offset, out int index)
    {
        (offset, index) = (default, 0);
        if (!texts.Peek() || !texts.HasOffset) return false;
        (offset, index) = (texts.Offset, texts.OffsetIndex);
        texts.PassOffset();
        return true;
    }

    /// <summary>Takes the event that <see cref="NextTime"/> found.</summary>
    public Event Take(out double stamp)
    {
        stamp = timeline.FiniteTimeOf(texts.Sample, texts.Stamp, raw);
        var text = texts.Texts.Length == 1 ? texts.Texts[0] : string.Join(", ", texts.Texts!);
        var (value, duration) = Numbers(texts.Sample);
        texts.Advance();
        return new(text, value, duration);
    }

    public void Dispose()
    {
        texts.Dispose();
        numbers?.Dispose();
    }

    private (double Value, double Duration) Numbers(long sample)
    {
        while (numbers is not null && numbers.Peek())
        {
            if (numbers.HasOffset) numbers.PassOffset();
            else
            {
                var row = MemoryMarshal.Cast<byte, double>(numbers.Values);
                if (row[0] > sample) break;
                var (found, value, duration) = (row[0], row[1], row[2]);
                numbers.Advance();
                if (found == sample) return (value, duration);
            }
        }
        return (0, 0);
    }
}

/// <summary>The stream of numbers beside a stream of events: [index of the event, value, duration], only of events that have any.</summary>
internal static class EventNumbers
{
    public const string Content = "EventNumbers";

    public static XdfStream? Of(XdfFile file, XdfStream events)
    {
        foreach (var stream in file.streams)
            if (Is(stream) && stream.SourceId == IdOf(events)) return stream;
        return null;
    }

    public static bool Is(XdfStream stream) => stream is { Type: Content, Format: XdfFormat.Double64, ChannelCount: 3 };

    private static string IdOf(XdfStream events) => $"{events.Name}#{events.Id}";
}
