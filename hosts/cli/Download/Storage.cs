namespace Streaming.Cli.Download;

/// <summary>The disk that downloads are written to; tests give it another one.</summary>
internal sealed record Storage
{
    /// <summary>Opens a file to write at its end.</summary>
    public Func<string, Stream> Append { get; init; } = static path => new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.None);

    /// <summary>Bytes that are free where a folder is; the most there can be where that cannot be told.</summary>
    public Func<string, long> Free { get; init; } = static folder =>
    {
        try
        {
            return new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(folder)! : folder).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return long.MaxValue;
        }
    };
}
