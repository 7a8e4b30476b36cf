namespace Streaming.Benchmarks;

/// <summary>Keeps events with the moment at which they came.</summary>
[Node("perf.moments", Summary = "Keeps events with the moment at which they came.", Gap = GapPolicy.Continue)]
public sealed partial class Moments : IStreamNode, IResource
{
    private TimeProvider clock = TimeProvider.System;

    /// <summary>The events.</summary>
    [Input] public Input<Event> Events { get; } = new();

    internal List<(string Text, double Time, double Came)> All { get; } = [];

    public void Configure()
    {
    }

    public void Open(NodeContext context) => clock = context.Time;

    public void Close()
    {
    }

    public StepResult Step()
    {
        while (Events.Available > 0)
        {
            var now = (double)clock.GetTimestamp() / clock.TimestampFrequency;
            for (var i = 0; i < Events.Available; i++) All.Add((Events.Samples[i].Text, Events.TimeOf(i), now));
            Events.Advance(Events.Available);
        }
        return StepResult.NeedInput;
    }
}

/// <summary>Keeps when each block of sound came, by its device and by the clock, and where the first sound is.</summary>
[Node("perf.blocks", Summary = "Keeps when blocks came.", Gap = GapPolicy.Continue)]
public sealed partial class Blocks : IStreamNode, IResource
{
    private TimeProvider clock = TimeProvider.System;
    [State] private long count;
    [State] private long sound = -1;

    /// <summary>The sound.</summary>
    [Input] public Input<float> Signal { get; } = new();

    internal List<(long Index, int Count, double Captured, double Came)> All { get; } = new(1 << 16);

    /// <summary>The first sample that is not 0; -1: none yet.</summary>
    internal long FirstSound => sound;

    internal long Count => Volatile.Read(ref count);

    public void Configure()
    {
    }

    public void Open(NodeContext context) => clock = context.Time;

    public void Close()
    {
    }

    public StepResult Step()
    {
        while (Signal.Available > 0)
        {
            All.Add((count, Signal.Available, Signal.TimeOf(0), (double)clock.GetTimestamp() / clock.TimestampFrequency));
            var first = sound < 0 ? Signal.Samples.IndexOfAnyExcept(0f) : -1;
            if (first >= 0) sound = count + first;
            Volatile.Write(ref count, count + Signal.Available);
            Signal.Advance(Signal.Available);
        }
        return StepResult.NeedInput;
    }
}
