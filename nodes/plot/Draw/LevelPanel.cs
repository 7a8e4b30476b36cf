using ScottPlot;
using Chart = ScottPlot.Plot;

namespace Streaming.Plot;

/// <summary>The RMS of each channel over the run, before and after, on the rows of the traces beside it.</summary>
internal static class LevelPanel
{
    public static Chart Draw(Figures figures, Subject subject, PixelRect area)
    {
        var chart = Page.Chart();
        double row = area.Height / figures.Channels.Length;
        var levels = figures.Channels.SelectMany(c => new[] { c.Rms.Before, c.Rms.After }).Where(v => double.IsFinite(v) && v > 0).Select(Math.Log10).ToArray();
        double from = levels.Length > 0 ? levels.Min() - 0.15 : -1, to = levels.Length > 0 ? levels.Max() + 0.15 : 1;
        var size = (float)Math.Clamp(row * 0.55, 4, 10);
        for (var c = 0; c < figures.Channels.Length; c++)
        {
            var figure = figures.Channels[c];
            double before = At(figure.Rms.Before), after = At(figure.Rms.After);
            var line = chart.Add.Line(before, -c, after, -c);
            line.LineColor = Ink.Faint.WithAlpha(.6);
            line.LineWidth = 1.2f;
            chart.Add.Marker(before, -c, MarkerShape.FilledDiamond, size * 1.2f, Ink.Before);
            chart.Add.Marker(after, -c, MarkerShape.FilledCircle, size, Ink.After);
            if (figure.BadSeconds <= 0) continue;
            var bad = chart.Add.Text($"bad {Number.Percent(figure.BadSeconds / figures.Comparison.Seconds)}", to, -c);
            bad.LabelStyle.Alignment = Alignment.MiddleRight;
            bad.LabelStyle.FontSize = (float)Math.Clamp(row - 2, 8, 11);
            bad.LabelStyle.ForeColor = Ink.Faint;
            if (Ink.Font is { } font) bad.LabelStyle.FontName = font;
        }
        chart.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.EmptyTickGenerator();
        chart.Axes.Bottom.TickGenerator = Ticks.Logarithmic(from, to);
        chart.Axes.Bottom.Label.Text = subject.With("RMS over the whole run");
        chart.Grid.YAxisStyle.IsVisible = false;
        chart.Axes.SetLimits(from, to, -figures.Channels.Length + 0.2, Ticks.AboveRows(row));
        return chart;

        double At(double rms) => rms > 0 ? Math.Log10(rms) : from;
    }
}
