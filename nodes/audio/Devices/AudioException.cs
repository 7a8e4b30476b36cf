namespace Streaming.Audio;

/// <summary>Sound cannot be captured or played as asked.</summary>
public sealed class AudioException : IOException, IExplained
{
    /// <summary>Says what was expected, found, and what to do.</summary>
    /// <param name="expected">What should be there.</param>
    /// <param name="found">What is there.</param>
    /// <param name="remedy">What the user can do.</param>
    /// <param name="inner">What was behind it.</param>
    public AudioException(string expected, string found, string remedy, Exception? inner = null) : base($"expected {expected}, found {found}; {remedy}", inner) =>
        (Expected, Found, Remedy) = (expected, found, remedy);

    /// <inheritdoc/>
    public string Where => "";

    /// <inheritdoc/>
    public string Expected { get; }

    /// <inheritdoc/>
    public string Found { get; }

    /// <inheritdoc/>
    public string Remedy { get; }
}
