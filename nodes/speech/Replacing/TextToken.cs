namespace Streaming.Speech;

/// <summary>A word as it stands in a text, with the punctuation around it.</summary>
internal static class TextToken
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

    /// <summary>The place at which a word holds the wanted one, whatever the case, and else only punctuation around it; -1 where it does not.</summary>
    public static int Find(ReadOnlySpan<char> word, string wanted)
    {
        var at = word.IndexOf(wanted, StringComparison.OrdinalIgnoreCase);
        return at >= 0 && IsAround(word[..at]) && IsAround(word[(at + wanted.Length)..]) ? at : -1;
    }

    /// <summary>A word that still grows may become the one wanted.</summary>
    public static bool MayBecome(ReadOnlySpan<char> begun, string wanted)
    {
        if (Find(begun, wanted) >= 0) return true;
        for (var at = 0; at <= begun.Length; at++)
        {
            if (wanted.AsSpan().StartsWith(begun[at..], StringComparison.OrdinalIgnoreCase)) return true;
            if (at < begun.Length && !IsAround(begun[at])) return false;
        }
        return false;
    }

    /// <summary>All of it is punctuation, or there is nothing.</summary>
    public static bool IsAround(ReadOnlySpan<char> letters)
    {
        foreach (var letter in letters)
            if (!IsAround(letter)) return false;
        return true;
    }

    private static bool IsAround(char letter) => char.IsPunctuation(letter) || char.IsSymbol(letter);
}
