using System.Globalization;

namespace Streaming.View;

/// <summary>Places the panels: traces above, spectrum and decisions in the middle, the table of nodes below.</summary>
internal sealed class Dashboard
{
    private readonly TracePanel[] traces;
    private readonly SpectrumPanel spectrum = new();
    private readonly double seconds;

    /// <summary>A display of these streams; the traces show so many seconds, at a fixed scale or (0) their own.</summary>
    public Dashboard(Picture picture, double seconds, double scale)
    {
        this.seconds = seconds;
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

        var hasMiddle = picture.Signals.Count + picture.Spectra.Count + picture.Features.Count > 0 || picture.Events is not null;
        var middle = !hasMiddle ? 0 : picture.Signals.Count == 0 ? all.Height : Math.Clamp(screen.Height / 4, 4, 14);
        Middle(screen, all.Below(all.Height - middle), picture);
        all = all with { Height = all.Height - middle };

        // The signals share the rest by the number of their channels.
        var channels = picture.Signals.Sum(s => s.Channels);
        for (int i = 0, done = 0, y = 0; i < traces.Length; i++)
        {
            done += picture.Signals[i].Channels;
            var end = all.Height * done / channels;
            traces[i].Draw(screen, new(all.X, all.Y + y, all.Width, end - y), picture.Signals[i], seconds, picture.Truth ?? picture.Events);
            y = end;
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
        var hasBars = picture.Signals.Count + picture.Spectra.Count > 0;
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
        if (picture.Spectra.Count > 0) spectrum.Draw(screen, area, picture.Spectra[0]);
        else spectrum.Draw(screen, area, picture.Signals[0]);
    }
}
