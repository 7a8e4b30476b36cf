using System.Numerics;

namespace Streaming.Speech;

/// <summary>
/// Phrases whose tokens are made more probable. A hypothesis gains the boost for each of its tokens that belongs to a whole phrase, and on credit for those of the longest
/// beginning of one that it ends with; the credit is taken back where the phrase is not said to its end. So what it gains depends on its tokens alone, not on how they were found.
/// The phrases lie in one automaton (Aho and Corasick, Efficient String Matching, 1975).
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
    /// <param name="boost">What each token gains, added to the natural logarithm of its probability.</param>
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

    /// <summary>One more token.</summary>
    /// <returns>What the hypothesis gains or gives back by it, and how far it is then.</returns>
    public (double Gain, HotwordState State) Step(HotwordState state, int token)
    {
        var node = Goto((int)state.Node, token);
        if (node == 0 && state.Node == 0) return (0, new HotwordState(0, state.Earned << 1));
        var credit = Credit(state);
        var earned = state.Earned << 1;
        var before = BitOperations.PopCount(earned & Last(whole[node]));
        earned |= Last(whole[node]);
        var after = new HotwordState(node, earned);
        return (boost * (whole[node] - before + Credit(after) - credit), after);
    }

    /// <summary>What a hypothesis that ends here has to give back.</summary>
    public double Open(HotwordState state) => boost * Credit(state);

    private int Credit(HotwordState state) => depth[state.Node] - BitOperations.PopCount(state.Earned & Last(depth[state.Node]));

    private static ulong Last(int tokens) => tokens == 0 ? 0 : ulong.MaxValue >> (64 - tokens);

    private int Goto(int node, int token)
    {
        int child;
        while (!next.TryGetValue((node, token), out child) && node != 0) node = otherwise[node];
        return child;
    }
}
