namespace Streaming.Audio;

/// <summary>How a system's devices are reached. A device reads and writes rings on a thread of its own.</summary>
internal interface IAudioHost
{
    /// <summary>What is there now.</summary>
    /// <exception cref="AudioException">Sound cannot be reached.</exception>
    IReadOnlyList<AudioDevice> Devices();

    /// <summary>Begins to capture into a ring of the same rate.</summary>
    /// <param name="device">From <see cref="Devices"/>.</param>
    /// <param name="latency">Seconds that the system may hold back; 0 for what the device likes.</param>
    /// <param name="ring">Takes what comes.</param>
    /// <exception cref="AudioException">It cannot be opened so.</exception>
    IAudioStream Capture(AudioDevice device, double latency, CaptureRing ring);

    /// <summary>Begins to play from a ring of the same rate.</summary>
    /// <exception cref="AudioException">It cannot be opened so.</exception>
    IAudioStream Play(AudioDevice device, double latency, PlaybackRing ring);
}

/// <summary>A device that captures or plays; disposing it stops it at once.</summary>
internal interface IAudioStream : IDisposable
{
    /// <summary>The device has not said that it is gone.</summary>
    bool IsAlive { get; }

    /// <summary>The ages that it gives with frames can be relied on from the first; otherwise times are told by when frames come.</summary>
    bool KnowsDelay { get; }
}
