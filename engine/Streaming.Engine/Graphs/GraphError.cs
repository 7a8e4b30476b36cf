namespace Streaming;

/// <summary>A place in a graph file or on the command line; lines and columns count from 1, 0 where unknown.</summary>
/// <param name="File">The file, or a description such as "--set clean.cutoff".</param>
/// <param name="Line">The line.</param>
/// <param name="Column">The column.</param>
public readonly record struct Place(string File, int Line = 0, int Column = 0)
{
    /// <summary>As compilers write it: file:line:column.</summary>
    public override string ToString() => Line > 0 ? $"{File}:{Line}:{Column}" : File ?? "";
}

/// <summary>One thing wrong with a graph, said so that a user can mend it.</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="Node">The node concerned; empty where none is.</param>
/// <param name="Port">The port or setting concerned; empty where none is.</param>
/// <param name="Expected">What should be there.</param>
/// <param name="Found">What is there.</param>
/// <param name="Remedy">What to do.</param>
public sealed record GraphError(Place Place, string Node, string Port, string Expected, string Found, string Remedy)
{
    /// <summary>One line: place, node and port, expected, found, remedy.</summary>
    public override string ToString()
    {
        var where = Node.Length == 0 ? "" : Port.Length == 0 ? $"node '{Node}': " : $"node '{Node}', '{Port}': ";
        var at = Place.ToString();
        var line = $"{(at.Length == 0 ? "" : at + ": ")}{where}expected {Expected}, found {Found}";
        return Remedy.Length == 0 ? line : $"{line}; {Remedy}";
    }
}

/// <summary>A graph cannot be run; it says everything that is wrong with it.</summary>
public sealed class GraphException : Exception
{
    /// <summary>One or more errors.</summary>
    public GraphException(params IReadOnlyList<GraphError> errors) : base(string.Join(Environment.NewLine, errors)) => Errors = errors;

    /// <summary>What is wrong, in the order found.</summary>
    public IReadOnlyList<GraphError> Errors { get; }
}
