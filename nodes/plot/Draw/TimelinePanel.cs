using ScottPlot;
using Chart = ScottPlot.Plot;

namespace Streaming.Plot;

/// <summary>How far the signal went up and down in each part of the run, before and after: the mean over the channels.</summary>
internal static class TimelinePanel
{
    public static Chart Draw(Comparison comparison, Subject subject, (double From, double To) shown)
    {
        var chart = Page.Chart();
        var (timeline, channels) = (comparison.Timeline, comparison.Labels.Length);
        double[] before = new double[timeline.Count], after = new double[timeline.Count];
        for (var i = 0; i < timeline.Count; i++)
        {
            // Of a cell that is filled by less than a half, as at the end, nothing is known that compares.
            var cells = Enumerable.Range(0, channels).Select(c => timeline[i, c]).Where(c => 2 * c.Samples >= timeline.Width * comparison.Rate).ToArray();
            (before[i], after[i]) = cells.Length == 0 ? (double.NaN, double.NaN) : (cells.Average(c => (double)c.MostBefore - c.LeastBefore), cells.Average(c => (double)c.MostAfter - c.LeastAfter));
        }
        Steps(before, Ink.Before, 1);
        Steps(after, Ink.After, 1.2f);
        var length = timeline.Count * timeline.Width;
        // The highest hundredth may leave the panel, lest one pop flatten the rest.
        var top = 1.15 * Math.Max(Order.Quantile(before, 0.99), Order.Quantile(after, 0.99));
        if (!(top > 0)) top = 1;
        var span = chart.Add.HorizontalSpan(shown.From, shown.To, Ink.Faint.WithAlpha(.18));
        span.LineWidth = 0;
        chart.MoveToBack(span);
        chart.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.EmptyTickGenerator();
        chart.Axes.Left.TickGenerator = Ticks.Linear(0, top, 3);
        chart.Axes.Left.Label.Text = subject.Unit;
        chart.Axes.SetLimits(0, length, 0, top);
        return chart;

        void Steps(double[] values, Color color, float width)
        {
            var points = values.SelectMany((v, i) => new Coordinates[] { new(i * timeline.Width, v), new((i + 1) * timeline.Width, v) }).ToArray();
            var line = chart.Add.ScatterLine(points, color);
            line.LineWidth = width;
        }
    }
}
