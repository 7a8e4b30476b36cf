namespace Streaming.Speech;

/// <summary>
/// The most probable tokens of a transducer over all ways to spread them over the frames: time synchronous decoding (Saon et al., Alignment-Length Synchronous Decoding for RNN
/// Transducer, 2020, section 2.2), with several tokens in a frame. Each hypothesis keeps its context; those that grow are scored together and extended together.
/// </summary>
internal sealed partial class TransducerBeam : ITokenSearch
{
    /// <summary>Tokens in one frame, at most.</summary>
    public const int MostPerFrame = 5;

    private readonly ITransducer model;
    private readonly int blank;
    private readonly float penalty;
    private readonly Beam beam;
    private readonly Hotwords? hotwords;
    private readonly float[] begun;
    private readonly float[] scores;           // [rows, tokens]
    private readonly int[] open;               // places of hypotheses that may get a further token in this frame
    private readonly double[] openTotals;
    private readonly int[] closed;             // places of hypotheses that go on to the next frame
    private readonly double[] closedTotals;
    private readonly double[] closedCredits;   // what of them hotwords gave on credit
    private readonly bool[] taken;             // of each place
    private readonly Growth[] growths;
    private readonly Extension[] extensions;
    private readonly Ranking ranking;
    // Of each place.
    [State] private readonly TokenPaths paths;
    [State] private readonly float[] contexts;
    [State] private readonly HotwordState[] states;
    // The hypotheses, the best first.
    [State] private readonly int[] active;
    [State] private readonly double[] totals;  // log probability and what hotwords add
    [State] private int count;
    [State] private int stable;

    /// <param name="model">Scores tokens, for as many hypotheses at once as the beam is wide.</param>
    /// <param name="blank">The blank's number.</param>
    /// <param name="penalty">Taken off the logarithm of the blank's probability.</param>
    /// <param name="beam">Which hypotheses are followed.</param>
    /// <param name="hotwords">Phrases that are listened for.</param>
    public TransducerBeam(ITransducer model, int blank, float penalty, Beam beam, Hotwords? hotwords = null)
    {
        (this.model, this.blank, this.penalty, this.beam, this.hotwords) = (model, blank, penalty, beam, hotwords);
        var (width, places) = (beam.Width, beam.Width * (MostPerFrame + 1));
        (begun, scores) = (new float[model.ContextSize], new float[width * model.Tokens]);
        (open, openTotals, taken) = (new int[width], new double[width], new bool[places]);
        (closed, closedTotals, closedCredits) = (new int[places], new double[places], new double[places]);
        (growths, extensions, ranking) = (new Growth[width * model.Tokens], new Extension[width], new Ranking(width));
        (paths, contexts, states, active, totals) = (new TokenPaths(places, beam.Depth), new float[places * model.ContextSize], new HotwordState[places], new int[width], new double[width]);
        model.Begin(begun);
        Begin();
    }

    public ReadOnlySpan<Token> Best => paths[active[0]];

    public int Stable => stable;

    public int Settled => stable;

    /// <summary>The logarithm of the probability of the best hypothesis, with what hotwords add.</summary>
    public double Total => totals[0];

    public double Earliest
    {
        get
        {
            var earliest = double.PositiveInfinity;
            foreach (var place in active.AsSpan(0, count))
                if (paths[place].Length > 0) earliest = Math.Min(earliest, paths[place][0].Start);
            return earliest;
        }
    }

    public void Begin()
    {
        (count, stable, active[0], totals[0], states[0]) = (1, 0, 0, 0, default);
        begun.CopyTo(contexts);
        paths.Clear(0);
    }

    public void Take(ReadOnlySpan<float> frame, double start, double end)
    {
        taken.AsSpan().Clear();
        foreach (var place in active.AsSpan(0, count)) taken[place] = true;
        active.AsSpan(0, count).CopyTo(open);
        totals.AsSpan(0, count).CopyTo(openTotals);
        var (opened, ended) = (count, 0);
        for (var n = 0; ; n++)
        {
            Score(frame, opened);
            for (var i = 0; i < opened; i++) Close(open[i], openTotals[i] + scores[(i * model.Tokens) + blank], ref ended);
            if (n == MostPerFrame) break;
            opened = Grow(opened, ended, start, end);
            if (opened == 0) break;
        }
        ranking.Clear();
        for (var i = 0; i < ended; i++) ranking.Add(i, closedTotals[i]);
        if (ranking.Count == 0) return;
        ranking.Within(beam.Reach);
        count = ranking.Count;
        for (var rank = 0; rank < count; rank++)
        {
            (active[rank], totals[rank]) = (closed[ranking[rank]], ranking.Score(rank));
            states[active[rank]] = states[active[rank]] with { Credit = closedCredits[ranking[rank]] };
        }
        Agree(end);
    }

