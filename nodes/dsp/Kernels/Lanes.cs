using System.Numerics;

namespace Streaming.Dsp;

/// <summary>
/// Rows of float32 samples as padded rows of doubles, a channel per lane, so that a recursion over time runs in whole vectors across the channels.
/// A sample that is not finite is held at the last finite one on the way in and becomes NaN on the way out: recursive state outlives it.
/// </summary>
internal static class Lanes
{
    /// <summary>The padded width of a row.</summary>
    public static int Stride(int channels) => (channels + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count;

    /// <summary>How many rows of a stride make a tile that stays in the first-level cache.</summary>
    public static int TileRows(int stride) => Math.Max(1, 2048 / stride);

    /// <summary>Widens rows into a tile. <paramref name="held"/> is the last finite sample of each lane.</summary>
    public static void Load(ReadOnlySpan<float> rows, int channels, Span<double> tile, Span<double> held)
    {
        var stride = held.Length;
        var whole = channels - channels % Vector<float>.Count;
        for (int row = 0, at = 0; row < rows.Length; row += channels, at += stride)
        {
            for (var c = 0; c < whole; c += Vector<float>.Count)
            {
                Vector.Widen(new Vector<float>(rows[(row + c)..]), out var low, out var high);
                Hold(low, tile[(at + c)..], held[c..]);
                Hold(high, tile[(at + c + Vector<double>.Count)..], held[(c + Vector<double>.Count)..]);
            }
            for (var c = whole; c < channels; c++)
            {
                double x = rows[row + c];
                if (x - x == 0) held[c] = x;
                tile[at + c] = held[c];
            }
        }
    }

    /// <summary>Narrows a tile into rows. <paramref name="original"/> is what was loaded and may be the same memory.</summary>
    public static void Store(ReadOnlySpan<double> tile, int stride, ReadOnlySpan<float> original, Span<float> rows, int channels)
    {
        var whole = channels - channels % Vector<float>.Count;
        for (int row = 0, at = 0; row < original.Length; row += channels, at += stride)
        {
            for (var c = 0; c < whole; c += Vector<float>.Count)
            {
                var x = new Vector<float>(original[(row + c)..]);
                var y = Vector.Narrow(new Vector<double>(tile[(at + c)..]), new Vector<double>(tile[(at + c + Vector<double>.Count)..]));
                (y + (x - x)).CopyTo(rows[(row + c)..]);
            }
            for (var c = whole; c < channels; c++)
            {
                var x = original[row + c];
                rows[row + c] = (float)tile[at + c] + (x - x);
            }
        }
    }

    private static void Hold(Vector<double> x, Span<double> tile, Span<double> held)
    {
        x = Vector.ConditionalSelect(Vector.Equals(x - x, Vector<double>.Zero), x, new Vector<double>(held));
        x.CopyTo(tile);
        x.CopyTo(held);
    }
}
