namespace Streaming.Audio.Native;

/// <summary>
/// PortAudio's one state in a process. It sees devices that came since only when it is begun anew, and that is possible only while no stream is open; nothing of it may be
/// called on two threads at once.
/// </summary>
internal static class PortAudioSession
{
    private static int users;

    /// <summary>Held around all calls but those of a device's own thread.</summary>
    public static Lock Gate { get; } = new();

    /// <summary>Begins it, if nobody has. Called with <see cref="Gate"/> held.</summary>
    /// <exception cref="AudioException">It cannot begin.</exception>
    public static void Begin()
    {
        AudioLibraries.LoadPortAudio();
        if (users == 0 && PortAudioApi.Initialize() is < 0 and var error)
            throw new AudioException("PortAudio to begin", PortAudioApi.Describe(error), "check that the system's sound works");
        users++;
    }

    /// <summary>Ends what <see cref="Begin"/> began. Called with <see cref="Gate"/> held.</summary>
    public static void End()
    {
        if (--users == 0) PortAudioApi.Terminate();
    }
}
