namespace Streaming.Cli.Download;

/// <summary>A model that can be downloaded.</summary>
internal sealed record CatalogModel
{
    public required string Name { get; init; }

    /// <summary>What it does, in one line.</summary>
    public required string Summary { get; init; }

    /// <summary>The licence of its weights.</summary>
    public required string Licence { get; init; }

    /// <summary>The page of those who made it.</summary>
    public required string Source { get; init; }

    /// <summary>What its folder holds of theirs.</summary>
    public required IReadOnlyList<CatalogFile> Files { get; init; }

    /// <summary>What its folder holds of ours, by name: the card.</summary>
    public required IReadOnlyList<(string Name, string Text)> Texts { get; init; }

    /// <summary>The size of what is downloaded.</summary>
    public long Bytes => Files.Sum(f => f.Bytes);
}

/// <summary>A file of a model, of which every byte is known beforehand.</summary>
/// <param name="Name">Its name in the model's folder.</param>
/// <param name="Address">Where it is.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Its SHA-256, as 64 small hexadecimal digits.</param>
internal sealed record CatalogFile(string Name, Uri Address, long Bytes, string Sha256);
