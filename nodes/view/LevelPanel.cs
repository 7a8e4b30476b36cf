using System.Globalization;
using Spectre.Console;

namespace Streaming.View;

/// <summary>Levels of audio signals as bars from -60 to 0 dBFS, with the held peak as a tick, both as numbers, and a mark where a signal clips.</summary>
internal static class LevelPanel
{
    private const double Lowest = -60, Loud = -12, Hot = -3;        // dBFS
    private const int Numbers = 18;                                 // cells at the right
    private const string Eighths = " ▏▎▍▌▋▊▉█";

    /// <summary>Rows it takes: a title, a bar for each channel, the scale.</summary>
    public static int Rows(IReadOnlyList<LevelHistory> levels) => levels.Sum(l => l.Labels.Count) + 2;

    public static void Draw(Screen screen, Area area, IReadOnlyList<LevelHistory> levels)
    {
        screen.Title(area, "level", "rms  peak  dBFS");
        var names = levels.SelectMany(l => l.Labels.Select(label => l.Labels.Count == 1 ? l.Name : $"{l.Name} {label}")).ToArray();
        var margin = Math.Min(names.Max(n => n.Length), area.Width / 4) + 1;
        var bar = new Area(area.X + margin, area.Y + 1, area.Width - margin - Numbers, 1);
        if (bar.Width < 6) return;
        var row = 0;
        foreach (var level in levels)
        {
            for (var c = 0; c < level.Labels.Count && row < area.Height - 1; c++, row++)
            {
                screen.Write(area.X, bar.Y + row, Figure.Fit(names[row], margin - 1), Ink.Label);
                if (level.IsThere) Bar(screen, bar with { Y = bar.Y + row }, level, c);
            }
        }
        if (row < area.Height - 1) Axis(screen, bar with { Y = bar.Y + row });
    }

    private static void Bar(Screen screen, Area bar, LevelHistory level, int channel)
    {
        double rms = level.Rms(channel), peak = level.Peak(channel);
        var filled = (int)Math.Round(Share(rms) * bar.Width * 8);
        for (var x = 0; x < bar.Width; x++)
        {
            var eighths = Math.Clamp(filled - 8 * x, 0, 8);
            screen.Put(bar.X + x, bar.Y, eighths > 0 ? Eighths[eighths] : '·', eighths > 0 ? Colour(Lowest * (1 - (x + 0.5) / bar.Width)) : Ink.Faint);
        }
        if (peak > Lowest) screen.Put(bar.X + Math.Min(bar.Width - 1, (int)Math.Round(Share(peak) * bar.Width)), bar.Y, '┃', Colour(peak));
        var right = bar.X + bar.Width;
        screen.WriteBefore(right + 6, bar.Y, Number(rms), Ink.Plain);
        screen.WriteBefore(right + 12, bar.Y, Number(peak), Ink.Label);
        if (level.Clips(channel)) screen.Write(right + 13, bar.Y, "CLIP", Ink.Bad);
        else if (level.Clipped(channel) > 0) screen.Write(right + 13, bar.Y, "clip", Ink.Warning);
    }

    private static void Axis(Screen screen, Area bar)
    {
        var step = bar.Width < 10 ? 60 : bar.Width < 15 ? 30 : bar.Width < 30 ? 20 : 10;
        for (var level = (int)Lowest; level < 0; level += step) screen.Write(bar.X + (int)Math.Round(Share(level) * bar.Width), bar.Y, $"{level}", Ink.Label);
        screen.WriteBefore(bar.X + bar.Width, bar.Y, "0", Ink.Label);
    }

    private static double Share(double level) => Math.Clamp(1 - level / Lowest, 0, 1);

    private static Style Colour(double level) => level >= Hot ? Ink.Bad : level >= Loud ? Ink.Warning : Ink.Good;

    private static string Number(double level) => level < -99.9 ? "–" : level.ToString("0.0", CultureInfo.InvariantCulture);
}
