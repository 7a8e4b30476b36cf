using System.Diagnostics;
using System.Runtime.InteropServices;
using Streaming.Lsl;

namespace Streaming.Benchmarks;

/// <summary>
/// Samples from a push to the end of the pull that gave them, on loopback, by one back end to another. The moment of the push travels in the first channel, so that a
/// sample is measured wherever it waited.
/// </summary>
internal sealed class LslTrip : IDisposable
{
    private const int Most = 4096;
    private readonly ILslBackend from, to;
    private readonly ILslOutlet outlet;
    private readonly ILslInlet inlet;
    private readonly int channels, chunk;
    private readonly double rate;

    public LslTrip(LslBackend sender, LslBackend receiver, LslNetwork network, int channels, double rate, int chunk)
    {
        (this.channels, this.chunk, this.rate) = (channels, chunk, rate);
        Name = $"{Called(sender)} to {Called(receiver)}";
        (from, to) = (LslBackends.Open(sender, network), LslBackends.Open(receiver, network));
        var name = $"trip {sender} {receiver} {channels}";
        outlet = from.OpenOutlet(new() { Name = name, Type = "Benchmark", ChannelCount = channels, Format = LslFormat.Double64, Rate = rate, SourceId = name }, new());
        inlet = to.OpenInlet(to.Resolve($"name='{name}'", 1, TimeSpan.FromSeconds(10))[0], new());
        if (!outlet.WaitForConsumers(TimeSpan.FromSeconds(10))) throw new InvalidOperationException($"{Name}: nobody came");
    }

    /// <summary>Such as "managed to liblsl 1.17".</summary>
    public string Name { get; }

    /// <summary>Seconds from push to pull, by sample, of each round.</summary>
    public List<LatencyHistogram> Rounds { get; } = [];

    /// <summary>Pushes for so long, at the pace of a device.</summary>
    public void Run(double seconds)
    {
        var pushes = (long)(seconds * rate / chunk);
        var times = new LatencyHistogram();
        var puller = new Thread(() => Pull(pushes * chunk, times)) { IsBackground = true, Name = $"pull {Name}", Priority = ThreadPriority.AboveNormal };
        puller.Start();
        var values = new double[channels * chunk];
        var origin = Stopwatch.GetTimestamp();
        for (var i = 0L; i < pushes; i++)
        {
            Pace.SleepUntil(origin + (long)((i + 1) * chunk / rate * Stopwatch.Frequency));
            var now = BitConverter.Int64BitsToDouble(Stopwatch.GetTimestamp());
            for (var k = 0; k < chunk; k++) values[k * channels] = now;
            outlet.Push(MemoryMarshal.AsBytes(values.AsSpan()), from.Now);
        }
        puller.Join();
        Rounds.Add(times);
    }

    public void Dispose()
    {
        inlet.Dispose();
        outlet.Dispose();
        to.Dispose();
        from.Dispose();
    }

    private void Pull(long samples, LatencyHistogram times)
    {
        var (values, stamps) = (new double[Most * channels], new double[Most]);
        var bytes = MemoryMarshal.AsBytes(values.AsSpan());
        for (var got = 0L; got < samples;)
        {
            var count = inlet.Pull(bytes, stamps, TimeSpan.FromSeconds(1)).Samples;
            var now = Stopwatch.GetTimestamp();
            for (var i = 0; i < count; i++)
                if (got + i >= samples / 10) times.Add(now - BitConverter.DoubleToInt64Bits(values[i * channels]));
            got += count;
        }
    }

    private static string Called(LslBackend backend) => backend == LslBackend.Native ? "liblsl" : "managed";
}
