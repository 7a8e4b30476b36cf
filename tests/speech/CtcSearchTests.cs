using Streaming.Speech;

namespace Streaming.Tests;

/// <summary>The searches over CTC's probabilities, against their definitions.</summary>
public class CtcSearchTests
{
    private static readonly Gen<float> score = Gen.Int[-400, 400].Select(n => n / 100f);

    /// <summary>The most probable token of each frame, repetitions joined, blanks left out.</summary>
    [Fact]
    public void GreedyCollapsesTheBestPath() => Gen.Int[2, 5].SelectMany(tokens => score.Array[tokens].Array[1, 40]).Sample(frames =>
    {
        var blank = frames[0].Length - 1;
        var search = new CtcGreedy(blank + 1, blank, 0);
        List<Token> found = [];
        for (var t = 0; t < frames.Length; t++)
        {
            search.Take(frames[t], t, t + 1);
            found.AddRange(search.Best[..search.Settled]);
            search.Remove(search.Settled);
        }
        search.Finish();
        found.AddRange(search.Best[..search.Settled]);

        List<(int Id, int Start, int End)> expected = [];
        for (var t = 0; t < frames.Length; t++)
        {
            var best = Array.IndexOf(frames[t], frames[t].Max());
            if (best == blank) continue;
            if (t > 0 && expected.Count > 0 && expected[^1].End == t && expected[^1].Id == best) expected[^1] = expected[^1] with { End = t + 1 };
            else expected.Add((best, t, t + 1));
        }
        Assert.Equal(expected, found.Select(f => (f.Id, (int)f.Start, (int)f.End)));
        Assert.All(found, f => Assert.Equal(Enumerable.Range((int)f.Start, (int)(f.End - f.Start)).Max(t => Softmax(frames[t])[f.Id]), f.Probability, 1e-5));
    });

    /// <summary>With room for all prefixes: the most probable text, with its probability summed over all ways to say it.</summary>
    [Fact]
    public void BeamIsTheSumOverAllAlignments() => Gen.Int[2, 4].SelectMany(tokens => score.Array[tokens].Array[1, 4]).Sample(frames =>
    {
        var all = Texts(frames);
        var search = new CtcBeam(frames[0].Length, frames[0].Length - 1, 0, Beam.Exact(130));
        for (var t = 0; t < frames.Length; t++) search.Take(frames[t], t, t + 1);
        var found = string.Join(" ", search.Best.ToArray().Select(b => b.Id));
        Assert.Equal(Math.Log(all.Values.Max()), search.Total, 1e-4);
        Assert.Equal(all.Values.Max(), all[found], 1e-4);
        search.Finish();
        Assert.Equal(search.Best.Length, search.Settled);
    });

    /// <summary>A narrow beam drops hypotheses but finds no probability that is not there.</summary>
    [Fact]
    public void ANarrowBeamIsNeverAboveTheSum() => Gen.Select(Gen.Int[1, 4], score.Array[3].Array[1, 7]).Sample((width, frames) =>
    {
        var all = Texts(frames);
        var search = new CtcBeam(3, 2, 0, Beam.Exact(width));
        for (var t = 0; t < frames.Length; t++) search.Take(frames[t], t, t + 1);
        Assert.True(search.Total <= Math.Log(all[string.Join(" ", search.Best.ToArray().Select(b => b.Id))]) + 1e-4);
    });

    /// <summary>Text that is stable at one time begins the text of every later time; what is taken out changes nothing of what is found.</summary>
    [Fact]
    public void StableTextIsNotTakenBack() => Gen.Select(Gen.Int[2, 8], Gen.Int[0, 3], score.Array[4].Array[1, 60]).Sample((width, boost, frames) =>
    {
        var beam = new Beam(width) { Patience = 10, Depth = 16 };
        CtcBeam New() => new(4, 3, 0, beam, boost > 0 ? new Hotwords([new[] { 0, 1 }, new[] { 2, 2 }], boost) : null);
        var (whole, taken) = (New(), New());
        List<int> stable = [], removed = [];
        for (var t = 0; t < frames.Length; t++)
        {
            taken.Take(frames[t], t, t + 1);
            var said = removed.Concat(taken.Best.ToArray().Select(b => b.Id)).ToList();
            Assert.Equal(stable, said.Take(stable.Count));
            stable = said[..(removed.Count + taken.Stable)];
            removed = said[..(removed.Count + taken.Settled)];
            taken.Remove(taken.Settled);
        }
        taken.Finish();
        Assert.Equal(stable, removed.Concat(taken.Best.ToArray().Select(b => b.Id)).Take(stable.Count));
    });

    /// <summary>A token begins where its best beginning is, and lasts while it is more probable than a blank.</summary>
    [Fact]
    public void TokensHaveTheirTimes()
    {
        float[][] frames = [[.01f, .01f, .98f], [.3f, .01f, .69f], [.9f, .01f, .09f], [.8f, .01f, .19f], [.01f, .01f, .98f], [.02f, .95f, .03f], [.01f, .01f, .98f]];
        var search = new CtcBeam(3, 2, 0, new Beam(4));
        for (var t = 0; t < frames.Length; t++) search.Take([.. frames[t].Select(p => MathF.Log(p))], t, t + 1);
        Assert.Equal([(0, 2.0, 4.0), (1, 5.0, 6.0)], search.Best.ToArray().Select(b => (b.Id, b.Start, b.End)));
        Assert.Equal([.9f, .95f], search.Best.ToArray().Select(b => MathF.Round(b.Probability, 4)));
    }

    [Fact]
    public void AFrameThatIsNoNumberIsSilence()
    {
        foreach (ITokenSearch search in (ITokenSearch[])[new CtcGreedy(3, 2, 0), new CtcBeam(3, 2, 0, new Beam(4))])
        {
            search.Take([5, 0, 0], 0, 1);
            search.Take([float.NaN, 0, 0], 1, 2);
            search.Take([5, 0, 0], 2, 3);
            search.Finish();
            Assert.Equal([0.0, 2.0], search.Best.ToArray().Select(b => b.Start));
        }
    }

    [Fact]
    public void APenaltyForTheBlankBringsOutWords()
    {
        foreach (var (penalty, count) in new[] { (0f, 0), (2f, 1) })
        {
            ITokenSearch[] searches = [new CtcGreedy(3, 2, penalty), new CtcBeam(3, 2, penalty, new Beam(4))];
            foreach (var search in searches)
            {
                search.Take([1, 0, 2], 0, 1);
                Assert.Equal(count, search.Best.Length);
            }
        }
    }

    /// <summary>Every path through the frames, summed by the text it collapses to.</summary>
    private static Dictionary<string, double> Texts(float[][] frames)
    {
        var blank = frames[0].Length - 1;
        Dictionary<string, double> sums = [];
        void Go(int t, int last, string text, double probability)
        {
            if (t == frames.Length)
            {
                sums[text] = sums.GetValueOrDefault(text) + probability;
                return;
            }
            var p = Softmax(frames[t]);
            for (var k = 0; k <= blank; k++) Go(t + 1, k, k == blank || k == last ? text : text.Length == 0 ? $"{k}" : $"{text} {k}", probability * p[k]);
        }

        Go(0, -1, "", 1);
        return sums;
    }

    private static double[] Softmax(float[] scores)
    {
        var sum = scores.Sum(s => Math.Exp(s));
        return [.. scores.Select(s => Math.Exp(s) / sum)];
    }
}
