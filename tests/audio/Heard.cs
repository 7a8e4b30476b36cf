using System.Diagnostics;

namespace Streaming.Tests;

/// <summary>Keeps what reaches it.</summary>
[Node("test.heard", Summary = "Keeps what reaches it.", Waits = true, Gap = GapPolicy.Handled)]
public sealed partial class Heard : IStreamNode
{
    private readonly List<float> values = [];
    private readonly List<double> times = [];
    private readonly List<int> breaks = [];

    [Input] public Input<float> Signal { get; } = new();

    public int Samples { get { lock (values) return times.Count; } }

    public int Gaps { get { lock (values) return breaks.Count; } }

    /// <summary>All so far: values, times, and where samples are missing.</summary>
    public (float[] Values, double[] Times, int[] Gaps) All { get { lock (values) return ([.. values], [.. times], [.. breaks]); } }

    public void Configure()
    {
    }

    public StepResult Step()
    {
        while (Signal.Available > 0)
        {
            lock (values)
            {
                if (Signal.Gap) breaks.Add(times.Count);
                values.AddRange(Signal.Samples);
                for (var i = 0; i < Signal.Available; i++) times.Add(Signal.TimeOf(i));
            }
            Signal.Advance(Signal.Available);
        }
        return StepResult.NeedInput;
    }
}

/// <summary>How long a test waits for something outside before it says what did not come.</summary>
internal sealed class Deadline
{
    private readonly long started = Stopwatch.GetTimestamp();
    private readonly double seconds;

    private Deadline(double seconds) => this.seconds = seconds;

    public static Deadline In(double seconds) => new(seconds);

    public void Await(string what)
    {
        Assert.True(Stopwatch.GetElapsedTime(started).TotalSeconds < seconds, $"waited {seconds} s for {what}");
        Thread.Yield();
    }
}
