namespace Streaming.Plot;

/// <summary>A report or its picture could not be written.</summary>
/// <param name="file">Path of the file.</param>
/// <param name="cause">What the system said.</param>
/// <param name="remedy">What the user can do.</param>
/// <param name="inner">What was thrown below.</param>
public sealed class ReportFailedException(string file, string cause, string remedy, Exception? inner = null)
    : IOException($"{file}: expected a file that can be written, found {cause.TrimEnd('.')}; {remedy}", inner), IExplained
{
    /// <inheritdoc/>
    public string Where { get; } = file;

    /// <inheritdoc/>
    public string Expected => "a file that can be written";

    /// <inheritdoc/>
    public string Found { get; } = cause.TrimEnd('.');

    /// <inheritdoc/>
    public string Remedy { get; } = remedy;
}
