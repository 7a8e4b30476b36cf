using System.Globalization;

namespace Streaming.View;

/// <summary>Places the panels: what is drawn over time above, spectrum, levels and decisions in the middle, then captions, the table of nodes below.</summary>
internal sealed class Dashboard
{
    private readonly TracePanel[] traces;
    private readonly SpectrumPanel spectrum = new();
    private readonly double seconds;
    private readonly bool colour;
    private readonly Top fullScale = new(), other = new();

    /// <summary>A display of these streams; the traces show so many seconds, at a fixed scale or (0) their own.</summary>
    public Dashboard(Picture picture, double seconds, double scale, bool colour = true)
    {
        (this.seconds, this.colour) = (seconds, colour);
        traces = [.. picture.Signals.Select(_ => new TracePanel(scale))];
    }

    public void Draw(Screen screen, string title, Picture picture, Traffic traffic)
    {
        screen.Clear();
        var all = new Area(0, 0, screen.Width, screen.Height);
        Header(screen, all, title, picture, traffic);
        all = all.Below(1);

        var rows = traffic.Rows();
        var table = Math.Min(rows.Count, Math.Max(3, screen.Height / 5)) + 1;
        if (rows.Count == 0 || all.Height < 10) table = 0;
        NodePanel.Draw(screen, all.Below(all.Height - table), rows);
        all = all with { Height = all.Height - table };

        if (picture.Captions.Count > 0)
        {
            var isAlone = picture.Signals.Count + picture.Spectrograms.Count + picture.Curves.Count + picture.Features.Count + picture.Spectra.Count == 0 && picture.Events is null;
            var height = isAlone ? all.Height : all.Height / 2;
            Captions(screen, all.Below(all.Height - height), picture);
            all = all with { Height = all.Height - height };
        }
        var middle = MiddleHeight(picture, all.Height, screen.Height);
        Middle(screen, all.Below(all.Height - middle), picture);
        all = all with { Height = all.Height - middle };
        if (picture.Spectrograms.Count + picture.Curves.Count == 0) Traces(screen, all, picture, picture.Truth ?? picture.Events, 0);
        else Timelines(screen, all, picture);
    }

    private static int MiddleHeight(Picture picture, int height, int screen)
    {
        var overTime = picture.Signals.Count + picture.Spectrograms.Count + picture.Curves.Count;
        var lists = picture.Features.Count + (picture.Events is null ? 0 : 1);
        if (overTime + lists + picture.Spectra.Count == 0) return 0;
        if (overTime == 0) return height;
        var levels = picture.Levels.Count == 0 ? 0 : LevelPanel.Rows(picture.Levels);
        if (!HasBars(picture) && lists == 0) return Math.Min(levels, height / 3);
        return Math.Max(Math.Min(levels, height / 3), Math.Clamp(screen / 4, 4, 14));
    }

    /// <summary>What was said; those who listen stand side by side.</summary>
    private static void Captions(Screen screen, Area area, Picture picture)
    {
        var all = picture.Captions;
        if (area.Height < 1) return;
        for (var i = 0; i < all.Count; i++)
        {
            int from = area.Width * i / all.Count, to = area.Width * (i + 1) / all.Count;
            var width = to - from - (i < all.Count - 1 ? 1 : 0);
            CaptionPanel.Draw(screen, area with { X = area.X + from, Width = width }, all.Count == 1 ? "captions" : all[i].Node, all[i], picture.Origin);
        }
    }

    /// <summary>The signals share the area by the number of their channels.</summary>
    private void Traces(Screen screen, Area area, Picture picture, EventHistory? marks, int margin)
    {
        var channels = picture.Signals.Sum(s => s.Channels);
        for (int i = 0, done = 0, y = 0; i < traces.Length; i++)
        {
            done += picture.Signals[i].Channels;
            var end = area.Height * done / channels;
            traces[i].Draw(screen, new(area.X, area.Y + y, area.Width, end - y), picture.Signals[i], seconds, marks, margin);
            y = end;
        }
    }

