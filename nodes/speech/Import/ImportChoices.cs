namespace Streaming.Speech;

/// <summary>What a model to import does not say of itself, and how it is taken.</summary>
public sealed class ImportChoices
{
    /// <summary>How far the encoder looks ahead, in milliseconds; NaN: as its metadata says.</summary>
    public double Lookahead { get; init; } = double.NaN;

    /// <summary>Encoder frames that it keeps as context; 0: as its metadata or its tensors say.</summary>
    public int Left { get; init; }

    /// <summary>An export of the same encoder for the first chunk, which drops no output; null: none.</summary>
    public string? First { get; init; }

    /// <summary>The tokens: tokens.txt, or the .vocab file of SentencePiece; null: those beside the model.</summary>
    public string? Tokens { get; init; }

    /// <summary>The language that is spoken, of a model that is told it: a name or a number of its list; null: its own guess.</summary>
    public string? Language { get; init; }

    /// <summary>Takes the files with weights of 8 bits where there are both.</summary>
    public bool Int8 { get; init; }

    /// <summary>Makes hard links in place of copies.</summary>
    public bool Link { get; init; }
}
