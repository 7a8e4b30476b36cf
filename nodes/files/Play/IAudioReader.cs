namespace Streaming.Files;

/// <summary>Reads the sample frames of a recording of sound.</summary>
internal interface IAudioReader : IDisposable
{
    /// <summary>Samples of a frame.</summary>
    int Channels { get; }

    /// <summary>Frames per second.</summary>
    int Rate { get; }

    /// <summary>What it had to put up with so far.</summary>
    IReadOnlyList<string> Notes { get; }

    /// <summary>What is missing or not as it was; null where there is nothing as far as was read.</summary>
    RecordingException? Damage { get; }

    /// <summary>Makes a frame the next; false where the recording ends before it.</summary>
    bool MoveTo(long frame);

    /// <summary>Reads frames as [frames, channels]; returns how many.</summary>
    int Read(Span<float> destination);
}
