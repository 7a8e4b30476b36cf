using System.Diagnostics;

namespace Streaming.Benchmarks;

/// <summary>Sends as fast as the design takes blocks. The watch runs at the sink, from the end of the warm-up to the last block.</summary>
internal sealed class Saturation(long warmUp, long measured) : Drive
{
    private long sent, arrived, startTime, startBytes;
    private TimeSpan startProcessor;

    public override long Blocks => warmUp + measured;

    /// <summary>What a block cost while the watch ran.</summary>
    public Cost Cost { get; private set; }

    public override bool Next() => sent++ < warmUp + measured;

    public override void Arrived()
    {
        arrived++;
        if (arrived == warmUp) Start();
        else if (arrived == warmUp + measured) Stop();
    }

    private void Start()
    {
        startBytes = GC.GetTotalAllocatedBytes(precise: true);
        startProcessor = Environment.CpuUsage.TotalTime;
        startTime = Stopwatch.GetTimestamp();
    }

    private void Stop()
    {
        var time = Stopwatch.GetElapsedTime(startTime);
        var processor = Environment.CpuUsage.TotalTime - startProcessor;
        var bytes = GC.GetTotalAllocatedBytes(precise: true) - startBytes;
        Cost = new Cost(time.TotalNanoseconds / measured, processor.TotalNanoseconds / measured, (double)bytes / measured);
        Complete();
    }
}

/// <summary>What a block costs.</summary>
/// <param name="Time">Nanoseconds by the clock.</param>
/// <param name="Processor">Nanoseconds of all processors together.</param>
/// <param name="Bytes">Managed bytes allocated in the whole process; NaN in another process.</param>
internal readonly record struct Cost(double Time, double Processor, double Bytes);
