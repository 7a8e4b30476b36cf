using System.Numerics;

namespace Streaming.Speech;

/// <summary>
/// Phrases whose tokens are made more probable, among tokens alone: those that go on with a phrase get the part of all tokens' probability that they have when they are multiplied by the
/// boost and all are divided by their sum; the others keep theirs. So a boost decides which word was said, but not whether one was. A hypothesis keeps what its tokens gained that belong
/// to a whole phrase; those of the longest beginning of one that it ends with gain on credit, which is taken back where the phrase is not said to its end. The phrases lie in one automaton
/// (Aho and Corasick, Efficient String Matching, 1975).
/// </summary>
internal sealed class Hotwords
{
    /// <summary>Tokens of a phrase, at most.</summary>
    public const int Longest = 64;

    private readonly Dictionary<(int Node, int Token), int> next = [];
    private readonly int[] depth;
    private readonly int[] otherwise;   // the node of the longest beginning that is a proper end of this one
    private readonly int[] whole;       // tokens of the longest phrase that ends here
    private readonly double boost;

    /// <summary>Prepares phrases of 1 to <see cref="Longest"/> tokens.</summary>
    /// <param name="phrases">Each as its tokens.</param>
    /// <param name="boost">What each token gains at most, added to the natural logarithm of its probability.</param>
    public Hotwords(IReadOnlyList<ReadOnlyMemory<int>> phrases, double boost)
    {
        this.boost = boost;
        List<int> depths = [0], parents = [0], tokens = [-1], wholes = [0];
        foreach (var phrase in phrases)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)(phrase.Length - 1), (uint)(Longest - 1), nameof(phrases));
            var node = 0;
            foreach (var token in phrase.Span)
            {
                if (!next.TryGetValue((node, token), out var child))
                {
                    next[(node, token)] = child = depths.Count;
                    depths.Add(depths[node] + 1);
                    parents.Add(node);
                    tokens.Add(token);
                    wholes.Add(0);
                }
                node = child;
            }
            wholes[node] = phrase.Length;
        }
        (depth, whole, otherwise) = ([.. depths], [.. wholes], new int[depths.Count]);
        foreach (var node in Enumerable.Range(1, depths.Count - 1).OrderBy(n => depth[n]))
        {
            if (parents[node] != 0) otherwise[node] = Goto(otherwise[parents[node]], tokens[node]);
            if (whole[node] == 0) whole[node] = whole[otherwise[node]];
        }
    }

    /// <summary>A token begins a phrase or goes on with one.</summary>
    public bool Expects(HotwordState state, int token) => Goto((int)state.Node, token) != 0;

    /// <summary>What tokens gain that begin a phrase or go on with one.</summary>
    /// <param name="part">Of the probability of all tokens, the part that these have together.</param>
    public double Gain(double part) => boost - Math.Log(1 + (Math.Clamp(part, 0, 1) * (Math.Exp(boost) - 1)));

    /// <summary>One more token.</summary>
    /// <param name="state">How far the hypothesis is.</param>
    /// <param name="token">The token.</param>
    /// <param name="own">What it gains where it begins a phrase or goes on with one.</param>
    /// <returns>What the hypothesis gains or gives back by it, and how far it is then.</returns>
    public (double Gain, HotwordState State) Step(HotwordState state, int token, double own)
    {
        var node = Goto((int)state.Node, token);
        var earned = state.Earned << 1;
        if (node == 0) return (-state.Credit, new HotwordState(0, earned, 0));
        // Where the phrase fails but for an end that begins one, the tokens of that end keep what they gained on average.
        var open = Open((int)state.Node, state.Earned);
        var kept = Open(node, earned) - 1;
        var credit = (open == 0 ? 0 : state.Credit * kept / open) + own;
        var gain = credit - state.Credit;
        earned |= Last(whole[node]);
        return (gain, new HotwordState(node, earned, credit * Open(node, earned) / (kept + 1)));
    }

    /// <summary>Tokens of a beginning that belong to no whole phrase yet.</summary>
    private int Open(int node, ulong earned) => depth[node] - BitOperations.PopCount(earned & Last(depth[node]));

    private static ulong Last(int tokens) => tokens == 0 ? 0 : ulong.MaxValue >> (64 - tokens);

    private int Goto(int node, int token)
    {
        int child;
        while (!next.TryGetValue((node, token), out child) && node != 0) node = otherwise[node];
        return child;
    }
}
