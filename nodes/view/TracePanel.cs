using System.Globalization;

namespace Streaming.View;

/// <summary>
/// The last seconds of a signal, the channels one above the other, newest at the right. A column of dots shows the range of the samples behind it; columns
/// are cut at fixed samples, so a trace moves left without changing its form.
/// </summary>
internal sealed class TracePanel
{
    private readonly Braille dots = new();
    private readonly Scale scale = new();
    private readonly double fixedScale;

    /// <param name="fixedScale">Half the range of one trace, in the signal's unit; 0: as the signal asks for.</param>
    public TracePanel(double fixedScale) => this.fixedScale = fixedScale;

    /// <summary>Draws a signal, and above it the names of events at their time; beside others the labels take a margin of equal width.</summary>
    public void Draw(Screen screen, Area area, SignalHistory signal, double seconds, EventHistory? marks, int margin = 0)
    {
        if (fixedScale > 0) scale.Fix(fixedScale);
        else if (signal.IsAudio) scale.FollowPeak(signal);
        else scale.Follow(signal);
        var shown = Math.Min(signal.Channels, Math.Max(1, area.Height - 1));
        screen.Title(area, signal.Name, Remark(signal, seconds, shown));
        if (area.Height < 2) return;

        var labelWidth = Math.Max(margin, Math.Clamp(signal.Labels.Take(shown).Max(l => l.Length), 2, 8) + 1);
        var plot = new Area(area.X + labelWidth, area.Y + 1, area.Width - labelWidth, area.Height - 1);
        if (plot.Width < 2) return;
        dots.Begin(plot.Width, plot.Height);
        var perColumn = seconds * signal.Rate / dots.Width;
        var newest = (long)Math.Floor(signal.Count / perColumn);
        for (var c = 0; c < shown; c++)
        {
            var row = (2 * c + 1) * plot.Height / (2 * shown);
            var label = signal.Labels[c];
            screen.Write(area.X, plot.Y + row, label.Length < labelWidth ? label : label[..(labelWidth - 1)], Ink.Traces[c % Ink.Traces.Length]);
            Trace(signal, c, (2 * c + 1) * dots.Height / (2.0 * shown), dots.Height / (2.0 * shown), newest, perColumn);
        }
        if (marks is not null) Lines(screen, plot, signal, seconds, marks);
        dots.Write(screen, plot.X, plot.Y, row => Ink.Traces[row * shown / plot.Height % Ink.Traces.Length]);
        if (marks is not null) Names(screen, plot, signal, seconds, marks);
    }

    private void Trace(SignalHistory signal, int channel, double center, double halfHeight, long newest, double perColumn)
    {
        var (mean, _) = Scale.Moments(signal, channel);
        if (double.IsNaN(mean) || double.IsNaN(scale.Value)) return;
        var previous = double.NaN;
        for (var x = -1; x < dots.Width; x++)               // the column before the first shows where the line comes from
        {
            var column = newest - dots.Width + x;
            if (column < 0) continue;
            double low = previous, high = previous;
            for (var i = (long)Math.Ceiling(column * perColumn); i < (column + 1) * perColumn; i++)
            {
                var value = signal[i, channel];
                if (float.IsNaN(value))
                {
                    previous = double.NaN;
                    continue;
                }
                (low, high) = (double.IsNaN(low) ? value : Math.Min(low, value), double.IsNaN(high) ? value : Math.Max(high, value));
                previous = value;
            }
            if (double.IsNaN(previous)) continue;
            dots.Line(x, Dot(high), Dot(low));
        }

        int Dot(double value) => (int)Math.Clamp(Math.Floor(center - (value - mean) / scale.Value * halfHeight), -1e6, 1e6);
    }

    private static void Lines(Screen screen, Area plot, SignalHistory signal, double seconds, EventHistory marks)
    {
        for (var i = 0; i < marks.Count; i++)
            if (Place(marks[i], plot, signal, seconds) is { } x)
                for (var y = plot.Y; y < plot.Y + plot.Height; y++) screen.Put(x, y, '┊', Ink.Faint);
    }

    /// <summary>From the newest on; a name that would reach into the one before it is left out.</summary>
    private static void Names(Screen screen, Area plot, SignalHistory signal, double seconds, EventHistory marks)
    {
        var free = plot.X + plot.Width;
        for (var i = 0; i < marks.Count; i++)
        {
            var text = marks[i].Event.Text;
            if (Place(marks[i], plot, signal, seconds) is not { } x || x + text.Length > free) continue;
            screen.Write(x, plot.Y, text, Ink.Mark);
            free = x - 1;
        }
    }

    private static int? Place(Entry mark, Area plot, SignalHistory signal, double seconds)
    {
        var ago = signal.End - mark.Time;
        return ago > 0 && ago < seconds ? plot.X + (int)((1 - ago / seconds) * plot.Width) : null;
    }

    private string Remark(SignalHistory signal, double seconds, int shown)
    {
        var channels = (shown == signal.Channels ? "" : $"{shown} of ") + (signal.Channels == 1 ? "1 channel" : $"{signal.Channels} channels");
        var range = double.IsNaN(scale.Value) ? "" : string.Create(CultureInfo.InvariantCulture, $" · ±{scale.Value:0.######} {signal.Unit}").TrimEnd();
        return string.Create(CultureInfo.InvariantCulture, $"{channels} · {signal.Rate:0.###} Hz · {seconds:0.#} s{range}");
    }
}
