namespace Streaming.Cli.Download;

/// <summary>A file that is being received: what there is of it, and what the server named the version that it belongs to.</summary>
/// <param name="path">Where the whole file is to be.</param>
/// <param name="storage">The disk.</param>
internal sealed class PartFile(string path, Storage storage)
{
    public const string Ending = ".part";
    public const string TagEnding = ".tag";

    private readonly string part = path + Ending;
    private readonly string tag = path + TagEnding;

    /// <summary>Bytes that are there.</summary>
    public long Length => new FileInfo(part) is { Exists: true } file ? file.Length : 0;

    /// <summary>The server's name for their version, to ask for the rest of just that (RFC 9110, section 13.1.5); empty: it gave none.</summary>
    public string Validator => File.Exists(tag) ? File.ReadAllText(tag) : "";

    /// <summary>Where they are.</summary>
    public string Path => part;

    /// <summary>Begins anew, with another version.</summary>
    public void Begin(string validator)
    {
        Drop();
        if (validator.Length > 0) File.WriteAllText(tag, validator);
    }

    /// <summary>Opens it to write at its end.</summary>
    public Stream Append() => storage.Append(part);

    /// <summary>Forgets what there is.</summary>
    public void Drop()
    {
        File.Delete(part);
        File.Delete(tag);
    }

    /// <summary>It is whole and right.</summary>
    public void Finish()
    {
        File.Move(part, path, overwrite: true);
        File.Delete(tag);
    }
}
