namespace Streaming.Benchmarks;

/// <summary>Keeps the time and the value of the first sample of each block.</summary>
[Node("perf.stamps", Summary = "Keeps times and values.", Gap = GapPolicy.Continue)]
public sealed partial class Stamps : IStreamNode
{
    /// <summary>The samples, of one channel.</summary>
    [Input] public Input<float> Signal { get; } = new();

    internal List<(double Time, float Value)> All { get; } = new(1 << 14);

    public void Configure()
    {
    }

    public StepResult Step()
    {
        while (Signal.Available > 0)
        {
            All.Add((Signal.TimeOf(0), Signal.Samples[0]));
            Signal.Advance(Signal.Available);
        }
        return StepResult.NeedInput;
    }
}
