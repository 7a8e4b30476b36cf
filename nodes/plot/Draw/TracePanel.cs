using ScottPlot;
using Chart = ScottPlot.Plot;

namespace Streaming.Plot;

/// <summary>The stretch from which most was removed, a row for each channel: after over before.</summary>
internal static class TracePanel
{
    public const double Most = 1.5;     // rows that a trace may reach up and down; beyond it is cut, lest it hide its neighbours
    private const int mostMarks = 12;

    /// <summary>The unit of the values that lie between two rows.</summary>
    public static double Spacing(Comparison comparison)
    {
        var (stretch, channels) = (comparison.Stretch, comparison.Labels.Length);
        var (before, after) = (stretch.Before.ToArray(), stretch.After.ToArray());
        var spreads = Enumerable.Range(0, channels).Select(c => (Before: Spread(before, c, channels), After: Spread(after, c, channels))).ToArray();
        return Ticks.Round(Math.Max(5 * Order.Median(spreads.Select(s => s.After)), 3 * Order.Median(spreads.Select(s => s.Before))), [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8]);
    }

    public static Chart Draw(Comparison comparison, double spacing, PixelRect area, double start)
    {
        var chart = Page.Chart();
        var (stretch, channels) = (comparison.Stretch, comparison.Labels.Length);
        double row = area.Height / channels, pixels = area.Width;
        double from = stretch.Count > 0 ? stretch.Times[0] - start : 0, to = stretch.Count > 0 ? stretch.Times[^1] - start + 1 / comparison.Rate : 1;
        var (before, after) = (stretch.Before.ToArray(), stretch.After.ToArray());
        for (var c = 0; c < channels; c++) Line(chart, before, c, Ink.Before.WithAlpha(.75), 1);
        for (var c = 0; c < channels; c++) Line(chart, after, c, Ink.After, 1.1f);
        Marks(chart, stretch, start, Ticks.AboveRows(row), pixels / (to - from));

        chart.Axes.Left.TickGenerator = Ticks.Rows(comparison.Labels, row, 10);
        chart.Axes.Left.TickLabelStyle.FontSize = (float)Math.Clamp(row - 1, 9, 13);
        chart.Axes.Left.MajorTickStyle.Length = 0;
        chart.Axes.Bottom.TickGenerator = Ticks.Linear(from, to, 10);
        chart.Axes.Bottom.Label.Text = "seconds since the beginning";
        chart.Grid.YAxisStyle.IsVisible = false;
        chart.Axes.SetLimits(from, to, -channels + 0.2, Ticks.AboveRows(row));
        return chart;

        void Line(Chart on, float[] values, int c, Color color, float width)
        {
            var line = on.Add.ScatterLine(Points(values, c), color);
            line.LineWidth = width;
        }

        // As many points as can be seen: the least and the most of the samples that share a column of pixels.
        Coordinates[] Points(float[] values, int c)
        {
            var middle = Order.Median(Enumerable.Range(0, stretch.Count).Select(i => (double)values[i * channels + c]));
            var per = Math.Max(1, (int)(stretch.Count / (2 * pixels)));
            if (per == 1) return [.. Enumerable.Range(0, stretch.Count).Select(i => Point(i, values[i * channels + c]))];
            List<Coordinates> points = [];
            for (var at = 0; at < stretch.Count; at += per)
            {
                int low = at, high = at, end = Math.Min(stretch.Count, at + per);
                for (var i = at; i < end; i++)
                {
                    if (values[i * channels + c] < values[low * channels + c]) low = i;
                    if (values[i * channels + c] > values[high * channels + c]) high = i;
                }
                foreach (var i in (ReadOnlySpan<int>)[Math.Min(low, high), Math.Max(low, high)]) points.Add(Point(i, values[i * channels + c]));
            }
            return [.. points];

            Coordinates Point(int i, float value) => new(stretch.Times[i] - start, -c + Math.Clamp((value - middle) / spacing, -Most, Most));
        }
    }

    private static void Marks(Chart chart, Stretch stretch, double start, double top, double pixelsPerSecond)
    {
        var free = double.NegativeInfinity;
        for (var i = 0; i < Math.Min(stretch.Events, mostMarks); i++)
        {
            var (time, text) = stretch.EventAt(i);
            chart.Add.VerticalLine(time - start, 1, Ink.Faint, LinePattern.Dotted);
            if (time < free) continue; // its name would stand on that of the one before
            free = time + (7 * text.Length + 6) / pixelsPerSecond;
            var name = chart.Add.Text(text, time - start, top);
            name.LabelStyle.FontSize = 11;
            name.LabelStyle.ForeColor = Ink.Faint;
            name.OffsetX = 3;
            if (Ink.Font is { } font) name.LabelStyle.FontName = font;
        }
    }

    // Half the way from the lower to the upper sixth: the standard deviation of what is normal, whatever the outliers.
    private static double Spread(float[] values, int channel, int channels)
    {
        var own = Enumerable.Range(0, values.Length / channels).Select(i => (double)values[i * channels + channel]).ToArray();
        return (Order.Quantile(own, 0.8413) - Order.Quantile(own, 0.1587)) / 2;
    }
}
