namespace Streaming.Cli.Run;

/// <summary>A file that a run writes at its end: whole or not at all.</summary>
internal static class WholeFile
{
    /// <summary>Tries whether the file can be written: a run of hours must not end with a file that cannot.</summary>
    /// <param name="option">Names the option in messages.</param>
    /// <param name="path">The file, or null where none is asked for.</param>
    /// <exception cref="UsageException">It cannot.</exception>
    public static void Require(string option, string? path)
    {
        if (path is null) return;
        if (path.Length == 0 || Directory.Exists(path)) throw new UsageException($"{option}: expected the name of a file, found {(path.Length == 0 ? "nothing" : $"the folder '{path}'")}; add a name");
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        if (!Directory.Exists(folder)) throw new UsageException($"{option}: expected a file in a folder that exists, found no '{folder}'; make it first");
        try
        {
            using var probe = new FileStream(Partial(path), FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{option}: expected a file that can be written, found '{path}' ({e.Message}); choose another place");
        }
    }

    /// <returns>What went wrong, or null.</returns>
    public static string? Write(string option, string path, ReadOnlySpan<byte> content)
    {
        try
        {
            File.WriteAllBytes(Partial(path), content);
            File.Move(Partial(path), path, overwrite: true);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{option}: '{path}' could not be written ({e.Message})";
        }
    }

    private static string Partial(string path) => path + ".partial";
}
