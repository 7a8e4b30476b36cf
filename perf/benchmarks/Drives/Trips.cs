using System.Diagnostics;

namespace Streaming.Benchmarks;

/// <summary>Sends one block at a time, the next when the one before has arrived, and measures each trip.</summary>
internal sealed class Trips(long warmUp, long measured) : Drive
{
    private long sent, arrived, start;

    public override long Blocks => warmUp + measured;

    public LatencyHistogram Times { get; } = new();

    public override bool Next()
    {
        var wait = new SpinWait();
        while (Volatile.Read(ref arrived) < sent) wait.SpinOnce(sleep1Threshold: -1);
        if (sent++ == Blocks) return false;
        start = Stopwatch.GetTimestamp();
        return true;
    }

    public override void Arrived()
    {
        var now = Stopwatch.GetTimestamp();
        if (arrived >= warmUp) Times.Add(now - start);
        Volatile.Write(ref arrived, arrived + 1);
        if (arrived == Blocks) Complete();
    }
}
