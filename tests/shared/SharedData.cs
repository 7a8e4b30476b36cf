namespace Streaming.Tests;

/// <summary>Finds the public recordings that stand beside the repository, or skips the test by name.</summary>
internal static class SharedData
{
    private static readonly string? root = Find();

    /// <summary>The full path of a file or folder below shared/data.</summary>
    public static string Path(string relative)
    {
        var path = root is null ? null : System.IO.Path.Combine(root, relative);
        if (path is null || !(File.Exists(path) || Directory.Exists(path)))
            Assert.Skip($"needs shared data: {relative}");
        return path!;
    }

    private static string? Find()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var candidate = System.IO.Path.Combine(at.FullName, "shared", "data");
            if (Directory.Exists(candidate)) return candidate;
        }
        return null;
    }
}
