namespace Streaming.Record;

/// <summary>A recording could not be created or continued. What was written whole before stays readable.</summary>
/// <param name="file">Path of the recording.</param>
/// <param name="written">Bytes of it that stand.</param>
/// <param name="cause">What the system said.</param>
/// <param name="remedy">What the user can do, as a sentence.</param>
/// <param name="inner">What was thrown below.</param>
public sealed class RecordingFailedException(string file, long written, string cause, string remedy, Exception? inner = null)
    : IOException($"{file}: {cause.TrimEnd('.')}; {written} bytes are written and can be read. {remedy}", inner), IExplained
{
    /// <summary>Path of the recording.</summary>
    public string File { get; } = file;

    /// <summary>Bytes of it that stand.</summary>
    public long Written { get; } = written;

    /// <inheritdoc/>
    public string Where => $"{File}, byte {Written}";

    /// <inheritdoc/>
    public string Expected => "a file that can be written";

    /// <inheritdoc/>
    public string Found { get; } = cause.TrimEnd('.');

    /// <inheritdoc/>
    public string Remedy { get; } = remedy;
}
