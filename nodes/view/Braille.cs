using Spectre.Console;

namespace Streaming.View;

/// <summary>A canvas of dots, two by four in each cell of the screen (Unicode's braille patterns, U+2800).</summary>
internal sealed class Braille
{
    // The bit of each dot of a cell, by row and column, as Unicode numbers them.
    private static ReadOnlySpan<byte> Bits => [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80];

    private byte[] cells = [];
    private int columns;

    public int Width => columns * 2;

    public int Height { get; private set; }

    /// <summary>Begins an empty canvas of so many cells.</summary>
    public void Begin(int columns, int rows)
    {
        if (cells.Length < columns * rows) cells = new byte[columns * rows];
        Array.Clear(cells);
        this.columns = columns;
        Height = rows * 4;
    }

    /// <summary>Sets the dots of a column from one height to another, counted from the top; what lies outside is cut off.</summary>
    public void Line(int x, int top, int bottom)
    {
        if ((uint)x >= (uint)Width || bottom < 0 || top >= Height) return;
        (top, bottom) = (Math.Max(top, 0), Math.Min(bottom, Height - 1));
        for (var y = top; y <= bottom; y++) cells[y / 4 * columns + x / 2] |= Bits[y % 4 * 2 + x % 2];
    }

    /// <summary>Writes the dots to the screen, each row of cells in its style; empty cells leave what is there.</summary>
    public void Write(Screen screen, int x, int y, Func<int, Style> style)
    {
        for (var row = 0; row < Height / 4; row++)
        {
            var ink = style(row);
            for (var column = 0; column < columns; column++)
                if (cells[row * columns + column] is var bits and not 0) screen.Put(x + column, y + row, (char)(0x2800 + bits), ink);
        }
    }
}
