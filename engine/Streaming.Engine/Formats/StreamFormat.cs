using System.Globalization;

namespace Streaming;

/// <summary>The first dimension of a window or spectrum: value of row i = Start + i * Step.</summary>
/// <param name="Name">What runs along it, such as "time" or "frequency".</param>
/// <param name="Unit">The unit of Start and Step.</param>
/// <param name="Start">The value of the first row.</param>
/// <param name="Step">The difference between two rows.</param>
public sealed record Axis(string Name, string Unit, double Start, double Step);

/// <summary>What flows on a link. Two ends of a link agree when their formats are equal.</summary>
public sealed record StreamFormat
{
    /// <summary>What one sample means.</summary>
    public required StreamKind Kind { get; init; }

    /// <summary>The type of one value.</summary>
    public ElementType Element { get; init; } = ElementType.Float32;

    /// <summary>The dimensions of one sample, the channels last; empty for events.</summary>
    public ValueList<int> Shape { get; init; } = [];

    /// <summary>Samples per second; 0 where samples come irregularly, each with a stamp of its own.</summary>
    public double Rate { get; init; }

    /// <summary>A name for each channel; empty or one per channel.</summary>
    public ValueList<string> Labels { get; init; } = [];

    /// <summary>The unit of the values, such as "µV"; empty where there is none.</summary>
    public string Unit { get; init; } = "";

    /// <summary>The first dimension of a window or spectrum.</summary>
    public Axis? Axis { get; init; }

    /// <summary>The name of the stream, as a device or a recording gives it.</summary>
    public string Name { get; init; } = "";

    /// <summary>The content in Lab Streaming Layer's words, such as "EEG" or "Markers".</summary>
    public string Content { get; init; } = "";

    /// <summary>What names the device across restarts, where samples are passed on as it sent them; else empty.</summary>
    public string SourceId { get; init; } = "";

    /// <summary>Further metadata as the source's XML (the <c>desc</c> element of LSL and XDF); empty where there is none.</summary>
    public string Description { get; init; } = "";

    /// <summary>Values in one sample: the product of the shape, 1 for events.</summary>
    public int SampleSize
    {
        get
        {
            var size = 1;
            foreach (var dimension in Shape.Span) size *= dimension;
            return size;
        }
    }

    /// <summary>The last dimension; 1 for events.</summary>
    public int Channels => Shape.Count == 0 ? 1 : Shape[^1];

    /// <summary>A float32 signal.</summary>
    public static StreamFormat Signal(int channels, double rate, string unit = "", ValueList<string>? labels = null, string name = "") => new()
    {
        Kind = StreamKind.Signal,
        Shape = [channels],
        Rate = rate,
        Unit = unit,
        Labels = labels ?? [],
        Name = name,
    };

    /// <summary>A stream of events.</summary>
    public static StreamFormat Events(string name = "", string content = EventContent.Markers) => new()
    {
        Kind = StreamKind.Events,
        Element = ElementType.Event,
        Name = name,
        Content = content,
    };

    /// <summary>One line, such as "signal float32[8] 250 Hz µV".</summary>
    public override string ToString()
    {
        if (Kind == StreamKind.Events) return "events";
        var shape = string.Join("x", Shape);
        var rate = Rate > 0 ? Rate.ToString("0.####", CultureInfo.InvariantCulture) + " Hz" : "irregular";
        var text = $"{Kind.ToString().ToLowerInvariant()} {Element.ToString().ToLowerInvariant()}[{shape}] {rate}";
        return Unit.Length == 0 ? text : $"{text} {Unit}";
    }
}
