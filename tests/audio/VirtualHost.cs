using Streaming.Audio;

namespace Streaming.Tests;

/// <summary>Devices that exist in memory alone: a test is their hardware.</summary>
internal sealed class VirtualHost(params AudioDevice[] devices) : IAudioHost
{
    /// <summary>What is plugged in.</summary>
    public List<AudioDevice> Plugged { get; } = [.. devices];

    /// <summary>The streams that were opened, in order.</summary>
    public List<VirtualStream> Opened { get; } = [];

    /// <summary>What opening fails with; null where it does not.</summary>
    public AudioException? Fault { get; set; }

    /// <summary>What its streams say of the age of what they bring can be relied on.</summary>
    public bool KnowsDelay { get; init; } = true;

    /// <summary>Called with each stream that was opened.</summary>
    public Action<VirtualStream>? OnOpen { get; set; }

    public VirtualStream Last => Opened[^1];

    public static AudioDevice Microphone(string name = "Desk microphone", string? id = null, int channels = 1, double rate = 16000, bool isDefault = true, bool loopback = false) =>
        new(name, id ?? name, "Virtual", channels, 0, rate, [rate]) { IsDefaultInput = isDefault, IsLoopback = loopback };

    public static AudioDevice Speaker(string name = "Desk speaker", string? id = null, int channels = 2, double rate = 16000, bool isDefault = true) =>
        new(name, id ?? name, "Virtual", 0, channels, rate, [rate]) { IsDefaultOutput = isDefault };

    public IReadOnlyList<AudioDevice> Devices() => [.. Plugged];

    public IAudioStream Capture(AudioDevice device, double latency, CaptureRing ring) => Open(device, ring, null);

    public IAudioStream Play(AudioDevice device, double latency, PlaybackRing ring) => Open(device, null, ring);

    private VirtualStream Open(AudioDevice device, CaptureRing? capture, PlaybackRing? playback)
    {
        if (Fault is not null) throw Fault;
        var stream = new VirtualStream(device, capture, playback, KnowsDelay);
        lock (Opened) Opened.Add(stream);
        OnOpen?.Invoke(stream);
        return stream;
    }
}

/// <summary>A stream of a virtual device.</summary>
internal sealed class VirtualStream(AudioDevice device, CaptureRing? capture, PlaybackRing? playback, bool knowsDelay) : IAudioStream
{
    public AudioDevice Device => device;

    public bool IsAlive { get; set; } = true;

    public bool IsClosed { get; private set; }

    public bool KnowsDelay => knowsDelay;

    /// <summary>The device brings [frames, channels].</summary>
    public void Push(ReadOnlySpan<float> values, double age = 0, bool lost = false) => capture!.Write(values, device.Inputs, age, lost);

    /// <summary>The device takes [frames, channels].</summary>
    public float[] Pull(int frames)
    {
        var values = new float[frames * playback!.Channels];
        playback.Read(values);
        return values;
    }

    public void Pull(Span<float> values) => playback!.Read(values);

    public void Dispose() => IsClosed = true;
}
