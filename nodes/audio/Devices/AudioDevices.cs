namespace Streaming.Audio;

/// <summary>The devices of this machine.</summary>
public static class AudioDevices
{
    /// <summary>What can be captured from and played on now; loopbacks of what is played among them.</summary>
    /// <exception cref="AudioException">Sound cannot be reached, such as for want of PortAudio.</exception>
    public static IReadOnlyList<AudioDevice> List() => Host.Devices();

    internal static IAudioHost Host { get; } =
#if WASAPI
        OperatingSystem.IsWindows() ? new WasapiHost() : new PortAudioHost();
#else
        new PortAudioHost();
#endif
}
