using System.Globalization;

namespace Streaming.Speech;

/// <summary>
/// Breaks a text into lines at its spaces: as few as the width allows, and of these breaks the one whose longest line is shortest, filled from the last line up, since the eye
/// finds a lower line that is longer more easily. A word longer than a line has one of its own.
/// </summary>
internal static class LineBreaks
{
    /// <summary>Lines that a text takes.</summary>
    /// <param name="text">Words with a space between two.</param>
    /// <param name="width">Characters, as a reader counts them, that a line holds.</param>
    public static int Count(ReadOnlySpan<char> text, int width) => Fill(text, [], width);

    /// <summary>Turns the spaces where lines end into line breaks.</summary>
    public static void Balance(Span<char> text, int width)
    {
        var lines = Count(text, width);
        int low = 1, high = width;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Count(text, middle) > lines) low = middle + 1;
            else high = middle;
        }
        Fill(text, text, low);
    }

    private static int Fill(ReadOnlySpan<char> text, Span<char> broken, int width)
    {
        var (lines, length) = (1, 0);
        for (var end = text.Length; end > 0;)
        {
            var begin = text[..end].LastIndexOf(' ') + 1;
            var word = Length(text[begin..end]);
            if (length > 0 && length + 1 + word > width)
            {
                lines++;
                length = word;
                if (broken.Length > 0) broken[end] = '\n';
            }
            else length += word + (length > 0 ? 1 : 0);
            end = begin - 1;
        }
        return lines;
    }

    private static int Length(ReadOnlySpan<char> text)
    {
        if (System.Text.Ascii.IsValid(text)) return text.Length;
        var length = 0;
        for (; text.Length > 0; length++) text = text[StringInfo.GetNextTextElementLength(text)..];
        return length;
    }
}
