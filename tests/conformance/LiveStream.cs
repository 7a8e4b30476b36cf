using System.Runtime.InteropServices;
using Streaming.Lsl;

namespace Streaming.Tests;

/// <summary>A stream on the loopback for nodes that listen, on ports and in a session of its own: eight EEG channels at 250 Hz, which come when they are asked for.</summary>
internal sealed class LiveStream : IDisposable
{
    private const int Samples = 25, Range = 8;
    private readonly ManagedLsl backend;
    private readonly ILslOutlet outlet;
    private readonly float[] values = new float[Samples * Material.Labels.Count];
    private readonly double start;
    private long sent;

    /// <param name="path">The lsl_api.cfg by which a node finds it.</param>
    public LiveStream(string path)
    {
        var port = FreePorts.Find(Range + 1);
        File.WriteAllText(path, $"[ports]\nMulticastPort = {port}\nBasePort = {port + 1}\nPortRange = {Range}\n[lab]\nSessionID = {Guid.NewGuid():N}\n");
        backend = new ManagedLsl(LslConfig.Load(path));
        outlet = backend.OpenOutlet(new() { Name = "conformance", Type = "EEG", ChannelCount = Material.Labels.Count, Rate = Material.Rate, SourceId = "conformance" }, new());
        start = backend.Now;
        for (var i = 0; i < values.Length; i++) values[i] = i;
    }

    /// <summary>The next tenth of a second.</summary>
    public void Push()
    {
        outlet.Push(MemoryMarshal.AsBytes(values.AsSpan()), start + (sent / Material.Rate));
        sent += Samples;
    }

    public void Dispose() => backend.Dispose();
}
