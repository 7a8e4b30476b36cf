namespace Streaming.Dsp;

/// <summary>A file with an array cannot be read: where, what was expected, what was found, and what to do.</summary>
public sealed class ArrayFileException : FormatException, IExplained
{
    /// <summary>Says what is wrong.</summary>
    /// <param name="where">The file, and the byte within it.</param>
    /// <param name="expected">What should stand there.</param>
    /// <param name="found">What stands there.</param>
    /// <param name="remedy">What to do.</param>
    public ArrayFileException(string where, string expected, string found, string remedy) : base($"{where}: expected {expected}, found {found}; {remedy}") =>
        (Where, Expected, Found, Remedy) = (where, expected, found, remedy);

    /// <inheritdoc/>
    public string Where { get; }

    /// <inheritdoc/>
    public string Expected { get; }

    /// <inheritdoc/>
    public string Found { get; }

    /// <inheritdoc/>
    public string Remedy { get; }
}
