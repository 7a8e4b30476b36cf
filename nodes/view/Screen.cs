using Spectre.Console;
using Spectre.Console.Rendering;

namespace Streaming.View;

/// <summary>A rectangle of a <see cref="Screen"/>, in cells.</summary>
internal readonly record struct Area(int X, int Y, int Width, int Height)
{
    /// <summary>All rows but the first so many.</summary>
    public Area Below(int rows) => this with { Y = Y + rows, Height = Math.Max(0, Height - rows) };
}

/// <summary>A grid of coloured characters of fixed size. What does not fit is cut off, so a panel never pushes another out of its place.</summary>
internal sealed class Screen : IRenderable
{
    private readonly char[] glyphs;
    private readonly Style[] styles;

    public Screen(int width, int height)
    {
        (Width, Height) = (width, height);
        glyphs = new char[width * height];
        styles = new Style[width * height];
        Clear();
    }

    public int Width { get; }

    public int Height { get; }

    public void Clear()
    {
        Array.Fill(glyphs, ' ');
        Array.Fill(styles, Ink.Plain);
    }

    public char this[int x, int y] => glyphs[y * Width + x];

    /// <summary>Writes a text from a cell to the right.</summary>
    public void Write(int x, int y, ReadOnlySpan<char> text, Style style)
    {
        foreach (var glyph in text) Put(x++, y, glyph, style);
    }

    /// <summary>Writes a text that ends before a cell.</summary>
    public void WriteBefore(int x, int y, ReadOnlySpan<char> text, Style style) => Write(x - text.Length, y, text, style);

    public void Put(int x, int y, char glyph, Style style)
    {
        if ((uint)x >= (uint)Width || (uint)y >= (uint)Height) return;
        glyphs[y * Width + x] = TakesOneCell(glyph) ? glyph : '?';         // a label from outside must not shift what follows
        styles[y * Width + x] = style;
    }

    /// <summary>A line across an area's first row, with a title at its left and a remark at its right.</summary>
    public void Title(Area area, string title, string remark)
    {
        for (var x = 0; x < area.Width; x++) Put(area.X + x, area.Y, '─', Ink.Faint);
        Write(area.X + 1, area.Y, $" {title} ", Ink.Title);
        if (remark.Length > 0 && remark.Length + title.Length + 7 <= area.Width) WriteBefore(area.X + area.Width - 1, area.Y, $" {remark} ", Ink.Label);
    }

    // Control characters, combining marks, halves of pairs, and the wide blocks of East Asian scripts take another width.
    private static bool TakesOneCell(char glyph) =>
        !char.IsControl(glyph) && !char.IsSurrogate(glyph)
        && glyph is not ((>= '\u0300' and <= '\u036F') or (>= '\u1100' and <= '\u115F') or (>= '\u200B' and <= '\u200F') or (>= '\u2028' and <= '\u202E')
            or (>= '\u2E80' and <= '\uA4CF') or (>= '\uAC00' and <= '\uD7A3') or (>= '\uF900' and <= '\uFAFF') or (>= '\uFE00' and <= '\uFE6F') or (>= '\uFEFF' and <= '\uFF60'));

    /// <summary>The rows as plain text.</summary>
    public override string ToString() => string.Join('\n', Enumerable.Range(0, Height).Select(y => new string(glyphs, y * Width, Width)));

    public Measurement Measure(RenderOptions options, int maxWidth) => new(Width, Width);

    public IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        for (var y = 0; y < Height; y++)
        {
            for (int row = y * Width, from = row; from < row + Width;)
            {
                var to = from + 1;
                while (to < row + Width && styles[to].Equals(styles[from])) to++;
                yield return new Segment(new string(glyphs, from, to - from), styles[from]);
                from = to;
            }
            if (y < Height - 1) yield return Segment.LineBreak;
        }
    }
}
