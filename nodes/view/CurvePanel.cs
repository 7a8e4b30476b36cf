using System.Globalization;

namespace Streaming.View;

/// <summary>Features over time as filled curves, the channels one above the other, newest at the right: from 0 to 1 where all values lie there, as probabilities do.</summary>
internal static class CurvePanel
{
    private const string Eighths = " ▁▂▃▄▅▆▇█";

    public static void Draw(Screen screen, Area area, SignalHistory curve, double seconds, int margin)
    {
        var shown = Math.Min(curve.Channels, Math.Max(1, area.Height - 1));
        var (low, high) = Range(curve);
        screen.Title(area, curve.Name, string.Create(CultureInfo.InvariantCulture, $"{low:0.###} … {high:0.###} {curve.Unit}").TrimEnd());
        var plot = new Area(area.X + margin, area.Y + 1, area.Width - margin, area.Height - 1);
        if (plot.Width < 2 || plot.Height < 1) return;
        for (var c = 0; c < shown; c++)
        {
            int from = c * plot.Height / shown, to = (c + 1) * plot.Height / shown;
            var ink = Ink.Traces[c % Ink.Traces.Length];
            screen.Write(area.X, plot.Y + (from + to - 1) / 2, Figure.Fit(curve.Labels[c], margin - 1), ink);
            Fill(screen, plot with { Y = plot.Y + from, Height = to - from }, curve, c, seconds, low, high);
        }
    }

    private static void Fill(Screen screen, Area plot, SignalHistory curve, int channel, double seconds, double low, double high)
    {
        var perColumn = seconds * curve.Rate / plot.Width;
        var newest = (long)Math.Floor(curve.Count / perColumn);
        for (var x = 0; x < plot.Width; x++)
        {
            var column = newest - plot.Width + x;
            if (column < 0) continue;
            long from = (long)Math.Ceiling(column * perColumn), to = (long)Math.Ceiling((column + 1) * perColumn);
            if (to == from) from--;
            var highest = float.NaN;
            for (var i = from; i < to; i++)
                if (!(highest >= curve[i, channel])) highest = curve[i, channel];
            var eighths = float.IsNaN(highest) ? 0 : (int)Math.Round(Math.Clamp((highest - low) / (high - low), 0, 1) * plot.Height * 8);
            for (var row = 0; row * 8 < eighths; row++)
                screen.Put(plot.X + x, plot.Y + plot.Height - 1 - row, Eighths[Math.Min(8, eighths - row * 8)], Ink.Traces[channel % Ink.Traces.Length]);
        }
    }

    private static (double Low, double High) Range(SignalHistory curve)
    {
        double low = 0, high = 1;
        for (var i = Math.Max(0, curve.Count - curve.Capacity); i < curve.Count; i++)
            for (var c = 0; c < curve.Channels; c++)
                if (float.IsFinite(curve[i, c])) (low, high) = (Math.Min(low, curve[i, c]), Math.Max(high, curve[i, c]));
        return (Scale.RoundUp(-low) is > 0 and var below ? -below : 0, Scale.RoundUp(high));
    }
}
