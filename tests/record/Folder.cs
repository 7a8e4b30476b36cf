using Streaming.Files.Xdf;

namespace Streaming.Tests;

/// <summary>A folder that goes with the test.</summary>
internal sealed class Folder : IDisposable
{
    public Folder() => Directory.CreateDirectory(Path);

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"streaming-{Guid.NewGuid():N}");

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public XdfFile Xdf(ReadOnlySpan<byte> bytes)
    {
        File.WriteAllBytes(this["a.xdf"], bytes);
        return XdfFile.Open(this["a.xdf"]);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

/// <summary>A clock that stands still.</summary>
internal sealed class StillTime : TimeProvider
{
    public static readonly StillTime Instance = new();

    public override DateTimeOffset GetUtcNow() => new(2026, 1, 31, 16, 5, 9, TimeSpan.Zero);

    public override TimeZoneInfo LocalTimeZone { get; } = TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromHours(1), "test", "test");
}
