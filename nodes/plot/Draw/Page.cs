using ScottPlot;
using SkiaSharp;
using Chart = ScottPlot.Plot;

namespace Streaming.Plot;

/// <summary>A picture of several charts, each at its place, and texts between them.</summary>
internal sealed class Page : IDisposable
{
    private readonly SKSurface surface;

    public Page(int width, int height)
    {
        surface = SKSurface.Create(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        surface.Canvas.Clear(SKColors.White);
    }

    /// <summary>A chart in our style.</summary>
    public static Chart Chart()
    {
        var chart = new Chart();
        if (Ink.Font is { } font) chart.Font.Set(font);
        chart.FigureBackground.Color = chart.DataBackground.Color = Ink.Paper;
        chart.Axes.Color(Ink.Text);
        chart.Axes.FrameColor(Ink.Faint);
        chart.Grid.MajorLineColor = Ink.Grid;
        chart.Axes.Right.FrameLineStyle.IsVisible = chart.Axes.Top.FrameLineStyle.IsVisible = false;
        foreach (var axis in chart.Axes.GetAxes())
        {
            axis.TickLabelStyle.FontSize = 12;
            axis.TickLabelStyle.ForeColor = Ink.Text;
            axis.MajorTickStyle.Length = 4;
            axis.MinorTickStyle.Length = 0;
        }
        chart.Axes.Bottom.Label.FontSize = chart.Axes.Left.Label.FontSize = 13;
        chart.Axes.Bottom.Label.Bold = chart.Axes.Left.Label.Bold = false;
        chart.RenderManager.ClearCanvasBeforeEachRender = false;
        return chart;
    }

    /// <summary>Draws a chart so that its axes enclose an area, with room around for what stands beside them.</summary>
    public void Add(Chart chart, PixelRect area, PixelPadding around)
    {
        chart.Layout.Fixed(around);
        chart.Render(surface.Canvas, new PixelRect(area.Left - around.Left, area.Right + around.Right, area.Bottom + around.Bottom, area.Top - around.Top));
    }

    public void Write(string text, float x, float y, float size, Color color, bool bold = false, Alignment alignment = Alignment.UpperLeft)
    {
        if (text.Length == 0) return;
        using var paint = Paint.NewDisposablePaint();
        var label = new LabelStyle { Text = text, FontSize = size, ForeColor = color, Alignment = alignment };
        // By its name ScottPlot would give whichever weight it used first.
        if (Ink.Font is not null) label.Font = bold ? Ink.Bold : Ink.Regular;
        label.Render(surface.Canvas, new Pixel(x, y), paint);
    }

    public void Fill(PixelRect place, Color color)
    {
        using var fill = new SKPaint { Color = color.ToSKColor() };
        surface.Canvas.DrawRect(place.ToSKRect(), fill);
    }

    public byte[] Png()
    {
        using var pixels = surface.PeekPixels();
        using var data = pixels!.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.AllFilters, 9))!;
        return data.ToArray();
    }

    public void Dispose() => surface.Dispose();
}
