namespace Streaming.Inference;

/// <summary>A model cannot be used; it says where, what was expected, what was found, and what to do.</summary>
public sealed class ModelException : Exception, IExplained
{
    /// <summary>Says what is wrong.</summary>
    /// <param name="where">The file, with line and column in a card.</param>
    /// <param name="expected">What should be there.</param>
    /// <param name="found">What is there.</param>
    /// <param name="remedy">What to do.</param>
    /// <param name="inner">What ONNX Runtime said.</param>
    public ModelException(string where, string expected, string found, string remedy, Exception? inner = null)
        : base($"{where}: expected {expected}, found {found}; {remedy}", inner) => (Where, Expected, Found, Remedy) = (where, expected, found, remedy);

    /// <inheritdoc/>
    public string Where { get; }

    /// <inheritdoc/>
    public string Expected { get; }

    /// <inheritdoc/>
    public string Found { get; }

    /// <inheritdoc/>
    public string Remedy { get; }
}
