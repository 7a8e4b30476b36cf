namespace Streaming;

/// <summary>What a node learnt is missing, is damaged or belongs to another stream; or there is too little to learn from.</summary>
public sealed class FitException : Exception, IExplained
{
    /// <summary>How a file of what a node learnt is made; the engine puts the graph's own file in place of GRAPH where it knows it.</summary>
    public const string Command = "streaming fit GRAPH";

    /// <summary>Says what is wrong.</summary>
    /// <param name="where">The file, and the place within it; empty where there is none.</param>
    /// <param name="expected">What should be there.</param>
    /// <param name="found">What is there.</param>
    /// <param name="remedy">What to do.</param>
    public FitException(string where, string expected, string found, string remedy)
        : base($"{(where.Length > 0 ? $"{where}: " : "")}expected {expected}, found {found}; {remedy}") => (Where, Expected, Found, Remedy) = (where, expected, found, remedy);

    /// <inheritdoc/>
    public string Where { get; }

    /// <inheritdoc/>
    public string Expected { get; }

    /// <inheritdoc/>
    public string Found { get; }

    /// <inheritdoc/>
    public string Remedy { get; }

    /// <summary>The remedy for a node of a graph that stands in a file.</summary>
    internal string RemedyIn(Place place) => place.Line > 0 ? Remedy.Replace(Command, $"streaming fit {place.File}", StringComparison.Ordinal) : Remedy;
}
