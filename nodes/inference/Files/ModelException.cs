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

    /// <summary>Says the first thing that is wrong in a file beside the model.</summary>
    /// <param name="file">What is wrong in it.</param>
    /// <param name="remedy">What to do where the file's own error does not say.</param>
    public ModelException(GraphException file, string remedy)
        : this(file.Errors[0].Place.ToString(), file.Errors[0].Expected, FoundIn(file.Errors[0]), file.Errors[0].Remedy.Length > 0 ? file.Errors[0].Remedy : remedy, file)
    {
    }

    /// <inheritdoc/>
    public string Where { get; }

    /// <inheritdoc/>
    public string Expected { get; }

    /// <inheritdoc/>
    public string Found { get; }

    /// <inheritdoc/>
    public string Remedy { get; }

    private static string FoundIn(GraphError error) => error.Port.Length > 0 ? $"{error.Found} ('{error.Port}')" : error.Found;
}
