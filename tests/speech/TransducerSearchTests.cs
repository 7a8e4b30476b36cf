using Streaming.Speech;

namespace Streaming.Tests;

/// <summary>The searches over a transducer's scores, against their definitions, with scores of a table.</summary>
public class TransducerSearchTests
{
    [Fact]
    public void GreedyTakesTheMostProbableAgainAndAgain() => Gen.Select(Gen.Int[0, 10_000], Gen.Int[2, 5], Gen.Int[1, 12], Gen.Int[-2, 4]).Sample((seed, tokens, frames, blank) =>
    {
        using var model = new TableTransducer(seed, tokens, blank);
        var search = new TransducerGreedy(model, tokens - 1, 0);
        List<Token> found = [], expected = [];
        List<int> before = [];
        for (var t = 0; t < frames; t++)
        {
            search.Take([t], t, t + 1);
            found.AddRange(search.Best);
            search.Remove(search.Settled);
            for (var n = 0; n < TransducerGreedy.MostPerFrame; n++)
            {
                var scores = model.LogProbabilities(t, before);
                var best = Array.IndexOf(scores, scores.Max());
                if (best == tokens - 1) break;
                expected.Add(new Token(best, MathF.Exp(scores[best]), t, t + 1));
                before.Add(best);
            }
        }
        Assert.Equal(expected.Select(e => e with { Probability = 0 }), found.Select(f => f with { Probability = 0 }));
        for (var i = 0; i < found.Count; i++) Assert.Equal(expected[i].Probability, found[i].Probability, 1e-5);
    });

    /// <summary>With room for all hypotheses: the most probable tokens, summed over all ways to spread them over the frames, with at most five in each.</summary>
    [Fact]
    public void BeamIsTheSumOverAllAlignments() => Gen.Select(Gen.Int[0, 10_000], Gen.Int[1, 2], Gen.Int[0, 3]).Sample((seed, tokens, blank) =>
    {
        var frames = tokens == 1 ? 4 : 2;
        using var model = new TableTransducer(seed, tokens + 1, blank);
        var search = new TransducerBeam(model, tokens, 0, Beam.Exact(2100) with { Depth = 32 });
        for (var t = 0; t < frames; t++) search.Take([t], t, t + 1);
        var all = Texts(model, frames, tokens);
        Assert.Equal(Math.Log(all.Values.Max()), search.Total, 1e-4);
        Assert.Equal(all.Values.Max(), all[string.Join(" ", search.Best.ToArray().Select(b => b.Id))], 1e-5);
    }, iter: 8);

    [Fact]
    public void ANarrowBeamIsNeverAboveTheSum() => Gen.Select(Gen.Int[0, 10_000], Gen.Int[1, 6]).Sample((seed, width) =>
    {
        using var model = new TableTransducer(seed, 3, 1);
        var search = new TransducerBeam(model, 2, 0, Beam.Exact(width));
        for (var t = 0; t < 2; t++) search.Take([t], t, t + 1);
        Assert.True(search.Total <= Math.Log(Texts(model, 2, 2)[string.Join(" ", search.Best.ToArray().Select(b => b.Id))]) + 1e-4);
    }, iter: 20);

    /// <summary>What a greedy search finds where the model has no doubt, a beam finds too, at the same times.</summary>
    [Fact]
    public void ABeamOfOneMindIsGreedy() => Gen.Select(Gen.Int[0, 2].Array[0, 4].Array[1, 20], Gen.Int[2, 6]).Sample((said, width) =>
    {
        using var model = new Script(said);
        ITokenSearch[] searches = [new TransducerGreedy(model, 3, 0), new TransducerBeam(model, 3, 0, new Beam(width))];
        var found = searches.Select(search =>
        {
            List<(int, double)> tokens = [];
            for (var t = 0; t < said.Length; t++)
            {
                search.Take([t], t, t + 1);
                tokens.AddRange(search.Best[..search.Settled].ToArray().Select(b => (b.Id, b.Start)));
                search.Remove(search.Settled);
            }
            search.Finish();
            tokens.AddRange(search.Best.ToArray().Select(b => (b.Id, b.Start)));
            return tokens;
        }).ToList();
        Assert.Equal(said.SelectMany((s, t) => s.Select(k => (k, (double)t))), found[0]);
        Assert.Equal(found[0], found[1]);
    });

