namespace Streaming.Speech;

/// <summary>The tokens of an utterance that will not change, and the words that are whole.</summary>
/// <param name="vocabulary">Their texts.</param>
/// <param name="lead">Seconds from a word's beginning to its first token.</param>
/// <param name="least">A word of less confidence is none.</param>
internal sealed partial class Transcript(Vocabulary vocabulary, double lead, double least) : IState
{
    /// <summary>Tokens of an utterance, at most.</summary>
    public const int Most = 4096;

    private readonly char[] letters = new char[256];
    private Token[] shown = new Token[256];
    [State] private readonly Token[] tokens = new Token[Most];
    [State] private int count;
    [State] private int worded;          // tokens of the words that were given out
    [State] private int words;
    [State] private double confidence;   // the sum over those words
    [State] private double start;        // seconds, of the first of them
    [State] private double end;          // seconds, of the last of them
    [State] private double free = double.NegativeInfinity; // seconds: no word begins earlier, for another one lasts until then, or nothing was heard before

    /// <summary>The tokens.</summary>
    public ReadOnlySpan<Token> Tokens => tokens.AsSpan(0, count);

    /// <summary>Those that belong to words that were given out, at the beginning.</summary>
    public int Worded => worded;

    /// <summary>Another frame's tokens may not fit.</summary>
    public bool IsFull => count > Most - 128;

    /// <summary>Nothing was heard that came before a time.</summary>
    public void BeginAt(double time) => free = time;

    /// <summary>When the first word begins of those that were given out and belong to no utterance yet; infinite where there is none.</summary>
    public double Begun => words > 0 ? start : double.PositiveInfinity;

    /// <summary>When a word begins whose first token has this time.</summary>
    public double Beginning(double token) => Math.Min(token, Math.Max(token - lead, free));

    /// <summary>Adds tokens that will not change. One is never earlier than the one before it: they may come of hypotheses that place them differently.</summary>
    public void Add(ReadOnlySpan<Token> settled)
    {
        foreach (var token in settled)
        {
            var from = count > 0 ? Math.Max(token.Start, tokens[count - 1].Start) : token.Start;
            tokens[count++] = token with { Start = from, End = Math.Max(from, token.End) };
        }
    }

    /// <summary>The next word: one after which another begins, or any at the end of the utterance. One of too little confidence is forgotten.</summary>
    /// <returns>False where there is none.</returns>
    public bool TryTakeWord(bool isEnd, out Word word)
    {
        while (worded < count)
        {
            var (from, next) = (worded, WordEnd(Tokens, worded));
            if (next == count && !isEnd) break;
            var probability = Probability(tokens.AsSpan(from, next - from));
            if (probability < least)
            {
                tokens.AsSpan(next, count - next).CopyTo(tokens.AsSpan(from));
                count -= next - from;
                continue;
            }
            worded = next;
            if (IsWord(from, next, probability, out word)) return true;
        }
        word = default;
        return false;
    }

    /// <summary>The utterance of the words that were given out; what comes after them stays as the beginning of the next one.</summary>
    /// <returns>False where there was no word.</returns>
    public bool TryTakeUtterance(out Word utterance)
    {
        utterance = words == 0 ? default : new Word(Text(tokens.AsSpan(0, worded)), confidence / words, start, end);
        var any = words > 0;
        tokens.AsSpan(worded, count - worded).CopyTo(tokens);
        (count, worded, words, confidence) = (count - worded, 0, 0, 0);
        return any;
    }

    /// <summary>The tokens here and those that follow them, but for words of too little confidence so far.</summary>
    /// <param name="following">What follows.</param>
    /// <param name="stable">How many of those that follow will not change.</param>
    /// <param name="sure">How many of all will neither change nor turn out to be of too little confidence.</param>
    public ReadOnlySpan<Token> With(ReadOnlySpan<Token> following, int stable, out int sure)
    {
        var all = count + following.Length;
        if (shown.Length < all) shown = new Token[Math.Max(all, 2 * shown.Length)];
        Tokens.CopyTo(shown);
        following.CopyTo(shown.AsSpan(count));
        sure = count + stable;
        for (int from = worded, next; least > 0 && from < all; from = next)
        {
            next = WordEnd(shown.AsSpan(0, all), from);
            if (next >= sure && !vocabulary.IsOfWords) sure = Math.Min(sure, from); // it may go on
            if (Probability(shown.AsSpan(from, next - from)) >= least) continue;
            shown.AsSpan(next, all - next).CopyTo(shown.AsSpan(from));
            sure -= Math.Clamp(sure - from, 0, next - from);
            all -= next - from;
            next = from;
        }
        return shown.AsSpan(0, all);
    }

    /// <summary>The text of tokens.</summary>
    public string Text(ReadOnlySpan<Token> spoken)
    {
        var length = Length(spoken);
        var spelling = new Spelling(vocabulary, length <= letters.Length ? letters : new char[length]);
        spelling.Add(spoken);
        return new string(spelling.Text);
    }

    /// <summary>The length of that text.</summary>
    public int Length(ReadOnlySpan<Token> spoken)
    {
        var spelling = new Spelling(vocabulary, []);
        spelling.Add(spoken);
        return spelling.Length;
    }

    private bool IsWord(int from, int to, double probability, out Word word)
    {
        word = default;
        var part = tokens.AsSpan(from, to - from);
        if (Length(part) == 0) return false;
        var (first, last) = (double.NaN, 0.0);
        foreach (var token in part)
        {
            if (vocabulary.Text(token.Id).Length == 0) continue;
            if (double.IsNaN(first)) first = token.Start;
            last = token.End;
        }
        if (to < count) last = Math.Max(first, Math.Min(last, tokens[to].Start));
        word = new Word(Text(part), probability, Beginning(first), last);
        if (words++ == 0) start = word.Start;
        confidence += probability;
        end = free = last;
        return true;
    }

    /// <summary>Where the word that begins at a token ends.</summary>
    private int WordEnd(ReadOnlySpan<Token> spoken, int from)
    {
        var next = from + 1;
        while (next < spoken.Length && !vocabulary.BeginsWord(spoken[next].Id)) next++;
        return next;
    }

    /// <summary>The product of the probabilities of the tokens that are text; 1 where none is.</summary>
    private double Probability(ReadOnlySpan<Token> word)
    {
        var probability = 1.0;
        foreach (var token in word)
            if (vocabulary.Text(token.Id).Length > 0) probability *= token.Probability;
        return probability;
    }
}
