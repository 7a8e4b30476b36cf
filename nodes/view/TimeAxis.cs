namespace Streaming.View;

/// <summary>Seconds before now, under what is drawn over time.</summary>
internal static class TimeAxis
{
    public static void Draw(Screen screen, Area area, double seconds, int margin)
    {
        var width = area.Width - margin;
        var step = 1;
        while (step * width / seconds < 7) step = step is 2 or 20 ? step * 5 / 2 : step * 2;
        screen.WriteBefore(area.X + area.Width, area.Y, "0 s", Ink.Label);
        for (var ago = step; ago <= seconds; ago += step)
        {
            var x = area.X + margin + (int)Math.Round((1 - ago / seconds) * width);
            if (x + 6 < area.X + area.Width) screen.Write(x, area.Y, $"-{ago}", Ink.Label);
        }
    }
}
