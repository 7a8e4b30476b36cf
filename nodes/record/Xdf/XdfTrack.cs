namespace Streaming.Record;

/// <summary>Carries one stream of a graph into an XDF recording.</summary>
internal sealed class XdfTrack
{
    private const string EventNumbers = "EventNumbers";

    private readonly XdfWriter writer;
    private readonly AnyInput input;
    private readonly XdfStreamWriter stream;
    private readonly string name;
    private readonly int size;
    private readonly double[] stamps = new double[1024];
    private readonly double[] numbers = new double[3];
    private XdfStreamWriter? eventNumbers;

    public XdfTrack(XdfWriter writer, AnyInput input, string name)
    {
        (this.writer, this.input, this.name, size) = (writer, input, name, input.Format.SampleSize);
        var format = input.Format;
        stream = writer.Add(new()
        {
            Name = name,
            Type = format.Content.Length > 0 ? format.Content : format.Kind.ToString(),
            Element = format.Element,
            ChannelCount = size,
            Rate = format.Rate,
            Labels = format.Shape.Count == 1 ? format.Labels : [],
            Unit = format.Unit,
            SourceId = format.SourceId.Length > 0 ? format.SourceId : input.Name,
            Description = format.Description,
        });
    }

    /// <summary>Writes what has come, as far as the recording takes it.</summary>
    public void Write()
    {
        while (input.Available > 0 && !writer.IsFull)
        {
            switch (input.Format.Element)
            {
                case ElementType.Float32: Numbers<float>(); break;
                case ElementType.Float64: Numbers<double>(); break;
                case ElementType.Int8: Numbers<sbyte>(); break;
                case ElementType.Int16: Numbers<short>(); break;
                case ElementType.Int32: Numbers<int>(); break;
                case ElementType.Int64: Numbers<long>(); break;
                default: Events(); break;
            }
        }
        while (!writer.IsFull && input.TryTakeOffset(out var offset)) stream.Write(offset);
    }

    private void Numbers<T>() where T : unmanaged
    {
        var count = Math.Min(input.Available, stamps.Length);
        // The stamp of each sample, not of each block: what is recorded must not depend on how the stream was cut.
        for (var i = 0; i < count; i++) stamps[i] = input.TimeOf(i);
        stream.Write(input.Samples<T>()[..(count * size)], stamps.AsSpan(0, count));
        input.Advance(count);
    }

    private void Events()
    {
        var happened = input.Samples<Event>()[0];
        var stamp = input.TimeOf(0);
        if (happened.Value != 0 || happened.Duration != 0)
        {
            eventNumbers ??= writer.Add(new()
            {
                Name = $"{name} numbers",
                Type = EventNumbers,
                Element = ElementType.Float64,
                ChannelCount = 3,
                Labels = ["event", "value", "duration"],
                SourceId = $"{name}#{stream.Id}",
            });
            (numbers[0], numbers[1], numbers[2]) = (stream.SampleCount, happened.Value, happened.Duration);
            eventNumbers.Write<double>(numbers, stamp);
        }
        stream.Write([happened.Text], stamp);
        input.Advance(1);
    }
}
