namespace Streaming.Speech;

/// <summary>
/// Places for hypotheses, each with the tokens that are still in question and a number that stands for all its tokens, so that two of the same tokens are known by it
/// (64 bits: a chance of 1e-15 in an hour that two others are taken for the same).
/// </summary>
internal sealed partial class TokenPaths(int places, int depth) : IState
{
    [State] private readonly Token[] tokens = new Token[places * depth];
    [State] private readonly int[] counts = new int[places];
    [State] private readonly ulong[] keys = new ulong[places];

    /// <summary>Tokens in question that a hypothesis can have at most.</summary>
    public int Depth => depth;

    /// <summary>The tokens in question.</summary>
    public ReadOnlySpan<Token> this[int place] => tokens.AsSpan(place * depth, counts[place]);

    /// <summary>Stands for all tokens of a hypothesis.</summary>
    public ulong Key(int place) => keys[place];

    /// <summary>The key of a hypothesis with one more token (the steps of splitmix64, Steele et al. 2014).</summary>
    public static ulong Extended(ulong key, int token)
    {
        var z = (key ^ (ulong)(token + 1)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return (z ^ (z >> 31)) + 0x9e3779b97f4a7c15;
    }

    /// <summary>A hypothesis without tokens.</summary>
    public void Clear(int place) => (counts[place], keys[place]) = (0, 0);

    /// <summary>Makes one the same as another.</summary>
    public void Copy(int from, int to)
    {
        if (from == to) return;
        this[from].CopyTo(tokens.AsSpan(to * depth));
        (counts[to], keys[to]) = (counts[from], keys[from]);
    }

    /// <summary>Adds a token, which there must be room for.</summary>
    public void Add(int place, Token token)
    {
        tokens[(place * depth) + counts[place]++] = token;
        keys[place] = Extended(keys[place], token.Id);
    }

    /// <summary>Replaces the last token in question by itself, heard anew.</summary>
    public void Renew(int place, Token token) => tokens[(place * depth) + counts[place] - 1] = token;

    /// <summary>The first tokens of a hypothesis are no longer in question; its key stays.</summary>
    public void RemoveFirst(int place, int count)
    {
        tokens.AsSpan(place * depth, counts[place])[count..].CopyTo(tokens.AsSpan(place * depth));
        counts[place] -= count;
    }

    /// <summary>How many tokens two hypotheses begin with alike.</summary>
    public int Common(int a, int b)
    {
        var left = this[a];
        var right = this[b];
        var count = 0;
        while (count < left.Length && count < right.Length && left[count].Id == right[count].Id) count++;
        return count;
    }

    /// <summary>
    /// A hypothesis agrees with the best on what was before a time: it has the best's tokens from then, and none more. Where there is little room left, the older half of
    /// the best's tokens count as from then.
    /// </summary>
    public bool Agrees(int place, int best, double before)
    {
        var own = this[place];
        var said = this[best];
        var decided = Math.Max(0, said.Length - depth / 2);
        while (decided < said.Length && said[decided].Start < before) decided++;
        return Common(place, best) >= decided && (own.Length == decided || own[decided].Start >= before);
    }
}
