namespace Streaming.Audio;

/// <summary>A device that captures or plays sound.</summary>
/// <param name="Name">What a user sees, such as "Built-in Audio Analog Stereo".</param>
/// <param name="Id">What the system calls it, such as "alsa_input.pci-0000_00_1f.3.analog-stereo"; the name where it has no other.</param>
/// <param name="Api">By which interface of the system it is reached, such as "PulseAudio", "ALSA", "Core Audio" or "WASAPI".</param>
/// <param name="Inputs">Channels it captures; 0 for a device that only plays.</param>
/// <param name="Outputs">Channels it plays; 0 for a device that only captures.</param>
/// <param name="Rate">Its own rate, in hertz.</param>
/// <param name="Rates">Every rate at which it runs without resampling, as far as that can be told, in hertz.</param>
public sealed record AudioDevice(string Name, string Id, string Api, int Inputs, int Outputs, double Rate, ValueList<double> Rates)
{
    /// <summary>It is what the system captures from where nothing is chosen.</summary>
    public bool IsDefaultInput { get; init; }

    /// <summary>It is what the system plays on where nothing is chosen.</summary>
    public bool IsDefaultOutput { get; init; }

    /// <summary>It captures what the machine plays.</summary>
    public bool IsLoopback { get; init; }

    /// <summary>It is always opened with all its channels, since the system would mix them to fewer.</summary>
    internal bool MixesChannels { get; init; }

    /// <summary>It may be silent for as long as it likes, since nothing comes while nothing is played.</summary>
    internal bool IsSilentWhenIdle { get; init; }
}
