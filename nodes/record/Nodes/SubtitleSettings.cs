namespace Streaming.Record;

/// <summary>What can be set of every recorder of subtitles.</summary>
public abstract record SubtitleSettings : RecorderSettings
{
    /// <summary>How long an event without duration, such as a marker, is shown.</summary>
    [Unit("s"), Range(0.001, 3600)] public double Moment { get; init; } = 1;
}
