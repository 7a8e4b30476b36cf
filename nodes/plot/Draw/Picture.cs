using System.Globalization;
using ScottPlot;
using Chart = ScottPlot.Plot;

namespace Streaming.Plot;

/// <summary>
/// The picture: above, the stretch from which most was removed beside the level of each channel, on the same rows; below, what was removed over the whole run beside the
/// spectra.
/// </summary>
internal static class Picture
{
    /// <summary>Draws a PNG.</summary>
    public static byte[] Draw(Figures figures, Subject subject)
    {
        var (comparison, layout) = (figures.Comparison, new Layout(figures.Channels.Length));
        var (stretch, start) = (comparison.Stretch, comparison.Timeline.Start);
        using var page = new Page(Layout.Width, layout.Height);
        Head(page, figures, subject);

        var shown = stretch.Count == 0 ? (0, 0) : (stretch.Times[0] - start, stretch.Times[^1] - start + 1 / comparison.Rate);
        var spacing = TracePanel.Spacing(comparison);
        Put(TracePanel.Draw(comparison, spacing, layout.Traces, start), layout.Traces,
            $"The {(stretch.Count / comparison.Rate).ToString("0.#", CultureInfo.InvariantCulture)} s from which most was removed", $"{Said(spacing)} from row to row, cut beyond {Said(TracePanel.Most * spacing)}");
        Put(LevelPanel.Draw(figures, subject, layout.Levels), layout.Levels, "Each channel", "");

        Put(TimelinePanel.Draw(comparison, subject, shown), layout.Timeline, "The whole run",
            $"peak to peak in {comparison.Timeline.Width.ToString("0.##", CultureInfo.InvariantCulture)} s, mean over the channels; grey: the stretch above");
        var removed = comparison.Timeline.Removed();
        var range = HeatPanel.Range(removed);
        Put(HeatPanel.Draw(comparison, removed, range, layout.Heat, shown), layout.Heat, "", "");
        page.Write(subject.With("RMS of what was removed") + (figures.Channels.Any(c => c.BadSeconds > 0) ? "; blue lines: counted as bad" : ""), layout.Heat.Left, layout.Heat.Top - 16, 13, Ink.Faint, alignment: Alignment.MiddleLeft);
        Scale(page, range, layout.Heat.Right, layout.Heat.Top - 16);

        Put(SpectrumPanel.Draw(figures, subject), layout.Spectra, "Spectra", "median, and 10 to 90 % of the channels");
        return page.Png();

        string Said(double value) => $"{value.ToString("0.######", CultureInfo.InvariantCulture)} {subject.Unit}".TrimEnd();

        void Put(Chart chart, PixelRect area, string title, string note)
        {
            page.Add(chart, area, layout.Around(area));
            page.Write(title, area.Left, area.Top - 20, 16, Ink.Text, bold: true, Alignment.MiddleLeft);
            page.Write(note, area.Right, area.Top - 19, 13, Ink.Faint, alignment: Alignment.MiddleRight);
        }
    }

    private static void Head(Page page, Figures figures, Subject subject)
    {
        var comparison = figures.Comparison;
        page.Write($"{subject.Title}: before and after", 24, 14, 24, Ink.Text, bold: true);
        var said = figures.Conclude(subject.Unit).ToDictionary(c => c.Name, c => c.Value);
        List<string> facts =
        [
            Number.Duration(comparison.Seconds), $"{comparison.Labels.Length} channels", $"{comparison.Rate.ToString("0.###", CultureInfo.InvariantCulture)} Hz",
            $"median RMS {Number.Short(said["RMS before"])} → {Number.Short(said["RMS after"])} {subject.Unit}".TrimEnd(), $"{Number.Percent(said["variance removed"] / 100)} of the variance removed",
        ];
        if (figures.Mains > 0) facts.Add($"line noise {Number.Fixed(said["line noise before"], 0)} → {Number.Fixed(said["line noise after"], 0)} dB");
        facts.Add($"{Number.Percent(said["alpha power kept"] / 100)} of the alpha power kept");
        if (comparison.Gaps > 0) facts.Add($"{comparison.Gaps} {(comparison.Gaps == 1 ? "gap" : "gaps")}");
        page.Write(string.Join("  ·  ", facts), 24, 48, 15, Ink.Faint);
        Key("before", Ink.Before, 1392, 2);
        Key("after", Ink.After, 1492, 3);

        void Key(string text, Color color, float x, float thick)
        {
            page.Fill(new PixelRect(x, x + 28, 28 + thick / 2, 28 - thick / 2), color);
            page.Write(text, x + 36, 28, 16, Ink.Text, alignment: Alignment.MiddleLeft);
        }
    }

    /// <summary>What the colours of the map stand for.</summary>
    private static void Scale(Page page, (double From, double To) range, float right, float middle)
    {
        const int wide = 160, high = 12;
        page.Write(Number.Short(Math.Pow(10, range.To)), right, middle, 12, Ink.Text, alignment: Alignment.MiddleRight);
        var left = right - 44 - wide;
        for (var x = 0; x < wide; x++) page.Fill(new PixelRect(left + x, left + x + 1, middle + high / 2, middle - high / 2), Ink.Heat.GetColor(x / (double)(wide - 1)));
        page.Write(Number.Short(Math.Pow(10, range.From)), left - 6, middle, 12, Ink.Text, alignment: Alignment.MiddleRight);
    }
}
