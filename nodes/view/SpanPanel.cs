namespace Streaming.View;

/// <summary>Events that last, as bars over the time they take, under what they were found in.</summary>
internal static class SpanPanel
{
    /// <summary>One row, the newest at the right end.</summary>
    public static void Draw(Screen screen, Area area, string name, EventHistory events, double now, double seconds, int margin)
    {
        screen.Write(area.X, area.Y, Figure.Fit(name, margin - 1), Ink.Label);
        var width = area.Width - margin;
        for (var i = 0; i < events.Count; i++)
        {
            var (time, happened, _) = events[i];
            int from = Column(time), to = Math.Max(from + 1, Column(time + happened.Duration));
            for (var x = Math.Max(0, from); x < Math.Min(width, to); x++) screen.Put(area.X + margin + x, area.Y, '━', Ink.Mark);
        }

        int Column(double time) => (int)Math.Clamp(Math.Round((1 - (now - time) / seconds) * width), -1e6, 1e6);
    }
}
