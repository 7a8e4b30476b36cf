using System.Diagnostics;

namespace Streaming.Runtime;

/// <summary>Measures, at the end of a path, how long ago the newest sample arrived at the engine.</summary>
internal sealed class LatencyProbe(IReceiver inner, TimeProvider time) : IReceiver
{
    private readonly double toTicks = (double)Stopwatch.Frequency / time.TimestampFrequency;

    public LatencyHistogram Times { get; } = new();

    public void Receive(Block block)
    {
        var arrival = block.Arrival;
        var counts = block.Count > 0 && arrival != 0;
        inner.Receive(block);
        if (counts) Times.Add((long)((time.GetTimestamp() - arrival) * toTicks));
    }

    public void End() => inner.End();
}
