using ScottPlot;
using Chart = ScottPlot.Plot;

namespace Streaming.Plot;

/// <summary>Power spectral densities before and after: the median over the channels, and where eight of ten channels lie.</summary>
internal static class SpectrumPanel
{
    private const double lowest = 1, highest = 80;   // Hz

    public static Chart Draw(Figures figures, Subject subject)
    {
        var chart = Page.Chart();
        var spectra = figures.Comparison.Spectra;
        int first = Math.Max(1, (int)Math.Ceiling(lowest / spectra.Resolution)), end = Math.Min(spectra.Bins - 1, (int)Math.Floor(highest / spectra.Resolution) + 1);
        var bins = Enumerable.Range(first, Math.Max(0, end - first)).ToArray();
        double[] frequencies = [.. bins.Select(k => k * spectra.Resolution)];
        var before = Bands(d => d.Before);
        var after = Bands(d => d.After);
        double[] all = [.. before.Low, .. before.High, .. after.Low, .. after.High];
        double top = all.Where(double.IsFinite).DefaultIfEmpty(1).Max() + 0.5, bottom = Math.Max(top - 7, all.Where(double.IsFinite).DefaultIfEmpty(-1).Min() - 0.1);
        Shade(before, Ink.Before);
        Shade(after, Ink.After);
        Line(before.Middle, Ink.Before);
        Line(after.Middle, Ink.After);
        var right = Math.Min(highest, figures.Comparison.Rate / 2);
        foreach (var band in (ReadOnlySpan<Band>)[Band.Delta, Band.Theta, Band.Alpha, Band.Beta, Band.Gamma])
        {
            if (band.Low >= right) continue;
            if (band.Low > lowest) chart.Add.VerticalLine(band.Low, 1, Ink.Grid);
            var name = chart.Add.Text(Symbol(band), (band.Low + Math.Min(band.High, right)) / 2, top);
            name.LabelStyle.Alignment = Alignment.UpperCenter;
            name.LabelStyle.FontSize = 14;
            name.LabelStyle.ForeColor = Ink.Faint;
            if (Ink.Font is { } font) name.LabelStyle.FontName = font;
        }
        chart.Axes.Bottom.TickGenerator = Ticks.Linear(0, right, 8);
        chart.Axes.Bottom.Label.Text = "Hz";
        chart.Axes.Left.TickGenerator = Ticks.Logarithmic(bottom, top);
        chart.Axes.Left.Label.Text = subject.Unit.Length > 0 ? $"{subject.Unit}²/Hz" : "density";
        chart.Axes.SetLimits(lowest, right, bottom, top);
        return chart;

        (double[] Low, double[] Middle, double[] High) Bands(Func<(double[] Before, double[] After), double[]> of)
        {
            double[] Level(double part) => [.. bins.Select(k => Math.Log10(Math.Max(1e-12, Order.Quantile(figures.Densities.Select(d => of(d)[k]), part))))];
            return (Level(0.1), Level(0.5), Level(0.9));
        }

        void Shade((double[] Low, double[] Middle, double[] High) band, Color color)
        {
            if (!band.Low.All(double.IsFinite) || band.Low.Length == 0) return;
            var area = chart.Add.FillY(frequencies, band.Low, band.High);
            area.FillColor = color.WithAlpha(.18);
            area.LineWidth = 0;
            area.MarkerSize = 0;
        }

        void Line(double[] middle, Color color)
        {
            var line = chart.Add.ScatterLine(frequencies, middle, color);
            line.LineWidth = 2;
        }
    }

    private static string Symbol(Band band) => band.Name switch { "delta" => "δ", "theta" => "θ", "alpha" => "α", "beta" => "β", _ => "γ" };
}
