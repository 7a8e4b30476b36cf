namespace Streaming.Benchmarks;

/// <summary>Tells the drive of each block, on the thread that brings it.</summary>
[Node("perf.arrival", Summary = "Counts blocks.", Gap = GapPolicy.Continue)]
public sealed partial class Arrival : IStreamNode
{
    /// <summary>The blocks.</summary>
    [Input] public Input<float> Signal { get; } = new();

    internal Drive Drive { get; init; } = null!;

    public void Configure()
    {
    }

    public StepResult Step() => Count(Signal, Drive);

    internal static StepResult Count(Input<float> signal, Drive drive)
    {
        while (signal.Available > 0)
        {
            signal.Advance(signal.Available);
            drive.Arrived();
        }
        return StepResult.NeedInput;
    }
}

/// <summary>Tells the drive of each block, on a thread of its own.</summary>
[Node("perf.arrival.far", Summary = "Counts blocks on a thread of its own.", Gap = GapPolicy.Continue, Waits = true)]
public sealed partial class FarArrival : IStreamNode
{
    /// <summary>The blocks.</summary>
    [Input] public Input<float> Signal { get; } = new();

    internal Drive Drive { get; init; } = null!;

    public void Configure()
    {
    }

    public StepResult Step() => Arrival.Count(Signal, Drive);
}
