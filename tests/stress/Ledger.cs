using System.Numerics;

namespace Streaming.Tests;

/// <summary>What came of one stream: enough to tell whether another account of it is the same, sample for sample and bit for bit.</summary>
internal sealed class Tally
{
    private ulong hash = 14695981039346656037;

    public long Samples { get; private set; }

    /// <summary>The samples, counted from 0, before which some are missing.</summary>
    public List<long> Gaps { get; } = [];

    /// <summary>Samples that are missing between two that came.</summary>
    public long Missing { get; private set; }

    private long next;

    /// <summary>Samples that come together.</summary>
    public void Begin(bool gap, long index)
    {
        if (gap && Samples > 0) Gaps.Add(Samples);
        if (index >= 0 && index != next) Missing += index - next;
        next = index;
    }

    public void Add(double stamp, ReadOnlySpan<float> values)
    {
        Mix((ulong)BitConverter.DoubleToInt64Bits(stamp));
        foreach (var value in values) Mix(BitConverter.SingleToUInt32Bits(value));
        Samples++;
        next++;
    }

    public void Add(double stamp, string text)
    {
        Mix((ulong)BitConverter.DoubleToInt64Bits(stamp));
        foreach (var c in text) Mix(c);
        Samples++;
        next++;
    }

    /// <summary>Number and content.</summary>
    public (long Samples, ulong Hash) Content => (Samples, hash);

    private void Mix(ulong bits) => hash = BitOperations.RotateLeft(hash ^ bits, 29) * 0x9E3779B97F4A7C15;
}

/// <summary>Keeps account of streams, and asks for a look at each minute of the first.</summary>
[Node("stress.ledger", Summary = "Keeps account of streams.", Waits = true, Gap = GapPolicy.Handled)]
public sealed partial class Ledger : IStreamNode
{
    private Tally[] tallies = [];
    private int minutes;

    /// <summary>Called when so many minutes of the first stream have come.</summary>
    public Action<int>? Minute { get; init; }

    internal IReadOnlyList<Tally> Tallies => tallies;

    /// <summary>What is accounted for.</summary>
    [Input] public Inputs Streams { get; } = new();

    public void Configure() => tallies = [.. Streams.Streams.Select(_ => new Tally())];

    public StepResult Step()
    {
        for (var s = 0; s < tallies.Length; s++)
        {
            var (input, tally, width) = (Streams.Streams[s], tallies[s], Streams.Streams[s].Format.SampleSize);
            while (input.Available > 0)
            {
                tally.Begin(input.Gap, input.Index);
                if (input.Format.Element == ElementType.Event)
                    for (var i = 0; i < input.Available; i++) tally.Add(input.TimeOf(i), input.Samples<Event>()[i].Text);
                else
                    for (var i = 0; i < input.Available; i++) tally.Add(input.TimeOf(i), input.Samples<float>().Slice(i * width, width));
                input.Advance(input.Available);
            }
        }
        if (tallies.Length > 0 && Streams.Streams[0].Format.Rate > 0 && tallies[0].Samples >= (minutes + 1) * 60 * Streams.Streams[0].Format.Rate) Minute?.Invoke(++minutes);
        return StepResult.NeedInput;
    }
}
