namespace Streaming.Lsl;

/// <summary>Lab Streaming Layer could not do what was asked.</summary>
public sealed class LslException : IOException, IExplained
{
    /// <summary>Says what was expected, found, and what to do.</summary>
    /// <param name="expected">What should be there.</param>
    /// <param name="found">What is there.</param>
    /// <param name="remedy">What the user can do.</param>
    /// <param name="inner">What was behind it.</param>
    public LslException(string expected, string found, string remedy, Exception? inner = null) : base($"expected {expected}, found {found}; {remedy}", inner) =>
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