    /// <summary>Traces, spectrograms and curves one above the other over one time, with the segments that were found in them.</summary>
    private void Timelines(Screen screen, Area area, Picture picture)
    {
        var labels = picture.Signals.Concat(picture.Curves).SelectMany(s => s.Labels).Select(l => l.Length);
        var margin = Math.Clamp(labels.Append(SpectrogramPanel.LabelWidth).Max(), SpectrogramPanel.LabelWidth, 8) + 1;
        area = area with { Height = Math.Max(0, area.Height - 1) };
        TimeAxis.Draw(screen, area with { Y = area.Y + area.Height }, seconds, margin);
        Span("truth", picture.Truth);
        Span("found", picture.Events);

        var panels = (picture.Signals.Count > 0 ? 1 : 0) + picture.Spectrograms.Count + picture.Curves.Count;
        if (panels == picture.Spectrograms.Count) area = area.Below(area.Height % panels);      // of equal heights, so that they compare
        var drawn = 0;
        if (picture.Signals.Count > 0) Traces(screen, Next(), picture, new[] { picture.Truth, picture.Events }.FirstOrDefault(e => e?.Lasts == false), margin);
        fullScale.Follow(picture.Spectrograms.Where(s => s.IsFullScale));
        other.Follow(picture.Spectrograms.Where(s => !s.IsFullScale));
        foreach (var spectrogram in picture.Spectrograms) SpectrogramPanel.Draw(screen, Next(), spectrogram, seconds, (spectrogram.IsFullScale ? fullScale : other).Value, margin, colour);
        foreach (var curve in picture.Curves) CurvePanel.Draw(screen, Next(), curve, seconds, margin);

        void Span(string name, EventHistory? events)
        {
            if (events?.Lasts != true || area.Height < 1) return;
            area = area with { Height = area.Height - 1 };
            SpanPanel.Draw(screen, area with { Y = area.Y + area.Height }, name, events, picture.Time, seconds, margin);
        }

        Area Next()
        {
            int from = area.Height * drawn / panels, to = area.Height * ++drawn / panels;
            return new(area.X, area.Y + from, area.Width, to - from);
        }
    }

    private static void Header(Screen screen, Area area, string title, Picture picture, Traffic traffic)
    {
        var (median, p99) = traffic.Latency;
        var clock = double.IsFinite(picture.Time) ? Figure.Clock(picture.Time - picture.Origin) : "waiting";
        screen.Write(1, area.Y, clock, Ink.Plain);
        var x = area.Width - 1;
        var dropped = traffic.Dropped;
        Field("dropped", dropped.ToString(CultureInfo.InvariantCulture), dropped > 0);
        if (traffic.Outages is > 0 and var outages) Field("outages", outages.ToString(CultureInfo.InvariantCulture), true);
        Field("p99", Figure.Time(p99), false);
        Field("latency p50", Figure.Time(median), false);
        screen.Write(clock.Length + 3, area.Y, Figure.Fit(title, x - clock.Length - 3), Ink.Title);

        void Field(string name, string value, bool warns)
        {
            if (x - value.Length - name.Length - 1 < clock.Length + 3) return;     // no room: what comes first matters most
            screen.WriteBefore(x, area.Y, value, warns ? Ink.Warning : Ink.Plain);
            screen.WriteBefore(x - value.Length - 1, area.Y, name, Ink.Label);
            x -= value.Length + name.Length + 4;
        }
    }

    private void Middle(Screen screen, Area area, Picture picture)
    {
        if (area.Height < 2) return;
        var lists = (picture.Events is null ? 0 : 1) + (picture.Features.Count == 0 ? 0 : 1);
        var hasBars = HasBars(picture) || picture.Levels.Count > 0;
        // Bars take what the lists, which need little width, leave.
        var width = lists == 0 ? 0 : hasBars ? Math.Clamp(area.Width * 2 / 5 / lists, 20, 40) : area.Width / lists;
        var bars = area.Width - lists * width;
        if (hasBars && bars > 10) Bars(screen, area with { Width = bars - (lists > 0 ? 1 : 0) }, picture);
        var list = area with { X = area.X + Math.Max(0, bars), Width = width - 1 };
        if (picture.Features.Count > 0)
        {
            FeaturePanel.Draw(screen, list, picture.Features);
            list = list with { X = list.X + width };
        }
        if (picture.Events is not null) DecisionPanel.Draw(screen, list with { Width = width }, picture.Events, picture.Origin);
    }

    private void Bars(Screen screen, Area area, Picture picture)
    {
        if (picture.Levels.Count > 0)
        {
            var half = HasBars(picture) ? area.Width / 2 : area.Width;
            LevelPanel.Draw(screen, area with { Width = half }, picture.Levels);
            area = area with { X = area.X + half + 1, Width = area.Width - half - 1 };
        }
        if (picture.Spectra.Count > 0) spectrum.Draw(screen, area, picture.Spectra[0]);
        else if (HasBars(picture)) spectrum.Draw(screen, area, picture.Signals.First(s => !s.IsAudio));
    }

    /// <summary>There is a spectrum, or a signal whose spectrum below 45 Hz tells something.</summary>
    private static bool HasBars(Picture picture) => picture.Spectra.Count > 0 || picture.Signals.Any(s => !s.IsAudio);
}
