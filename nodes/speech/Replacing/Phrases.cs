namespace Streaming.Speech;

/// <summary>Words that follow one another.</summary>
internal interface ITokens
{
    /// <summary>How many there are.</summary>
    int Count { get; }

    /// <summary>A word; the first is 0.</summary>
    ReadOnlySpan<char> this[int i] { get; }
}

/// <summary>Words to look for.</summary>
/// <param name="Words">One or several.</param>
/// <param name="Text">What takes their place, empty: nothing; null: asterisks for their letters.</param>
internal sealed record Phrase(string[] Words, string? Text);

/// <summary>All phrases to look for: of those that begin at a word the longest counts.</summary>
internal sealed class Phrases
{
    private readonly List<Phrase> all = [];

    /// <summary>Phrases there are.</summary>
    public int Count => all.Count;

    /// <summary>Adds a phrase.</summary>
    /// <param name="words">Words with white space between two.</param>
    /// <param name="text">What takes their place; null: asterisks.</param>
    /// <param name="where">Names the setting or the line of a file in messages.</param>
    /// <exception cref="FormatMismatchException">It has no words, or is there already.</exception>
    public void Add(string words, string? text, string where)
    {
        var phrase = new Phrase(words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), text?.Trim());
        if (phrase.Words.Length == 0) throw new FormatMismatchException($"a word or phrase in {where}", "an empty one", "write one, or remove the entry");
        foreach (var word in phrase.Words)
            if (TextToken.IsAround(word)) throw new FormatMismatchException($"words with letters or digits in {where}", $"'{words}'", "punctuation belongs to the word beside it");
        if (all.Any(p => p.Words.SequenceEqual(phrase.Words, StringComparer.OrdinalIgnoreCase)))
            throw new FormatMismatchException("each word or phrase once", $"'{words}' again in {where}", "remove one of them");
        all.Add(phrase);
    }

    /// <summary>Finds the phrase that begins at a word.</summary>
    /// <param name="tokens">The words.</param>
    /// <param name="at">The word.</param>
    /// <param name="grows">The last word may grow, so it is only the beginning of one.</param>
    /// <param name="isOpen">Words still to come, behind the last, may make it another.</param>
    /// <returns>The longest one that is there whole, or null.</returns>
    public Phrase? Find<T>(T tokens, int at, bool grows, out bool isOpen) where T : ITokens, allows ref struct
    {
        isOpen = false;
        Phrase? found = null;
        var whole = tokens.Count - (grows ? 1 : 0);
        foreach (var phrase in all)
        {
            var wanted = phrase.Words;
            var same = 0;
            while (same < wanted.Length && at + same < whole && TextToken.Find(tokens[at + same], wanted[same]) >= 0) same++;
            if (same == wanted.Length)
            {
                if (found is null || wanted.Length > found.Words.Length) found = phrase;
            }
            else if (at + same == whole) isOpen |= !grows || TextToken.MayBecome(tokens[whole], wanted[same]);
        }
        return found;
    }
}
