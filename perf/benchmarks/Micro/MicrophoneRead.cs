using BenchmarkDotNet.Attributes;
using Streaming.Audio;

namespace Streaming.Benchmarks;

/// <summary>A packet of a microphone costs the device's thread a copy and the graph's a copy, a level and a time per sample; nothing is allocated.</summary>
[MemoryDiagnoser]
public class MicrophoneRead
{
    private readonly Desk desk = new();
    private NodeRun run = null!;
    private float[] packet = [];

    [Params(160, 480)]
    public int Frames { get; set; }

    [GlobalSetup]
    public void Open()
    {
        packet = [.. Enumerable.Range(0, 2 * Frames).Select(i => 0.3f * MathF.Sin(i * 0.1f))];
        run = new NodeRun(new Microphone(new() { Device = "default" }) { Host = desk }).Configure().CountOnly();
    }

    [Benchmark]
    public void Packet()
    {
        desk.Ring.Write(packet, 2, 0.01, false);
        run.Step(1);
    }

    [GlobalCleanup]
    public void Close() => run.Close();

    /// <summary>A device in memory.</summary>
    private sealed class Desk : IAudioHost, IAudioStream
    {
        public CaptureRing Ring { get; private set; } = null!;

        public bool IsAlive => true;

        public bool KnowsDelay => true;

        public IReadOnlyList<AudioDevice> Devices() => [new("desk", "desk", "memory", 2, 0, 48000, [48000]) { IsDefaultInput = true }];

        public IAudioStream Capture(AudioDevice device, double latency, CaptureRing ring)
        {
            Ring = ring;
            return this;
        }

        public IAudioStream Play(AudioDevice device, double latency, PlaybackRing ring) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
