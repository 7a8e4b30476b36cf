namespace Streaming.Speech;

/// <summary>
/// The most probable tokens, over all ways to spread them over the frames: prefix beam search (Graves, Supervised Sequence Labelling with Recurrent Neural Networks, 2012, section
/// 7.5.3; Hannun et al. 2014). Of each prefix the probabilities to end with a blank and with its last token are kept apart. A token begins in the frame in which its most probable
/// beginning lies, and ends where it is last more probable than a blank.
/// </summary>
internal sealed partial class CtcBeam : ITokenSearch
{
    private readonly int width;
    private readonly int blank;
    private readonly float penalty;
    private readonly Beam beam;
    private readonly Hotwords? hotwords;
    private readonly float[] scores;
    private readonly int[] heard;              // tokens of the frame that are probable enough
    private readonly Candidate[] candidates;
    private readonly Ranking ranking;
    // Of each place; the hypotheses lie in one half of the places, the best first, and the next frame's are made in the other.
    [State] private readonly TokenPaths paths;
    [State] private readonly double[] blanks;  // log probability to end with a blank
    [State] private readonly double[] others;  // log probability to end with the last token
    [State] private readonly double[] bonuses; // of hotwords
    [State] private readonly int[] lasts;      // the last token; -1: none
    [State] private readonly HotwordState[] states;
    [State] private int first;
    [State] private int count;
    [State] private int stable;
    [State] private int settled;

    /// <param name="tokens">Tokens with the blank.</param>
    /// <param name="blank">The blank's number.</param>
    /// <param name="penalty">Taken off the logarithm of the blank's probability.</param>
    /// <param name="beam">Which hypotheses are followed.</param>
    /// <param name="hotwords">Phrases that are listened for.</param>
    public CtcBeam(int tokens, int blank, float penalty, Beam beam, Hotwords? hotwords = null)
    {
        (this.blank, this.penalty, this.beam, this.hotwords, width) = (blank, penalty, beam, hotwords, beam.Width);
        (scores, heard, candidates, ranking) = (new float[tokens], new int[tokens], new Candidate[width * (tokens + 1)], new Ranking(width));
        paths = new TokenPaths(2 * width, beam.Depth);
        (blanks, others, bonuses, lasts, states) = (new double[2 * width], new double[2 * width], new double[2 * width], new int[2 * width], new HotwordState[2 * width]);
        Begin();
    }

    public ReadOnlySpan<Token> Best => paths[first];

    public int Stable => stable;

    public int Settled => settled;

    /// <summary>The logarithm of the probability of the best hypothesis, with what hotwords add.</summary>
    public double Total => LogProbabilities.Add(blanks[first], others[first]) + bonuses[first];

    public double Earliest
    {
        get
        {
            var earliest = double.PositiveInfinity;
            for (var i = first; i < first + count; i++)
                if (paths[i].Length > 0) earliest = Math.Min(earliest, paths[i][0].Start);
            return earliest;
        }
    }

    public void Begin()
    {
        (first, count, stable, settled) = (0, 1, 0, 0);
        paths.Clear(0);
        (blanks[0], others[0], bonuses[0], lasts[0], states[0]) = (0, double.NegativeInfinity, 0, -1, default);
    }

    public void Take(ReadOnlySpan<float> frame, double start, double end)
    {
        frame.CopyTo(scores);
        LogProbabilities.Normalise(scores, blank, penalty);
        var tokens = Heard();
        for (var i = 0; i < count; i++) candidates[i] = Stay(first + i);
        var found = count;
        for (var i = 0; i < count; i++)
        {
            var place = first + i;
            var total = LogProbabilities.Add(blanks[place], others[place]);
            var boost = hotwords is null ? 0 : Boost(hotwords, place, total, tokens);
            foreach (var token in tokens)
            {
                var score = Score(place, total, token);
                if (double.IsNegativeInfinity(score)) continue;
                var known = Find(TokenPaths.Extended(paths.Key(place), token), token);
                if (known >= 0) candidates[known - first].Merge(Extend(place, token, score, boost));
                else if (paths[place].Length < paths.Depth) candidates[found++] = Extend(place, token, score, boost);
            }
        }
        ranking.Clear();
        for (var i = 0; i < found; i++) ranking.Add(i, candidates[i].Total);
        if (ranking.Count == 0) return;
        ranking.Within(beam.Reach);
        var next = first == 0 ? width : 0;
        for (var rank = 0; rank < ranking.Count; rank++) Make(next + rank, candidates[ranking[rank]], start, end);
        (first, count) = (next, ranking.Count);
        Agree(end);
    }

    public void Remove(int tokens)
    {
        if (tokens == 0) return;
        for (var i = first; i < first + count; i++) paths.RemoveFirst(i, tokens);
        (stable, settled) = (stable - tokens, settled - tokens);
    }

    public void Finish()
    {
        var best = first;
        for (var i = first + 1; i < first + count; i++)
            if (Final(i) > Final(best)) best = i;
        Move(best, first);
        (count, bonuses[first], states[first]) = (1, 0, default);
        stable = settled = paths[first].Length;
    }

