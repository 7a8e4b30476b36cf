namespace Streaming.View;

/// <summary>
/// What was said, wrapped to the width, the newest at the bottom; under it what is being said, its end dim as long as it may be taken back. Texts of low confidence are faint.
/// </summary>
internal static class CaptionPanel
{
    private const int TimeWidth = 10, LeastText = 24;       // cells
    private const double Unsure = 0.5;                      // confidence below which a text is faint; 0 says nothing

    public static void Draw(Screen screen, Area area, string title, CaptionHistory captions, double origin)
    {
        screen.Title(area, title, "");
        var margin = area.Width >= TimeWidth + LeastText ? TimeWidth : 0;
        var text = area.Below(1) with { X = area.X + margin, Width = area.Width - margin };
        if (text.Width < 1) return;
        var bottom = text.Y + text.Height;
        if (captions.Partial.Length > 0)
        {
            var rows = Wrap(captions.Partial, text.Width);
            for (var i = rows.Count - 1; i >= 0 && bottom > text.Y; i--)
            {
                var (start, length) = rows[i];
                var kept = Math.Clamp(captions.Stable - start, 0, length);
                bottom--;
                screen.Write(text.X, bottom, captions.Partial.AsSpan(start, kept), Ink.Plain);
                screen.Write(text.X + kept, bottom, captions.Partial.AsSpan(start + kept, length - kept), Ink.Dim);
            }
        }
        for (var back = 0; back < captions.Count && bottom > text.Y; back++)
        {
            var (time, said) = captions[back];
            var isMissing = said.Text.Length == 0;
            var line = isMissing ? "…" : said.Text;
            var style = isMissing ? Ink.Warning : said.Value is > 0 and < Unsure ? Ink.Label : Ink.Plain;
            var rows = Wrap(line, text.Width);
            for (var i = rows.Count - 1; i >= 0 && bottom > text.Y; i--)
            {
                bottom--;
                screen.Write(text.X, bottom, line.AsSpan(rows[i].Start, rows[i].Length), style);
                if (i == 0 && margin > 0) screen.Write(area.X, bottom, Figure.Clock(time - origin).PadLeft(TimeWidth - 2), Ink.Label);
            }
        }
    }

    /// <summary>The rows of a text: broken at its own line breaks, and at spaces where it is too wide; a word wider than a row is cut.</summary>
    public static List<(int Start, int Length)> Wrap(string text, int width)
    {
        List<(int Start, int Length)> rows = [];
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start) is >= 0 and var own ? own : text.Length;
            var next = end + 1;
            if (end - start > width)
            {
                var space = text.LastIndexOf(' ', start + width, width + 1);
                (end, next) = space > start ? (space, space + 1) : (start + width, start + width);
            }
            rows.Add((start, end - start));
            start = next;
        }
        return rows;
    }
}
