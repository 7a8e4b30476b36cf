namespace Streaming.Speech;

/// <summary>A word as it stands in a text, with the punctuation around it.</summary>
internal static class Token
{
    /// <summary>Finds the next word of a text from a place on.</summary>
    public static bool TryNext(ReadOnlySpan<char> text, ref int at, out Range word)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
        var begin = at;
        while (at < text.Length && !char.IsWhiteSpace(text[at])) at++;
        word = begin..at;
        return at > begin;
    }

    /// <summary>Characters of punctuation before a word.</summary>
    public static int Before(ReadOnlySpan<char> word)
    {
        var count = 0;
        while (count < word.Length && IsAround(word[count])) count++;
        return count;
    }

    /// <summary>Characters of punctuation behind a word.</summary>
    public static int Behind(ReadOnlySpan<char> word)
    {
        var count = 0;
        while (count < word.Length && IsAround(word[^(count + 1)])) count++;
        return count;
    }

    /// <summary>A word without the punctuation around it; empty where it is nothing else.</summary>
    public static ReadOnlySpan<char> Core(ReadOnlySpan<char> word)
    {
        var before = Before(word);
        return before == word.Length ? default : word[before..^Behind(word)];
    }

    /// <summary>The same word, whatever the case; punctuation around it counts only where it is asked for.</summary>
    public static bool Is(ReadOnlySpan<char> word, string wanted) =>
        word.Equals(wanted, StringComparison.OrdinalIgnoreCase) || Core(word).Equals(wanted, StringComparison.OrdinalIgnoreCase);

    /// <summary>A word that still grows may become the one wanted.</summary>
    public static bool MayBecome(ReadOnlySpan<char> begun, string wanted) =>
        wanted.AsSpan().StartsWith(begun, StringComparison.OrdinalIgnoreCase) || wanted.AsSpan().StartsWith(Core(begun), StringComparison.OrdinalIgnoreCase);

    private static bool IsAround(char letter) => char.IsPunctuation(letter) || char.IsSymbol(letter);
}
