namespace Streaming.Audio;

/// <summary>Captures sound from a device: a microphone, a line, or what the machine plays.</summary>
/// <remarks>
/// The device is chosen by its name, or by what the system calls it, or by a part of either that only one has; <c>streaming audio list</c> shows them. It runs at its
/// own rate: another one is refused rather than resampled in silence. A device that is lost is looked for again and goes on after a gap; what a slow graph makes the
/// buffer drop, or the device itself loses, is counted and marked as a gap too. Samples at full scale, three or more in a row, are counted as clipped. With
/// <c>loopback</c> it captures what the machine plays: on Linux from the monitors of PulseAudio or PipeWire, on Windows by WASAPI; macOS has none of its own. Linux and
/// macOS need PortAudio (<c>apt install libportaudio2 libasound2-plugins</c>, <c>brew install portaudio</c>).
/// <para>
/// Times are those at which samples were captured, in the clock of the session; jitter is taken out, drift stays. How old they are the device tells, but for PulseAudio
/// and PipeWire: what reaches programs of their delay was measured to be off by up to 0.6 s in the first seconds. Of these the earliest arrivals tell the time, which so is late by
/// what every sample was held back (a sound card's own few milliseconds; a headset's radio), and early in a loopback, by how far ahead of the loudspeaker its sound is
/// made; the first samples are given on 0.25 s after they came.
/// </para>
/// </remarks>
[Node("audio.microphone", Summary = "Captures sound from a microphone or another device, or what the machine plays.", Waits = true, Example = "device: default")]
public sealed partial class Microphone : IStreamNode, IResource, IResultNode
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>The device's name, or a part of it that no other has; "default" for the system's default.</summary>
        public required string Device { get; init; }

        /// <summary>The interface to reach it by, such as ALSA, PulseAudio, Core Audio or WASAPI; empty for any.</summary>
        public string Api { get; init; } = "";

        /// <summary>Captures what the machine plays; with device, what that one plays.</summary>
        public bool Loopback { get; init; }

        /// <summary>Samples of each channel in a second; 0 for the device's own rate.</summary>
        [Unit("Hz"), Range(0, 768_000)] public double Rate { get; init; }

        /// <summary>The first so many channels; 0 for all, or two of a device that takes any number.</summary>
        [Range(0, 256)] public int Channels { get; init; }

        /// <summary>What the system may hold back before it gives samples away, at least; 0 for what the device likes.</summary>
        [Unit("s"), Range(0, 2)] public double Latency { get; init; } = 0.04;

        /// <summary>Samples held while the graph is busy; then whole pieces are dropped, counted, and marked as a gap.</summary>
        [Unit("s"), Range(0.1, 600)] public double Buffer { get; init; } = 5;
    }

    private const int MostByDefault = 8;
    private AudioDevice device = null!;
    private MicrophoneRun? run;

    /// <summary>The samples, at the times they were captured; full scale is 1.</summary>
    [Output] public Output<float> Signal { get; } = new();

    internal IAudioHost Host { get; set; } = AudioDevices.Host;

    /// <inheritdoc/>
    /// <exception cref="FormatMismatchException">There is no such device, or more than one, or it does not run so.</exception>
    /// <exception cref="AudioException">Sound cannot be reached.</exception>
    public void Configure()
    {
        var choice = new DeviceChoice(Current.Device, Current.Api, Plays: false, Current.Loopback);
        var devices = Host.Devices();
        device = choice.Find(devices) ?? throw choice.NotFound(devices);
        var rate = DeviceChoice.Rate(device, Current.Rate);
        if (Current.Channels > device.Inputs)
            throw new FormatMismatchException($"at most {device.Inputs} channels, as '{device.Name}' has", $"{Current.Channels}", "set 'channels' to that or fewer");
        var channels = Current.Channels > 0 ? Current.Channels : device.Inputs <= MostByDefault ? device.Inputs : 2;
        Signal.Format = StreamFormat.Signal(channels, rate, name: device.Name) with { Content = "Audio", SourceId = device.Id };
    }

    /// <inheritdoc/>
    public void Open(NodeContext context)
    {
        run ??= new MicrophoneRun(this, Host, device, Current);
        run.Open(context);
    }

    /// <inheritdoc/>
    public StepResult Step() => run!.Step();

    /// <inheritdoc/>
    public void Close() => run?.Close();

    /// <inheritdoc/>
    public IReadOnlyList<Conclusion> Conclude() => run?.Conclude() ?? [];
}
