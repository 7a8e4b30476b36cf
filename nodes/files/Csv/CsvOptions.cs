namespace Streaming.Files;

/// <summary>What a delimited text file does not say of itself; all of it is found by the usual names where it is left out.</summary>
public sealed record CsvOptions
{
    /// <summary>Name of the column of times in seconds; by default <c>timestamps</c>, <c>timestamp</c>, <c>time</c> or <c>t</c>, in any case.</summary>
    public string? Time { get; init; }

    /// <summary>Names of the columns of numbers to read, in this order; by default all that are neither times nor markers.</summary>
    public IReadOnlyList<string>? Channels { get; init; }

    /// <summary>Names of the marker columns; by default those that start with <c>marker</c>, in any case.</summary>
    public IReadOnlyList<string>? Markers { get; init; }

    /// <summary>Character between columns; by default the most frequent of comma, semicolon and tab in the header row.</summary>
    public char? Delimiter { get; init; }

    /// <summary>Samples per second, in hertz; by default estimated from the times.</summary>
    public double? Rate { get; init; }
}