    partial void OnReset() => Begin();

    private ReadOnlySpan<int> Heard()
    {
        var found = 0;
        for (var i = 0; i < scores.Length; i++)
            if (scores[i] >= beam.Floor && i != blank) heard[found++] = i;
        return heard.AsSpan(0, found);
    }

    private Candidate Stay(int place)
    {
        var last = lasts[place];
        return new Candidate
        {
            From = place,
            Token = -1,
            Blank = LogProbabilities.Add(blanks[place], others[place]) + scores[blank],
            Other = last >= 0 ? others[place] + scores[last] : double.NegativeInfinity,
            Bonus = bonuses[place],
            State = states[place],
            Onset = -1,
        };
    }

    /// <summary>The probability with which a token is added, which is told from the same one before it by a blank between them.</summary>
    private double Score(int place, double total, int token) => (token == lasts[place] ? blanks[place] : total) + scores[token];

    /// <summary>What a hotword's token gains. None is added while the last one goes on.</summary>
    private double Boost(Hotwords hotwords, int place, double total, ReadOnlySpan<int> tokens)
    {
        var sum = 0.0;
        foreach (var token in tokens)
            if (hotwords.Expects(states[place], token)) sum += Math.Exp(Score(place, total, token) - total);
        var goesOn = lasts[place] < 0 ? 0 : Math.Exp(others[place] - total + scores[lasts[place]]);
        return sum == 0 ? 0 : hotwords.Gain(sum / (1 - Math.Exp(scores[blank]) - goesOn));
    }

    private Candidate Extend(int place, int token, double score, double boost)
    {
        var (gain, state) = hotwords?.Step(states[place], token, boost) ?? (0, default);
        return new Candidate { From = place, Token = token, Blank = double.NegativeInfinity, Other = score, Bonus = bonuses[place] + gain, State = state, Onset = -1 };
    }

    private int Find(ulong key, int token)
    {
        for (var i = first; i < first + count; i++)
            if (lasts[i] == token && paths.Key(i) == key) return i;
        return -1;
    }

    private void Make(int place, in Candidate from, double start, double end)
    {
        (blanks[place], others[place], bonuses[place], states[place]) = (from.Blank, from.Other, from.Bonus, from.State);
        if (from.Token >= 0 || from.Onset >= 0)
        {
            var parent = from.Token >= 0 ? from.From : from.Onset;
            lasts[place] = from.Token >= 0 ? from.Token : lasts[from.From];
            paths.Copy(parent, place);
            paths.Add(place, new Token(lasts[place], MathF.Exp(scores[lasts[place]]), start, end));
            return;
        }
        lasts[place] = lasts[from.From];
        paths.Copy(from.From, place);
        if (!(from.Other > from.Blank) || paths[place].Length == 0) return;
        var held = paths[place][^1];
        paths.Renew(place, held with { End = end, Probability = Math.Max(held.Probability, MathF.Exp(scores[held.Id])) });
    }

    /// <summary>Drops those that say something else of what is long past, and finds what the others have in common.</summary>
    private void Agree(double now)
    {
        var kept = 1;
        stable = paths[first].Length;
        for (var i = 1; i < count; i++)
        {
            if (!paths.Agrees(first + i, first, now - beam.Patience)) continue;
            Move(first + i, first + kept);
            stable = Math.Min(stable, paths.Common(first, first + kept++));
        }
        count = kept;
        settled = stable > 0 && Best[stable - 1].End >= now ? stable - 1 : stable;
    }

    private void Move(int from, int to)
    {
        paths.Copy(from, to);
        (blanks[to], others[to], bonuses[to], lasts[to], states[to]) = (blanks[from], others[from], bonuses[from], lasts[from], states[from]);
    }

    private double Final(int place) => LogProbabilities.Add(blanks[place], others[place]) + bonuses[place] - states[place].Credit;

    /// <summary>A hypothesis of the next frame.</summary>
    private struct Candidate
    {
        public int From;
        public int Token;        // added to it; -1: none
        public double Blank;
        public double Other;
        public double Bonus;
        public HotwordState State;
        public int Onset;        // the hypothesis to which its last token is added in this frame, where that is its most probable beginning; -1: none

        public readonly double Total => LogProbabilities.Add(Blank, Other) + Bonus;

        /// <summary>The same tokens, by adding the last one in this frame: what hotwords add to both is their mean.</summary>
        public void Merge(in Candidate added)
        {
            if (added.Other > LogProbabilities.Add(Blank, Other)) Onset = added.From;
            var total = LogProbabilities.Add(Total, added.Total);
            var owed = LogProbabilities.Add(Total - State.Credit, added.Total - added.State.Credit);
            Other = LogProbabilities.Add(Other, added.Other);
            if (Bonus == added.Bonus && State.Credit == added.State.Credit) return;
            Bonus = total - LogProbabilities.Add(Blank, Other);
            State = State with { Credit = total - owed };
        }
    }
}
