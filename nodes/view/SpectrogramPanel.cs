using System.Globalization;

namespace Streaming.View;

/// <summary>
/// A spectrogram: time to the right, newest last, frequency upwards in even steps of pitch (mel, O'Shaughnessy 1987), so that voices get room; power as heat over 50 dB.
/// Columns are cut at fixed frames, so the picture moves left without changing.
/// </summary>
internal static class SpectrogramPanel
{
    public const int LabelWidth = 5;
    public const double Range = 50;          // dB
    private static readonly double[] ticks = [8000, 4000, 2000, 1000, 500];

    /// <summary>Draws a spectrogram whose hottest colour stands for so many dB.</summary>
    public static void Draw(Screen screen, Area area, SpectrogramHistory history, double seconds, double top, int margin, bool colour)
    {
        var remark = double.IsFinite(top) ? string.Create(CultureInfo.InvariantCulture, $"{top - Range:0} … {top:0} {(history.IsFullScale ? "dBFS" : "dB")}") : "";
        screen.Title(area, history.Name, remark);
        var plot = new Area(area.X + margin, area.Y + 1, area.Width - margin, area.Height - 1);
        if (plot.Width < 2 || plot.Height < 1) return;
        Ticks(screen, area.X, plot, history, margin);
        if (!double.IsFinite(top)) return;
        var perColumn = seconds * history.Rate / plot.Width;
        var newest = (long)Math.Floor(history.Count / perColumn);
        var perCell = colour ? 2 : 1;
        var edges = Edges(history, plot.Height * perCell);
        for (var x = 0; x < plot.Width; x++)
        {
            var column = newest - plot.Width + x;
            if (column < 0) continue;
            long from = (long)Math.Ceiling(column * perColumn), to = (long)Math.Ceiling((column + 1) * perColumn);
            if (to == from) from--;          // fewer frames than columns: each is shown more than once
            for (var y = 0; y < plot.Height; y++)
            {
                if (colour) Heat.Put(screen, plot.X + x, plot.Y + y, Value(2 * y), Value(2 * y + 1));
                else Heat.Put(screen, plot.X + x, plot.Y + y, Value(y));
            }

            double Value(int row) => (Decibels(Mean(history, from, to, edges[row + 1], edges[row])) - top + Range) / Range;
        }
    }

    /// <summary>The highest level of what is kept, in dB.</summary>
    public static double Highest(SpectrogramHistory history)
    {
        var highest = float.NegativeInfinity;
        for (var f = Math.Max(0, history.Count - history.Capacity); f < history.Count; f++)
            foreach (var power in history[f])
                if (power > highest) highest = power;
        return highest > 0 ? Decibels(highest) : double.NegativeInfinity;
    }

    /// <summary>The first bin above each edge between rows, from the top down.</summary>
    private static int[] Edges(SpectrogramHistory history, int rows)
    {
        var edges = new int[rows + 1];
        for (var i = 0; i <= rows; i++)
            edges[i] = Math.Clamp((int)Math.Round((Hertz(Mel(history.Highest) * (rows - i) / rows) - history.Start) / history.Step), 0, history.Bins);
        return edges;
    }

    private static double Mean(SpectrogramHistory history, long from, long to, int low, int high)
    {
        if (high <= low) high = Math.Min(low + 1, history.Bins);
        low = Math.Min(low, high - 1);
        var sum = 0.0;
        var count = 0;
        for (var f = from; f < to; f++)
        {
            var frame = history[f];
            if (frame.IsEmpty) continue;
            foreach (var power in frame[low..high]) sum += power;
            count += high - low;
        }
        return sum / count;
    }

    private static void Ticks(Screen screen, int x, Area plot, SpectrogramHistory history, int margin)
    {
        var free = plot.Y;
        foreach (var hertz in ticks)
        {
            if (hertz > history.Highest * 1.001) continue;
            var y = plot.Y + Math.Min(plot.Height - 1, (int)((1 - Mel(hertz) / Mel(history.Highest)) * plot.Height));
            if (y < free) continue;
            var text = hertz >= 1000 ? $"{hertz / 1000:0}k" : $"{hertz:0}";
            screen.WriteBefore(x + margin - 1, y, free == plot.Y ? text + "Hz" : text, Ink.Label);
            free = y + 1;
        }
    }

    private static double Decibels(double power) => 10 * Math.Log10(power + 1e-20);

    private static double Mel(double hertz) => 2595 * Math.Log10(1 + hertz / 700);

    private static double Hertz(double mel) => 700 * (Math.Pow(10, mel / 2595) - 1);
}
