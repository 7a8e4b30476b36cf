namespace Streaming.Speech;

/// <summary>The tokens of an utterance that will not change, and the words that are whole.</summary>
/// <param name="vocabulary">Their texts.</param>
/// <param name="lead">Seconds from a word's beginning to its first token.</param>
internal sealed partial class Transcript(Vocabulary vocabulary, double lead) : IState
{
    /// <summary>Tokens of an utterance, at most.</summary>
    public const int Most = 4096;

    private readonly char[] letters = new char[256];
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

    /// <summary>The next word: one after which another begins, or any at the end of the utterance.</summary>
    /// <returns>False where there is none.</returns>
    public bool TryTakeWord(bool isEnd, out Word word)
    {
        while (worded < count)
        {
            var next = worded + 1;
            while (next < count && !vocabulary.BeginsWord(tokens[next].Id)) next++;
            if (next == count && !isEnd) break;
            var from = worded;
            worded = next;
            if (IsWord(from, next, out word)) return true;
        }
        word = default;
        return false;
    }

    /// <summary>The utterance of the words that were given out; what comes after them stays as the beginning of the next one.</summary>
    /// <returns>False where there was no word.</returns>
    public bool TryTakeUtterance(out Word utterance)
    {
        utterance = words == 0 ? default : new Word(Text(tokens.AsSpan(0, worded), []), confidence / words, start, end);
        var any = words > 0;
        tokens.AsSpan(worded, count - worded).CopyTo(tokens);
        (count, worded, words, confidence) = (count - worded, 0, 0, 0);
        return any;
    }

    /// <summary>The text of the tokens here and of those that follow them.</summary>
    public string Text(ReadOnlySpan<Token> following) => Text(Tokens, following);

    /// <summary>The length of that text.</summary>
    public int Length(ReadOnlySpan<Token> following) => Measured(Tokens, following);

    private bool IsWord(int from, int to, out Word word)
    {
        word = default;
        var part = tokens.AsSpan(from, to - from);
        if (Measured(part, []) == 0) return false;
        var probability = 1.0;
        var (first, last) = (double.NaN, 0.0);
        foreach (var token in part)
        {
            if (vocabulary.Text(token.Id).Length == 0) continue;
            if (double.IsNaN(first)) first = token.Start;
            probability *= token.Probability;
            last = token.End;
        }
        if (to < count) last = Math.Max(first, Math.Min(last, tokens[to].Start));
        word = new Word(Text(part, []), probability, Beginning(first), last);
        if (words++ == 0) start = word.Start;
        confidence += probability;
        end = free = last;
        return true;
    }

    private string Text(ReadOnlySpan<Token> before, ReadOnlySpan<Token> after)
    {
        var length = Measured(before, after);
        var spelling = new Spelling(vocabulary, length <= letters.Length ? letters : new char[length]);
        spelling.Add(before);
        spelling.Add(after);
        return new string(spelling.Text);
    }

    private int Measured(ReadOnlySpan<Token> before, ReadOnlySpan<Token> after)
    {
        var spelling = new Spelling(vocabulary, []);
        spelling.Add(before);
        spelling.Add(after);
        return spelling.Length;
    }
}
