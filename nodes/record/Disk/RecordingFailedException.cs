namespace Streaming.Record;

/// <summary>A recording could not be created or continued. What was written whole before stays readable.</summary>
/// <param name="file">Path of the recording.</param>
/// <param name="written">Bytes of it that stand.</param>
/// <param name="cause">What the system said.</param>
/// <param name="remedy">What the user can do, as a sentence.</param>
/// <param name="inner">What was thrown below.</param>
/// <param name="lost">Bytes that were held in memory and are lost.</param>
public sealed class RecordingFailedException(string file, long written, string cause, string remedy, Exception? inner = null, long lost = 0)
    : IOException($"{file}: {cause.TrimEnd('.')}; {written} bytes are written and can be read{Missing(lost)}. {remedy}", inner), IExplained
{
    /// <summary>Path of the recording.</summary>
    public string File { get; } = file;

    /// <summary>Bytes of it that stand.</summary>
    public long Written { get; } = written;

    /// <summary>Bytes that were held in memory and are lost.</summary>
    public long Lost { get; } = lost;

    /// <inheritdoc/>
    public string Where => $"{File}, byte {Written}";

    /// <inheritdoc/>
    public string Expected => "a file that can be written";

    /// <inheritdoc/>
    public string Found { get; } = cause.TrimEnd('.') + Missing(lost);

    /// <inheritdoc/>
    public string Remedy { get; } = remedy;

    private static string Missing(long lost) => lost == 0 ? "" : $", {lost} bytes that were held in memory are lost";
}
