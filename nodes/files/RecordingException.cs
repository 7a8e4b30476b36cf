namespace Streaming.Files;

/// <summary>A recording that cannot be read: where, what was expected, what was found, and what to do.</summary>
/// <remarks>
/// A truncated tail is no error: the readers keep what is whole and say so in their <c>Notes</c>.
/// </remarks>
public sealed class RecordingException : FormatException, IExplained
{
    /// <summary>Describes a fault of a recording.</summary>
    /// <param name="file">Name of the recording, as the user gave it.</param>
    /// <param name="position">Place of the fault, for example <c>byte 252 (number of signals)</c> or <c>line 7, column 3 (AF7)</c>; empty for the whole of it.</param>
    /// <param name="expected">What should stand there, without a full stop.</param>
    /// <param name="found">What stands there, without a full stop.</param>
    /// <param name="remedy">What the user can do, as a sentence.</param>
    public RecordingException(string file, string position, string expected, string found, string remedy)
        : base($"{Place(file, position)}: expected {expected}, found {found}. {remedy}")
    {
        File = file;
        Position = position;
        Expected = expected;
        Found = found;
        Remedy = remedy;
    }

    /// <summary>Name of the recording.</summary>
    public string File { get; }

    /// <summary>Place of the fault within the recording.</summary>
    public string Position { get; }

    /// <summary>What should stand there.</summary>
    public string Expected { get; }

    /// <summary>What stands there.</summary>
    public string Found { get; }

    /// <summary>What the user can do.</summary>
    public string Remedy { get; }

    string IExplained.Where => Place(File, Position);

    /// <summary>As the engine writes it, at the end of a sentence.</summary>
    string IExplained.Remedy => Remedy.Length == 0 ? "" : char.ToLowerInvariant(Remedy[0]) + Remedy[1..].TrimEnd('.');

    private static string Place(string file, string position) => position.Length == 0 ? file : $"{file}, {position}";
}
