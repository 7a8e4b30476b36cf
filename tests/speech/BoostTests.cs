using Streaming.Speech;

namespace Streaming.Tests;

/// <summary>What the boost of hotwords does: it decides which word was said, not whether one was.</summary>
public class BoostTests(ITestOutputHelper output)
{
    private static readonly double[] boosts = [0, 1, 2, 5, 10];
    private static readonly string[] digits = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    private static readonly string[] letters = [.. Enumerable.Range('a', 26).Select(c => $"{(char)c}")];

    /// <summary>What is said again a little, after it was said, is not written again, whatever the boost.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(10)]
    public void AWordIsNotSaidTwiceForABoost(double boost)
    {
        var hotwords = new Hotwords([new[] { 0 }, new[] { 0, 0 }], boost);
        using var model = new Echo();
        ITokenSearch[] searches = [new TransducerBeam(model, 2, 0, new Beam(4), hotwords), new CtcBeam(3, 2, 0, new Beam(4), hotwords)];
        foreach (var search in searches)
        {
            foreach (var frame in (float[][])[[0.9f, 0.02f, 0.08f], [0.01f, 0.01f, 0.98f], [0.1f, 0.02f, 0.88f], [0.1f, 0.02f, 0.88f], [0.01f, 0.01f, 0.98f]])
                search.Take([.. frame.Select(p => MathF.Log(p))], 0, 1);
            search.Finish();
            Assert.Equal([0], search.Best.ToArray().Select(t => t.Id));
        }
    }

    /// <summary>Digits that are said and listened for are found no less often and come no more often, at any boost; those that are not said are seldom made up at the one that is the default.</summary>
    [Theory]
    [InlineData("ctc", 20)]
    [InlineData("ctc", 5)]
    [InlineData("transducer", 20)]
    [InlineData("transducer", 5)]
    public void ABoostMakesNoWords(string decoder, double decibels)
    {
        var plain = Digits(decoder, decibels, 0, w => w);
        foreach (var boost in boosts)
        {
            var (said, others) = (Digits(decoder, decibels, boost, w => w), Digits(decoder, decibels, boost, w => digits.Except(w)));
            output.WriteLine($"{decoder}, {decibels} dB, boost {boost}: {Percent(said)} are wrong where all that are said are listened for, {Percent(others)} where all others are");
            Assert.True(said.Wrong <= plain.Wrong + (said.All * 0.02), $"boost {boost}: {said.Wrong} of {said.All} digits are wrong where all of them are listened for, {plain.Wrong} without");
            foreach (var found in new[] { said, others })
                Assert.True(found.Heard <= found.All * 1.02, $"boost {boost}: {found.Heard} digits were heard where {found.All} were said");
            if (boost <= new Ctc.Settings().Boost && decibels == 20)
                Assert.True(others.Wrong <= plain.Wrong + (others.All * 0.03), $"boost {boost}: {others.Wrong} of {others.All} digits are wrong where others are listened for, {plain.Wrong} without");
        }
    }

    /// <summary>Letters and digits of people whom the model confuses: a boost brings out the word that is listened for, and more often than it makes it of another.</summary>
    [Theory]
    [InlineData("ctc")]
    [InlineData("transducer")]
    public void AConfusedWordIsFound(string decoder)
    {
        var plain = Clips(decoder, 0);
        foreach (var boost in boosts)
        {
            var found = Clips(decoder, boost);
            output.WriteLine($"{decoder}, boost {boost}: {found.Right} of {found.All} words are right where they are listened for, {found.Alarms} are another that is listened for");
            if (boost < 2) continue;
            Assert.True(found.Right > plain.Right + ((found.All - plain.Right) * 0.1), $"boost {boost}: {found.Right} of {found.All} words are right where they are listened for, {plain.Right} without");
            if (boost <= new Ctc.Settings().Boost)
                Assert.True(found.Alarms <= plain.Alarms + (found.All * 0.08), $"boost {boost}: {found.Alarms} of {found.All} words are another that is listened for, {plain.Alarms} without");
        }
    }

    private static string Percent((int Wrong, int Heard, int All) found) => FormattableString.Invariant($"{100.0 * found.Wrong / found.All:0.0} %");

    private static (int Wrong, int Heard, int All) Digits(string decoder, double decibels, double boost, Func<string[], IEnumerable<string>> hotwords)
    {
        var (wrong, count, all) = (0, 0, 0);
        foreach (var heard in HeardDigits.At(decibels))
        {
            string[] said = [.. heard.Said.Select(s => s.Word)];
            var found = Say(decoder, boost, hotwords(said), [heard])[0];
            (wrong, count, all) = (wrong + SpokenDigits.Edits(said, found), count + found.Length, all + said.Length);
        }
        return (wrong, count, all);
    }

    /// <summary>Single words: how many are right where they are listened for, and of how many another is made that is listened for instead, the next four of the alphabet.</summary>
    private static (int Right, int Alarms, int All) Clips(string decoder, double boost)
    {
        var (right, alarms) = (0, 0);
        foreach (var clips in SpokenClips.Heard)
        {
            string[] words = letters.Contains(clips.Key) ? letters : digits;
            string[] others = [.. Enumerable.Range(1, 4).Select(n => words[(Array.IndexOf(words, clips.Key) + n) % words.Length])];
            right += Say(decoder, boost, [clips.Key], clips).Count(w => w.SequenceEqual([clips.Key]));
            alarms += Say(decoder, boost, others, clips).Count(w => w.Any(others.Contains));
        }
        return (right, alarms, SpokenClips.Heard.Sum(c => c.Count()));
    }

    private static string[][] Say(string decoder, double boost, IEnumerable<string> hotwords, IEnumerable<HeardDigits> heard)
    {
        var words = decoder == "ctc"
            ? HeardDigits.Say(new Ctc.Settings { Beam = 4, Boost = boost, Hotwords = [.. hotwords.Distinct()] }, heard.Select(h => h.Logprobs))
            : HeardDigits.Say(new Transducer.Settings { Model = HeardDigits.Model, Beam = 4, Boost = boost, Hotwords = [.. hotwords.Distinct()] }, heard.Select(h => h.Encoded));
        return [.. words.Select(w => w.Values.Select(v => v.Text).ToArray())];
    }

    /// <summary>A transducer whose scores are the frame; what was said in a frame is not said in it again.</summary>
    private sealed class Echo : ITransducer
    {
        public int Tokens => 3;

        public int ContextSize => 1;

        public int MostRows => int.MaxValue;

        public void Begin(Span<float> context) => context[0] = float.NaN;

        // A context is the score of the frame in which something was said last.
        public void Score(ReadOnlySpan<float> frame, Span<float> contexts, ReadOnlySpan<int> places, Span<float> scores)
        {
            for (var row = 0; row < places.Length; row++)
            {
                frame.CopyTo(scores[(3 * row)..]);
                if (contexts[places[row]] == 1 && frame[2] < -1) scores[(3 * row) + 2] = 5;
            }
        }

        public void Extend(Span<float> contexts, ReadOnlySpan<Extension> extensions)
        {
            foreach (var extension in extensions) contexts[extension.To] = 1;
        }

        public void Dispose()
        {
        }
    }
}
