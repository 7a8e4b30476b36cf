using SkiaSharp;

namespace Streaming.Tests;

/// <summary>A folder that goes with the test.</summary>
internal sealed class Folder : IDisposable
{
    public Folder() => Directory.CreateDirectory(Path);

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"streaming-{Guid.NewGuid():N}");

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

/// <summary>A clock that stands still.</summary>
internal sealed class StillTime : TimeProvider
{
    public static readonly StillTime Instance = new();

    public override DateTimeOffset GetUtcNow() => new(2026, 1, 31, 16, 5, 9, TimeSpan.Zero);

    public override TimeZoneInfo LocalTimeZone { get; } = TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromHours(1), "test", "test");
}

/// <summary>Counts what is drawn on a picture.</summary>
internal static class Looking
{
    public static bool IsOrange(this SKColor color) => color.Red > color.Green + 40 && color.Green >= color.Blue;

    public static bool IsBlue(this SKColor color) => color.Blue > color.Red + 40;

    /// <summary>The share of an area's pixels that look so.</summary>
    public static double Share(this SKBitmap picture, ScottPlot.PixelRect area, Func<SKColor, bool> looks)
    {
        double found = 0, all = 0;
        for (var y = (int)Math.Ceiling(area.Top) + 1; y < area.Bottom - 1; y++)
        {
            for (var x = (int)Math.Ceiling(area.Left) + 1; x < area.Right - 1; x++)
            {
                all++;
                if (looks(picture.GetPixel(x, y))) found++;
            }
        }
        return found / all;
    }

    /// <summary>A part of an area, in shares of its width and height.</summary>
    public static ScottPlot.PixelRect Part(this ScottPlot.PixelRect area, double left, double right, double top, double bottom) => new(
        (float)(area.Left + left * area.Width), (float)(area.Left + right * area.Width), (float)(area.Top + bottom * area.Height), (float)(area.Top + top * area.Height));
}
