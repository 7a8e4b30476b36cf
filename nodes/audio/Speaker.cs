namespace Streaming.Audio;

/// <summary>Plays sound on a device.</summary>
/// <remarks>
/// The input must have a rate that the device has: none is resampled in silence. A signal of one channel goes to all of the device's. A faster graph waits for the device, so a
/// recording is played at its pace whatever the speed of the session; a slower one leaves silence, which is counted. While the device is gone what should have been played is
/// dropped and counted, and the device looked for.
/// </remarks>
[Node("audio.speaker", Summary = "Plays sound on a loudspeaker or another device.", Waits = true, Gap = GapPolicy.Handled, Example = "device: default")]
public sealed partial class Speaker : IStreamNode, IResource, IResultNode
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>The device's name, or a part of it that no other has; "default" for the system's default.</summary>
        public required string Device { get; init; }

        /// <summary>The interface to reach it by, such as ALSA, PulseAudio, Core Audio or WASAPI; empty for any.</summary>
        public string Api { get; init; } = "";

        /// <summary>Sound held back so that jitter leaves no silence; it plays so much later.</summary>
        [Unit("s"), Range(0.005, 5)] public double Latency { get; init; } = 0.1;
    }

    private AudioDevice device = null!;
    private SpeakerRun? run;

    /// <summary>The sound; full scale is 1.</summary>
    [Input(Kinds = [StreamKind.Signal])] public Input<float> Signal { get; } = new();

    internal IAudioHost Host { get; set; } = AudioDevices.Host;

    /// <inheritdoc/>
    /// <exception cref="FormatMismatchException">There is no such device, or more than one, or it cannot play this signal.</exception>
    /// <exception cref="AudioException">Sound cannot be reached.</exception>
    public void Configure()
    {
        var choice = new DeviceChoice(Current.Device, Current.Api, Plays: true, Loopback: false);
        var devices = Host.Devices();
        device = choice.Find(devices) ?? throw choice.NotFound(devices);
        var (channels, rate) = (Signal.Format.Channels, Signal.Format.Rate);
        if (!device.Rates.Contains(rate))
            throw new FormatMismatchException(
                FormattableString.Invariant($"a signal at a rate that '{device.Name}' has ({string.Join(", ", device.Rates)} Hz)"), $"{Signal.Format}",
                FormattableString.Invariant($"put {{ node: dsp.resample, rate: {device.Rate} }} before it"));
        if (channels != 1 && channels > device.Outputs)
            throw new FormatMismatchException($"one channel, or at most the {device.Outputs} of '{device.Name}'", $"{Signal.Format}", "choose channels with dsp.select before it");
    }

    /// <inheritdoc/>
    /// <exception cref="AudioException">The device cannot be opened.</exception>
    public void Open(NodeContext context) => run = new SpeakerRun(this, Host, device, Current, context);

    /// <inheritdoc/>
    public StepResult Step() => run!.Step();

    /// <inheritdoc/>
    public void Close() => run?.Close();

    /// <inheritdoc/>
    public IReadOnlyList<Conclusion> Conclude() => run?.Conclude() ?? [];
}
