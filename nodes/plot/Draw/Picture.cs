using System.Globalization;
using ScottPlot;

namespace Streaming.Plot;

/// <summary>
/// The picture: above, the stretch from which most was removed beside the level of each channel, on the same rows; below, what was removed over the whole run beside the
/// spectra.
/// </summary>
internal static class Picture
{
    private const int width = 1600, header = 78, leftWidth = 1080, top = 40, bottom = 52, labels = 78;

    public static byte[] Draw(Figures figures, Subject subject)
    {
        var comparison = figures.Comparison;
        var channels = comparison.Labels.Length;
        var row = Math.Clamp(960.0 / channels, channels > 100 ? 9 : 13, 48);
        var upper = (int)Math.Round(Math.Max(row * channels, 180)) + top + bottom;
        var heat = (int)Math.Clamp(6.0 * channels, 180, 480);
        const int timeline = 130, between = 34;
        var lower = top + timeline + between + heat + bottom;
        using var page = new Page(width, header + upper + lower + 8);
        Head(page, figures, subject);

        var start = comparison.Timeline.Start;
        var stretch = comparison.Stretch;
        var shown = stretch.Count == 0 ? (0, 0) : (stretch.Times[0] - start, stretch.Times[^1] - start + 1 / comparison.Rate);
        var y = (float)header;
        row = (double)(upper - top - bottom) / channels;
        var spacing = TracePanel.Spacing(comparison);
        page.Add(TracePanel.Draw(comparison, spacing, new PixelPadding(labels, 12, bottom, top), row, leftWidth - labels - 12, start), Place(0, y, leftWidth, upper));
        Title(page, $"The {Number.Fixed(stretch.Count / comparison.Rate, stretch.Count % comparison.Rate == 0 ? 0 : 1)} s from which most was removed", $"{Number.Short(spacing)} {subject.Unit} from row to row", labels, y);
        page.Add(LevelPanel.Draw(figures, subject, new PixelPadding(20, 24, bottom, top), row), Place(leftWidth, y, width - leftWidth, upper));
        Title(page, "Each channel", "", leftWidth + 20, y);

        y += upper;
        var removed = comparison.Timeline.Removed();
        var range = HeatPanel.Range(removed);
        page.Add(TimelinePanel.Draw(comparison, subject, new PixelPadding(labels, 12, 0, top), shown), Place(0, y, leftWidth, top + timeline));
        Title(page, "The whole run", $"peak to peak in {Number.Short(comparison.Timeline.Width)} s, mean over channels; grey: the stretch above", labels, y);
        page.Add(HeatPanel.Draw(comparison, removed, range, new PixelPadding(labels, 12, bottom, between), (double)heat / channels, shown), Place(0, y + top + timeline, leftWidth, between + heat + bottom));
        Title(page, "", subject.With("RMS of what was removed") + (figures.Channels.Any(c => c.BadSeconds > 0) ? "; blue lines: counted as bad" : ""), labels, y + top + timeline + 4);
        Scale(page, range, leftWidth - 12, y + top + timeline + 14);
        page.Add(SpectrumPanel.Draw(figures, subject, new PixelPadding(74, 24, bottom, top)), Place(leftWidth, y, width - leftWidth, lower));
        Title(page, "Spectra", "median, and 10 to 90 % of the channels", leftWidth + 74, y);
        return page.Png();
    }

    private static PixelRect Place(float left, float at, float wide, float high) => new(left, left + wide, at + high, at);

    private static void Head(Page page, Figures figures, Subject subject)
    {
        var comparison = figures.Comparison;
        var name = subject.Name.Length > 0 ? subject.Name : "Signal";
        page.Write($"{name}: before and after", 24, 14, 24, Ink.Text, bold: true);
        var said = figures.Conclude(subject.Unit).ToDictionary(c => c.Name, c => c.Value);
        List<string> facts =
        [
            Number.Duration(comparison.Seconds), $"{comparison.Labels.Length} channels", $"{comparison.Rate.ToString("0.###", CultureInfo.InvariantCulture)} Hz",
            $"median RMS {Number.Short(said["RMS before"])} → {Number.Short(said["RMS after"])} {subject.Unit}".TrimEnd(), $"{Number.Percent(said["variance removed"] / 100)} of the variance removed",
        ];
        if (figures.Mains > 0) facts.Add($"line noise {Number.Fixed(said["line noise before"], 0)} → {Number.Fixed(said["line noise after"], 0)} dB");
        facts.Add($"{Number.Percent(said["alpha power kept"] / 100)} of the alpha power kept");
        if (comparison.Gaps > 0) facts.Add($"{comparison.Gaps} gaps");
        page.Write(string.Join("  ·  ", facts), 24, 48, 15, Ink.Faint);
        Key("before", Ink.Before, 1392, 2);
        Key("after", Ink.After, 1492, 3);

        void Key(string text, Color color, float x, float thick)
        {
            page.Fill(new PixelRect(x, x + 28, 28 + thick / 2, 28 - thick / 2), color);
            page.Write(text, x + 36, 28, 16, Ink.Text, alignment: Alignment.MiddleLeft);
        }
    }

    private static void Title(Page page, string title, string note, float x, float y)
    {
        page.Write(title, x, y + 12, 16, Ink.Text, bold: true);
        if (note.Length > 0) page.Write(note, title.Length > 0 ? leftWidthOf(x) : x, y + 14, 13, Ink.Faint, alignment: title.Length > 0 ? Alignment.UpperRight : Alignment.UpperLeft);

        static float leftWidthOf(float x) => x < leftWidth ? leftWidth - 12 : width - 24;
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
