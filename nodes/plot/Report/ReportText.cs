using System.Globalization;
using System.Text;

namespace Streaming.Plot;

/// <summary>The report as Markdown: the picture, the figures of the whole, those of each channel, and what each means.</summary>
internal static class ReportText
{
    public static string Write(Figures figures, Subject subject, string picture)
    {
        var (comparison, text) = (figures.Comparison, new StringBuilder());
        var rate = comparison.Rate.ToString("0.###", CultureInfo.InvariantCulture);
        text.AppendLine($"# {subject.Title}: before and after").AppendLine();
        text.Append(CultureInfo.InvariantCulture, $"{Number.Duration(comparison.Seconds)} of {comparison.Labels.Length} channels at {rate} Hz were compared");
        text.AppendLine(comparison.Gaps > 0 ? $", in {comparison.Gaps + 1} pieces: the signal was broken off {comparison.Gaps} times." : ".").AppendLine();
        text.AppendLine($"![before and after]({Uri.EscapeDataString(picture)})").AppendLine();

        text.AppendLine("## The whole").AppendLine();
        text.AppendLine("Medians over the channels.").AppendLine();
        Whole(text, figures, subject);

        text.AppendLine("## Each channel").AppendLine();
        Channels(text, figures, subject);

        Meanings(text, figures);
        return text.ToString().ReplaceLineEndings("\n");
    }

    private static void Whole(StringBuilder text, Figures figures, Subject subject)
    {
        Pair Middle(Func<ChannelFigures, Pair> of) => new(Order.Median(figures.Channels.Select(c => of(c).Before)), Order.Median(figures.Channels.Select(c => of(c).After)));
        Pair rms = Middle(c => c.Rms), peak = Middle(c => c.PeakToPeak), line = Middle(c => c.Line), delta = Middle(c => c.Delta), alpha = Middle(c => c.Alpha);
        text.AppendLine("| | before | after |").AppendLine("|---|--:|--:|");
        Row(subject.With("RMS"), rms, Number.Short);
        Row(subject.With("peak to peak"), peak, Number.Short);
        if (figures.Mains > 0) Row("line noise (dB)", line, v => Number.Fixed(v, 1));
        Row(subject.With("delta power, 1-4 Hz", "²"), delta, Number.Short);
        Row(subject.With("alpha power, 8-13 Hz", "²"), alpha, Number.Short);
        text.AppendLine();
        text.AppendLine($"Of the variance {Number.Percent(Order.Median(figures.Channels.Select(c => c.Removed)))} were removed; before and after correlate at {Number.Fixed(Order.Median(figures.Channels.Select(c => c.Correlation)), 3)}.");
        text.AppendLine($"Of the delta power {Number.Percent(Order.Median(figures.Channels.Select(c => c.Delta.Kept)))} stand after, of the alpha power {Number.Percent(Order.Median(figures.Channels.Select(c => c.Alpha.Kept)))}.");
        var bad = figures.Channels.Where(c => c.BadSeconds > 0).ToList();
        if (bad.Count > 0) text.AppendLine($"{bad.Count} of {figures.Channels.Length} channels counted as bad for a time: {string.Join(", ", bad.Select(c => $"{c.Label} {Number.Duration(c.BadSeconds)}"))}.");
        var left = figures.Channels.Where(c => c.LeftOutSeconds > 0).ToList();
        if (left.Count > 0) text.AppendLine($"Samples that are no numbers were left out: {string.Join(", ", left.Select(c => $"{c.Label} {Number.Duration(c.LeftOutSeconds)}"))}.");
        text.AppendLine();

        void Row(string name, Pair pair, Func<double, string> said) => text.AppendLine($"| {name} | {said(pair.Before)} | {said(pair.After)} |");
    }

    private static void Channels(StringBuilder text, Figures figures, Subject subject)
    {
        var lines = figures.Mains > 0;
        text.AppendLine($"| channel | {subject.With("RMS")} | | {subject.With("peak to peak")} | | removed | correlation |{(lines ? " line noise (dB) | |" : "")} {subject.With("delta", "²")} | | {subject.With("alpha", "²")} | | bad |");
        text.AppendLine($"|---|--:|--:|--:|--:|--:|--:|{(lines ? "--:|--:|" : "")}--:|--:|--:|--:|--:|");
        text.AppendLine($"| | before | after | before | after | | |{(lines ? " before | after |" : "")} before | after | before | after | |");
        foreach (var c in figures.Channels)
        {
            text.Append($"| {c.Label.Replace("|", "\\|", StringComparison.Ordinal)} | {Both(c.Rms)} | {Both(c.PeakToPeak)} | {Number.Percent(c.Removed)} | {Number.Fixed(c.Correlation, 3)} |");
            if (lines) text.Append($" {Number.Fixed(c.Line.Before, 1)} | {Number.Fixed(c.Line.After, 1)} |");
            text.AppendLine($" {Both(c.Delta)} | {Both(c.Alpha)} | {(c.BadSeconds > 0 ? Number.Duration(c.BadSeconds) : "")} |");
        }
        text.AppendLine();

        static string Both(Pair pair) => $"{Number.Short(pair.Before)} | {Number.Short(pair.After)}";
    }

    private static void Meanings(StringBuilder text, Figures figures)
    {
        var spectra = figures.Comparison.Spectra;
        text.AppendLine("## What the figures mean").AppendLine();
        text.AppendLine("- **RMS**: the standard deviation over the run. **Peak to peak**: from its least to its most sample.");
        text.AppendLine("- **Removed**: the variance of (before - after) over that of before. Beyond 100 % something else took the place of what was there, as where a lost channel is interpolated.");
        text.AppendLine(CultureInfo.InvariantCulture, $"- **Powers** are those of Welch spectra (Hann segments of {spectra.Segment:0.###} s, half overlapping, {spectra.Resolution:0.###} Hz apart).");
        if (figures.Mains > 0)
            text.AppendLine(CultureInfo.InvariantCulture, $"- **Line noise**: the density within 1 Hz of {figures.Mains:0.###} Hz over the median of that from 2 to 6 Hz beside it. Below 0 dB a notch cut deeper than what surrounds it.");
        text.AppendLine("- **The stretch shown** is the one with the largest RMS of what was removed, on average over the channels, of all that begin on a half second.");
        text.AppendLine("- That much was removed does not say that it was an artifact, nor does what is left hold none: the figures know no truth.");
    }
}
