namespace Streaming.Files;

/// <summary>A node that plays a recording.</summary>
public interface IRecordingNode
{
    /// <summary>
    /// The first part of the recording that is missing or cannot be read, as far as is known by now; null where there is none. All else is played, so this is
    /// no reason to stop, but a run that met it is not complete.
    /// </summary>
    RecordingException? Damage { get; }
}
