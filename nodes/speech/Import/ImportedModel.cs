namespace Streaming.Speech;

/// <summary>What was found out of a model that was imported.</summary>
public sealed class ImportedModel
{
    internal ImportedModel(IReadOnlyList<string> files, IReadOnlyList<KeyValuePair<string, string>> findings, IReadOnlyList<string> notes) =>
        (Files, Findings, Notes) = (files, findings, notes);

    /// <summary>The files of its folder.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>What it is, by what was asked: encoder, lookahead, transducer, tokens.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Findings { get; }

    /// <summary>What the user should know of it.</summary>
    public IReadOnlyList<string> Notes { get; }
}
