using System.Globalization;

namespace Streaming.View;

/// <summary>The last decisions or other events, the newest first: time, class, score, and whether it was right where that is known.</summary>
internal static class DecisionPanel
{
    public static void Draw(Screen screen, Area area, EventHistory events, double origin)
    {
        screen.Title(area, events.Title, Accuracy(events));
        for (var i = 0; i < Math.Min(events.Count, area.Height - 1); i++)
        {
            var (time, happened, outcome) = events[i];
            var y = area.Y + 1 + i;
            var (mark, style) = outcome switch
            {
                Outcome.Right => ("✓", Ink.Good),
                Outcome.Wrong => ("✗", Ink.Bad),
                _ => ("", Ink.Plain),
            };
            var clock = Figure.Clock(time - origin);
            screen.Write(area.X, y, clock.PadLeft(8), Ink.Label);
            var right = area.X + area.Width - 1;
            screen.WriteBefore(right, y, mark, style);
            var score = happened.Value == 0 ? "" : happened.Value.ToString("0.00", CultureInfo.InvariantCulture);
            if (happened.Duration > 0) score = string.Create(CultureInfo.InvariantCulture, $"{happened.Duration:0.0} s  {score}");
            screen.WriteBefore(right - 2, y, score, Ink.Plain);
            var room = right - 3 - score.Length - (area.X + 10);
            screen.Write(area.X + 10, y, Figure.Fit(happened.Text, room), style);
        }
    }

    /// <summary>The share that was right, such as "88 % of 42"; empty where the truth is not known.</summary>
    public static string Accuracy(EventHistory events) =>
        events.Judged == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{100.0 * events.Right / events.Judged:0} % right of {events.Judged}");
}
