namespace Streaming.Speech;

/// <summary>
/// The tokens of a model as pieces of text. One that begins with U+2581 begins a word, as SentencePiece writes it; one in angle brackets, such as &lt;unk&gt;, is no text, and
/// &lt;EOU&gt; says that an utterance is over.
/// </summary>
internal sealed class Vocabulary
{
    private const char WordBegin = '\u2581';
    private const string Over = "<EOU>";
    private readonly string[] texts;
    private readonly bool[] begins;
    private readonly string[] pieces;
    private readonly int longest;

    /// <param name="pieces">The tokens by their number, without the blank.</param>
    public Vocabulary(IReadOnlyList<string> pieces)
    {
        this.pieces = [.. pieces];
        texts = [.. pieces.Select(p => p is ['<', .., '>'] ? "" : p.TrimStart(WordBegin))];
        begins = [.. pieces.Select(p => p.StartsWith(WordBegin))];
        longest = pieces.Max(p => p.Length);
        End = Array.IndexOf(this.pieces, Over);
        IsOfWords = texts.Zip(begins).All(t => t.Second || t.First.Length == 0);
    }

    /// <summary>How many there are; the blank's number too.</summary>
    public int Count => texts.Length;

    /// <summary>The token that says an utterance is over; -1: there is none.</summary>
    public int End { get; }

    /// <summary>Every token is a whole word.</summary>
    public bool IsOfWords { get; }

    /// <summary>The text of a token; empty where it has none.</summary>
    public string Text(int token) => texts[token];

    /// <summary>A token begins a word.</summary>
    public bool BeginsWord(int token) => begins[token];

    /// <summary>
    /// The tokens of a phrase: as few as will do, and of as few the ones that are longer at first. What a model was trained with may be divided otherwise where its pieces overlap.
    /// </summary>
    /// <param name="phrase">Words with spaces between them.</param>
    /// <exception cref="FormatMismatchException">Some of it cannot be written with these tokens.</exception>
    public int[] Tokens(string phrase)
    {
        var tokens = new List<int>();
        foreach (var word in phrase.Split(' ', StringSplitOptions.RemoveEmptyEntries)) Divide(phrase, WordBegin + word, tokens);
        if (tokens.Count is < 1 or > Hotwords.Longest)
            throw new FormatMismatchException($"a hotword of 1 to {Hotwords.Longest} tokens", tokens.Count == 0 ? $"'{phrase}'" : $"{tokens.Count} in '{phrase}'", "write one or a few words");
        return [.. tokens];
    }

    private void Divide(string phrase, string word, List<int> tokens)
    {
        // fewest[i]: pieces for the word from its i-th letter on, and the first of them.
        var fewest = new (int Count, int Token)[word.Length + 1];
        for (var i = word.Length - 1; i >= 0; i--)
        {
            fewest[i] = (int.MaxValue, -1);
            for (var length = Math.Min(longest, word.Length - i); length > 0; length--)
            {
                var rest = fewest[i + length].Count;
                if (rest == int.MaxValue || rest + 1 >= fewest[i].Count) continue;
                if (Array.IndexOf(pieces, word.Substring(i, length)) is >= 0 and var token) fewest[i] = (rest + 1, token);
            }
        }
        if (fewest[0].Token < 0)
            throw new FormatMismatchException("hotwords that the model's tokens can spell", $"'{word[1..]}'" + (phrase == word[1..] ? "" : $" in '{phrase}'"), "write it as the model's tokens.txt does (capitals, no digits), or leave it out");
        for (var i = 0; i < word.Length; i += pieces[fewest[i].Token].Length) tokens.Add(fewest[i].Token);
    }
}
