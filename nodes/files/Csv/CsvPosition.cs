namespace Streaming.Files;

/// <summary>A place between two rows of a delimited text file, to come back to.</summary>
/// <param name="Offset">Bytes before the next line.</param>
/// <param name="Line">Lines before it.</param>
public readonly record struct CsvPosition(long Offset, long Line);
