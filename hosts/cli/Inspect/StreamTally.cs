using System.Runtime.InteropServices;

namespace Streaming.Cli.Inspect;

/// <summary>What was counted of one stream.</summary>
internal sealed class StreamTally(string name, StreamFormat format)
{
    private long withinRuns;      // steps from one sample to the next without a gap between them
    private double timeOfRuns;    // seconds those took

    /// <summary>What the recording calls it, or else the port it comes from.</summary>
    public string Name => format.Kind != StreamKind.Events && format.Content.Length > 0 && format.Name.Length > 0 ? format.Name : name[(name.LastIndexOf('.') + 1)..];

    public StreamFormat Format => format;

    public long Samples { get; private set; }

    public long Gaps { get; private set; }

    /// <summary>Seconds, the time of the first sample; NaN where there is none.</summary>
    public double First { get; private set; } = double.NaN;

    /// <summary>Seconds, the time of the last sample so far.</summary>
    public double Last { get; private set; } = double.NaN;

    /// <summary>Samples per second between gaps.</summary>
    public double Rate => timeOfRuns > 0 ? withinRuns / timeOfRuns : double.NaN;

    /// <summary>How often each text came.</summary>
    public Dictionary<string, long> Texts { get; } = new(StringComparer.Ordinal);

    public void Take(AnyInput input)
    {
        while (input.Available > 0)
        {
            var count = input.Available;
            var begins = input.TimeOf(0);
            var ends = input.TimeOf(count - 1);
            if (Samples == 0)
            {
                First = begins;
            }
            else if (input.Gap)
            {
                Gaps++;
            }
            else
            {
                withinRuns++;
                timeOfRuns += begins - Last;
            }
            withinRuns += count - 1;
            timeOfRuns += ends - begins;
            Last = ends;
            Samples += count;
            if (format.Kind == StreamKind.Events)
                foreach (var one in input.Samples<Event>()) CollectionsMarshal.GetValueRefOrAddDefault(Texts, one.Text, out _)++;
            input.Advance(count);
        }
    }
}
