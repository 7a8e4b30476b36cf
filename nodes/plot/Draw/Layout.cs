using ScottPlot;

namespace Streaming.Plot;

/// <summary>Where everything stands on the picture, in pixels; it grows with the channels.</summary>
internal sealed class Layout
{
    public const int Width = 1600;
    private const int head = 78, left = 78, middle = 1080, top = 40, bottom = 52, gap = 12, margin = 24, timeline = 130, between = 34;

    public Layout(int channels)
    {
        var rows = (int)Math.Round(Math.Max(180, channels * Math.Clamp(960.0 / channels, channels > 100 ? 9 : 13, 48)));
        var heat = (int)Math.Clamp(6.0 * channels, 180, 480);
        Traces = new(left, middle - gap, head + top + rows, head + top);
        Levels = new(middle + 20, Width - margin, Traces.Bottom, Traces.Top);
        var second = Traces.Bottom + bottom + top;
        Timeline = new(left, middle - gap, second + timeline, second);
        Heat = new(left, middle - gap, Timeline.Bottom + between + heat, Timeline.Bottom + between);
        Spectra = new(middle + 74, Width - margin, Heat.Bottom, second);
        Height = (int)Heat.Bottom + bottom + 8;
    }

    public int Height { get; }

    /// <summary>The areas within the axes.</summary>
    public PixelRect Traces { get; }

    public PixelRect Levels { get; }

    public PixelRect Timeline { get; }

    public PixelRect Heat { get; }

    public PixelRect Spectra { get; }

    /// <summary>The space around an area that its axes take, as far as the next area.</summary>
    public PixelPadding Around(PixelRect area) =>
        area == Traces || area == Heat ? new(left, gap, bottom, area == Heat ? between : top)
        : area == Timeline ? new(left, gap, 0, top)
        : new(area == Levels ? 20 : 74, margin, bottom, top);
}