    [Fact]
    public void StableTextIsNotTakenBack() => Gen.Select(Gen.Int[0, 10_000], Gen.Int[2, 6], Gen.Int[0, 3]).Sample((seed, width, boost) =>
    {
        using var model = new TableTransducer(seed, 4, 3);
        var search = new TransducerBeam(model, 3, 0, new Beam(width) { Patience = 6, Depth = 24 }, boost > 0 ? new Hotwords([new[] { 0, 1 }, new[] { 2, 2 }], boost) : null);
        List<int> stable = [], removed = [];
        for (var t = 0; t < 60; t++)
        {
            search.Take([t], t, t + 1);
            var said = removed.Concat(search.Best.ToArray().Select(b => b.Id)).ToList();
            Assert.Equal(stable, said.Take(stable.Count));
            stable = said[..(removed.Count + search.Stable)];
            removed = said[..(removed.Count + search.Settled)];
            search.Remove(search.Settled);
        }
        search.Finish();
        Assert.Equal(stable, removed.Concat(search.Best.ToArray().Select(b => b.Id)).Take(stable.Count));
    });

    /// <summary>In silence a beam costs one call with one row, as a greedy search does.</summary>
    [Fact]
    public void SilenceCostsOneCall()
    {
        using var model = new TableTransducer(1, 4, 20);
        var search = new TransducerBeam(model, 3, 0, new Beam(8));
        for (var t = 0; t < 100; t++) search.Take([t], t, t + 1);
        Assert.Equal((100, 100), model.Scored);
        Assert.Equal(0, search.Best.Length);
    }

    private static Dictionary<string, double> Texts(TableTransducer model, int frames, int tokens)
    {
        Dictionary<string, double> sums = [];
        void Go(int t, int n, List<int> before, double probability)
        {
            if (t == frames)
            {
                var text = string.Join(" ", before);
                sums[text] = sums.GetValueOrDefault(text) + probability;
                return;
            }
            var scores = model.LogProbabilities(t, before);
            Go(t + 1, 0, before, probability * Math.Exp(scores[tokens]));
            if (n == TransducerBeam.MostPerFrame) return;
            for (var k = 0; k < tokens; k++) Go(t, n + 1, [.. before, k], probability * Math.Exp(scores[k]));
        }

        Go(0, 0, [], 1);
        return sums;
    }

    /// <summary>A transducer that is nearly sure of what is said in each frame.</summary>
    private sealed class Script(int[][] said) : ITransducer
    {
        public int Tokens => 4;

        public int ContextSize => 1;

        public int MostRows => int.MaxValue;

        // A context counts the tokens so far; those of the frames before were all said.
        public void Begin(Span<float> context) => context[0] = 0;

        public void Score(ReadOnlySpan<float> frame, Span<float> contexts, ReadOnlySpan<int> places, Span<float> scores)
        {
            var before = said.Take((int)frame[0]).Sum(s => s.Length);
            for (var row = 0; row < places.Length; row++)
            {
                var at = (int)contexts[places[row]] - before;
                var now = said[(int)frame[0]];
                for (var k = 0; k < 4; k++) scores[(row * 4) + k] = k == (at >= 0 && at < now.Length ? now[at] : 3) ? 6 : k;
            }
        }

        public void Extend(Span<float> contexts, ReadOnlySpan<Extension> extensions)
        {
            foreach (var extension in extensions) contexts[extension.To] = contexts[extension.From] + 1;
        }

        public void Dispose()
        {
        }
    }
}
