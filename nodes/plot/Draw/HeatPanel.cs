using ScottPlot;
using Chart = ScottPlot.Plot;

namespace Streaming.Plot;

/// <summary>What was removed from each channel in each part of the run, and when a channel counted as bad.</summary>
internal static class HeatPanel
{
    /// <summary>The logarithms of what the lightest and the darkest colour stand for; the darkest is what a hundredth exceeds, the lightest a thirtieth of that.</summary>
    public static (double From, double To) Range(double[,] removed)
    {
        var to = Order.Quantile(removed.Cast<double>().Where(v => v > 0), 0.99);
        return double.IsFinite(to) ? (Math.Log10(to) - 1.5, Math.Log10(to)) : (-1, 1);
    }

    public static Chart Draw(Comparison comparison, double[,] removed, (double From, double To) range, PixelRect area, (double From, double To) shown)
    {
        var chart = Page.Chart();
        var (timeline, channels) = (comparison.Timeline, comparison.Labels.Length);
        double row = area.Height / channels;
        var levels = new double[channels, Math.Max(1, timeline.Count)];
        for (var c = 0; c < channels; c++)
            for (var i = 0; i < timeline.Count; i++) levels[c, i] = double.IsNaN(removed[i, c]) ? double.NaN : Math.Log10(Math.Max(1e-12, removed[i, c]));
        var length = timeline.Count * timeline.Width;
        var map = chart.Add.Heatmap(levels);
        map.Colormap = Ink.Heat;
        map.ManualRange = new ScottPlot.Range(range.From, range.To);
        map.NaNCellColor = Ink.Missing;
        map.Rectangle = new CoordinateRect(0, length, -channels + 0.5, 0.5);
        for (var c = 0; c < channels; c++)
            foreach (var (from, to) in Bad(timeline, c))
            {
                var line = chart.Add.Line(from, -c, to, -c);
                line.LineColor = Ink.Bad;
                line.LineWidth = (float)Math.Clamp(row * 0.3, 1, 3);
            }
        foreach (var edge in (ReadOnlySpan<double>)[shown.From, shown.To]) chart.Add.VerticalLine(edge, 1, Ink.Text, LinePattern.Dotted);
        chart.Axes.Left.TickGenerator = Ticks.Rows(comparison.Labels, row, 11);
        chart.Axes.Left.TickLabelStyle.FontSize = 10;
        chart.Axes.Left.MajorTickStyle.Length = 0;
        var minutes = length > 300;
        chart.Axes.Bottom.TickGenerator = Ticks.Linear(0, length, 10, minutes ? 60 : 1);
        chart.Axes.Bottom.Label.Text = minutes ? "minutes since the beginning" : "seconds since the beginning";
        chart.HideGrid();
        chart.Axes.SetLimits(0, length, -channels + 0.5, 0.5);
        return chart;
    }

    /// <summary>The parts of a run through which a channel counted as bad, at least half of each cell.</summary>
    private static IEnumerable<(double From, double To)> Bad(Timeline timeline, int channel)
    {
        var begun = -1;
        for (var i = 0; i <= timeline.Count; i++)
        {
            var bad = i < timeline.Count && timeline[i, channel] is var cell && cell.Bad > 0 && 2 * cell.Bad >= cell.Samples;
            if (bad && begun < 0) begun = i;
            if (bad || begun < 0) continue;
            yield return (begun * timeline.Width, i * timeline.Width);
            begun = -1;
        }
    }
}
