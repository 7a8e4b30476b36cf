namespace Streaming.Speech;

/// <summary>Replaces phrases within texts; the room it needs is kept.</summary>
internal sealed class TextReplacer(Phrases phrases)
{
    private readonly List<Range> words = new(64);
    private char[] letters = new char[256];
    private int length;

    /// <summary>Phrases found in the text looked through last.</summary>
    public int Found { get; private set; }

    /// <summary>Replaces phrases in a text, without white space around it; where nothing changes, it is given back itself.</summary>
    public string Replace(string text)
    {
        var stable = 0;
        return Replace(text, ref stable);
    }

    /// <summary>Replaces phrases in a text that may still change.</summary>
    /// <param name="text">The text.</param>
    /// <param name="stable">How many of its first characters stay; after it, how many of the result's, whatever comes.</param>
    public string Replace(string text, ref int stable)
    {
        words.Clear();
        for (var at = 0; TextToken.TryNext(text, ref at, out var word);) words.Add(word);
        stable = Math.Clamp(stable, 0, text.Length);
        // Of the stable part, the words that have ended, and the beginning of the one that has not.
        var ended = 0;
        while (ended < words.Count && words[ended].End.Value < stable) ended++;
        var tokens = new Words(text, words, words.Count, text.Length);
        var sure = ended < words.Count ? new Words(text, words, ended + 1, stable) : new Words(text, words, ended, stable);
        var (kept, isSure) = (0, true);
        length = Found = 0;
        for (var i = 0; i < words.Count;)
        {
            if (isSure)
            {
                phrases.Find(sure, i, ended < words.Count, out var isOpen);
                isSure = !isOpen && i < ended;
                if (!isOpen && i == ended) kept = length + (length > 0 ? tokens.Before(i).Length : 0) + stable - words[i].Start.Value;
            }
            var phrase = phrases.Find(tokens, i, grows: false, out _);
            if (phrase is null) Add(tokens.Before(i), tokens[i++]);
            else
            {
                Found++;
                Put(phrase, tokens, i);
                i += phrase.Words.Length;
            }
            if (isSure) kept = length;
        }
        stable = kept;
        return Made(text);
    }

    /// <summary>What takes the place of a phrase, with the punctuation before its first word and behind its last.</summary>
    public string Around(ReadOnlySpan<char> first, ReadOnlySpan<char> last, Phrase phrase)
    {
        length = 0;
        Put(default, first, last, phrase);
        return Made(phrase.Text!);
    }

    private string Made(string same) => letters.AsSpan(0, length).SequenceEqual(same) ? same : new(letters, 0, length);

    private void Put(Phrase phrase, Words tokens, int at)
    {
        var last = at + phrase.Words.Length - 1;
        if (phrase.Text is null)
        {
            for (var i = at; i <= last; i++) Hide(tokens.Before(i), tokens[i]);
            return;
        }
        if (phrase.Text.Length > 0) Put(tokens.Before(at), tokens[at], tokens[last], phrase);
    }

    private void Put(ReadOnlySpan<char> between, ReadOnlySpan<char> first, ReadOnlySpan<char> last, Phrase phrase)
    {
        Add(between, first[..TextToken.Find(first, phrase.Words[0])]);
        Append(phrase.Text);
        Append(last[(TextToken.Find(last, phrase.Words[^1]) + phrase.Words[^1].Length)..]);
    }

    /// <summary>Puts an asterisk in the place of each letter and digit.</summary>
    public static string Hidden(string word) => string.Create(word.Length, word, static (room, word) => Hide(word, room));

    private static void Hide(ReadOnlySpan<char> word, Span<char> room)
    {
        for (var i = 0; i < word.Length; i++) room[i] = char.IsLetterOrDigit(word[i]) || char.IsSurrogate(word[i]) ? '*' : word[i];
    }

    private void Hide(ReadOnlySpan<char> between, ReadOnlySpan<char> word)
    {
        Add(between, word);
        Hide(word, letters.AsSpan(length - word.Length));
    }

    private void Add(ReadOnlySpan<char> between, ReadOnlySpan<char> word)
    {
        if (length > 0) Append(between);
        Append(word);
    }

    private void Append(ReadOnlySpan<char> text)
    {
        if (letters.Length < length + text.Length) Array.Resize(ref letters, 2 * (length + text.Length));
        text.CopyTo(letters.AsSpan(length));
        length += text.Length;
    }

    /// <summary>The first so many words of a text, up to a character.</summary>
    private readonly ref struct Words(ReadOnlySpan<char> text, List<Range> words, int count, int end) : ITokens
    {
        private readonly ReadOnlySpan<char> text = text;

        public int Count => count;

        /// <summary>What stands between a word and the one before.</summary>
        public ReadOnlySpan<char> Before(int i) => i == 0 ? default : text[words[i - 1].End.Value..words[i].Start.Value];

        public ReadOnlySpan<char> this[int i] => text[Math.Min(words[i].Start.Value, end)..Math.Min(words[i].End.Value, end)];
    }
}
