using Streaming.Cli.Text;

namespace Streaming.Cli.Download;

/// <summary>
/// Puts a model's folder together beside where it is to be, and renames it when it is whole: there is never half a model. What was received and checked stays for the
/// next try.
/// </summary>
internal sealed class ModelDownload(Web web, Storage storage, DownloadProgress progress)
{
    /// <summary>The folder in which a model is put together.</summary>
    public static string Workplace(string folder) => folder + ".partial";

    /// <summary>Downloads a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="folder">The folder to make.</param>
    /// <param name="stop">Gives up; what was received stays.</param>
    /// <exception cref="UsageException">The folder is there already, or cannot be made.</exception>
    /// <exception cref="DownloadException">A file did not come, or is another one than was meant.</exception>
    public async Task Run(CatalogModel model, string folder, CancellationToken stop)
    {
        RequireFree(folder);
        var workplace = Workplace(folder);
        try
        {
            Directory.CreateDirectory(workplace);
            RequireKnown(model, workplace);
            RequireRoom(model, workplace);
            var files = new FileDownload(web, storage, progress);
            foreach (var file in model.Files) await files.Run(file, workplace, stop).ConfigureAwait(false);
            foreach (var (name, text) in model.Texts) await File.WriteAllTextAsync(Path.Combine(workplace, name), text, stop).ConfigureAwait(false);
            RequireFree(folder);
            Directory.Move(workplace, folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{folder}: expected a folder that can be written, found that it cannot ({e.Message.TrimEnd('.')}); choose another place with --to");
        }
    }

    /// <summary>Bytes that an earlier try left.</summary>
    public static long Kept(CatalogModel model, string folder) =>
        model.Files.SelectMany(f => (string[])[f.Name, f.Name + PartFile.Ending]).Select(n => new FileInfo(Path.Combine(Workplace(folder), n))).Where(f => f.Exists).Sum(f => f.Length);

    private static void RequireFree(string folder)
    {
        if (Directory.Exists(folder) || File.Exists(folder)) throw new UsageException($"{folder}: expected a name that is free, found {(File.Exists(folder) ? "a file" : "a folder")}; move it away, or choose another place with --to");
    }

    /// <summary>The workplace becomes the model's folder, so nothing else may be in it; it is not removed unasked.</summary>
    private static void RequireKnown(CatalogModel model, string workplace)
    {
        var known = model.Files.SelectMany(f => (string[])[f.Name, f.Name + PartFile.Ending, f.Name + PartFile.TagEnding]).Concat(model.Texts.Select(t => t.Name)).ToHashSet();
        var other = Directory.GetFileSystemEntries(workplace).Select(Path.GetFileName).FirstOrDefault(n => !known.Contains(n!));
        if (other is not null) throw new UsageException($"{workplace}: expected what an earlier try left of '{model.Name}', found '{other}'; remove the folder, or choose another place with --to");
    }

    private void RequireRoom(CatalogModel model, string workplace)
    {
        var needed = model.Bytes - model.Files.Sum(f => Math.Max(Length(Path.Combine(workplace, f.Name)), Length(Path.Combine(workplace, f.Name + PartFile.Ending))));
        var free = storage.Free(workplace);
        if (free < needed) throw new DownloadException(workplace, $"room for {Quantity.Bytes(needed)}", $"{Quantity.Bytes(free)}", "make room, or choose another place with --to");
    }

    private static long Length(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;
}