    public void Remove(int tokens)
    {
        if (tokens == 0) return;
        foreach (var place in active.AsSpan(0, count)) paths.RemoveFirst(place, tokens);
        stable -= tokens;
    }

    public void Finish()
    {
        var best = 0;
        for (var i = 1; i < count; i++)
            if (Final(i) > Final(best)) best = i;
        (active[0], totals[0], count) = (active[best], 0, 1);
        states[active[0]] = default;
        stable = Best.Length;
    }

    partial void OnReset() => Begin();

    private void Score(ReadOnlySpan<float> frame, int opened)
    {
        model.Score(frame, contexts, open.AsSpan(0, opened), scores);
        for (var i = 0; i < opened; i++) LogProbabilities.Normalise(scores.AsSpan(i * model.Tokens, model.Tokens), blank, penalty);
    }

    /// <summary>A hypothesis goes on to the next frame; one of the same tokens that does already is the same.</summary>
    private void Close(int place, double total, ref int ended)
    {
        if (double.IsNegativeInfinity(total)) return;
        for (var i = 0; i < ended; i++)
        {
            if (paths.Key(closed[i]) != paths.Key(place)) continue;
            var owed = LogProbabilities.Add(closedTotals[i] - closedCredits[i], total - states[place].Credit);
            if (total > closedTotals[i]) closed[i] = place;
            closedTotals[i] = LogProbabilities.Add(closedTotals[i], total);
            closedCredits[i] = closedTotals[i] - owed;
            return;
        }
        (closed[ended], closedTotals[ended], closedCredits[ended]) = (place, total, states[place].Credit);
        ended++;
    }

    /// <summary>Those that get a further token in this frame and may yet be among the best.</summary>
    private int Grow(int opened, int ended, double start, double end)
    {
        ranking.Clear();
        for (var i = 0; i < ended; i++) ranking.Add(i, closedTotals[i]);
        var least = Math.Max(ranking.Least, (ranking.Count > 0 ? ranking.Score(0) : double.NegativeInfinity) - beam.Reach);
        ranking.Clear();
        var found = 0;
        for (var i = 0; i < opened; i++)
        {
            if (paths[open[i]].Length == paths.Depth) continue;
            var own = scores.AsSpan(i * model.Tokens, model.Tokens);
            var boost = hotwords is null ? 0 : Boost(hotwords, states[open[i]], own);
            for (var token = 0; token < own.Length; token++)
            {
                if (!(own[token] >= beam.Floor) || token == blank) continue;
                var (gain, state) = hotwords?.Step(states[open[i]], token, boost) ?? (0, default);
                var total = openTotals[i] + own[token] + gain;
                if (!(total > least)) continue;
                growths[found] = new Growth(open[i], token, MathF.Exp(own[token]), total, state);
                ranking.Add(found++, total);
            }
        }
        for (var rank = 0; rank < ranking.Count; rank++)
        {
            var growth = growths[ranking[rank]];
            var place = Array.IndexOf(taken, false);
            taken[place] = true;
            paths.Copy(growth.From, place);
            paths.Add(place, new Token(growth.Token, growth.Probability, start, end));
            states[place] = growth.State;
            extensions[rank] = new Extension(growth.From, growth.Token, place);
            (open[rank], openTotals[rank]) = (place, growth.Total);
        }
        if (ranking.Count > 0) model.Extend(contexts, extensions.AsSpan(0, ranking.Count));
        return ranking.Count;
    }

    /// <summary>What a hotword's token gains.</summary>
    private double Boost(Hotwords hotwords, HotwordState state, ReadOnlySpan<float> own)
    {
        var sum = 0.0;
        for (var token = 0; token < own.Length; token++)
            if (own[token] >= beam.Floor && token != blank && hotwords.Expects(state, token)) sum += Math.Exp(own[token]);
        return sum == 0 ? 0 : hotwords.Gain(sum / (1 - Math.Exp(own[blank])));
    }

    /// <summary>Drops those that say something else of what is long past, and finds what the others have in common.</summary>
    private void Agree(double now)
    {
        var kept = 1;
        stable = Best.Length;
        for (var i = 1; i < count; i++)
        {
            if (!paths.Agrees(active[i], active[0], now - beam.Patience)) continue;
            (active[kept], totals[kept]) = (active[i], totals[i]);
            stable = Math.Min(stable, paths.Common(active[0], active[kept++]));
        }
        count = kept;
    }

    private double Final(int rank) => totals[rank] - states[active[rank]].Credit;

    /// <summary>A hypothesis with one more token.</summary>
    private readonly record struct Growth(int From, int Token, float Probability, double Total, HotwordState State);
}
