namespace Streaming.Tests;

/// <summary>The repository in which these tests were built.</summary>
internal static class Repository
{
    /// <summary>Its folder.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Streaming.sln"))) return at.FullName;
        throw new DirectoryNotFoundException("Streaming.sln is in no folder above the tests");
    }
}
