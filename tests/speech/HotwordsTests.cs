using Streaming.Speech;

namespace Streaming.Tests;

/// <summary>What hypotheses gain by phrases that are listened for.</summary>
public class HotwordsTests
{
    /// <summary>
    /// After any tokens the sum of all gains is the boost times the tokens that lie in a whole phrase, or in the longest end that begins one; and what is given back at the end are
    /// those that lie in such an end alone.
    /// </summary>
    [Fact]
    public void TheGainIsThatOfTheDefinition() => Gen.Select(Gen.Int[0, 2].Array[1, 4].Array[1, 4], Gen.Int[0, 2].Array[0, 20]).Sample((phrases, said) =>
    {
        var hotwords = new Hotwords([.. phrases.Select(p => (ReadOnlyMemory<int>)p)], 1.5);
        var state = default(HotwordState);
        var total = 0.0;
        for (var n = 0; n < said.Length; n++)
        {
            (var gain, state) = hotwords.Step(state, said[n], 1.5);
            total += gain;
            var (whole, both) = Covered(phrases, said[..(n + 1)]);
            Assert.Equal(1.5 * both, total, 1e-9);
            Assert.Equal(1.5 * (both - whole), state.Credit, 1e-9);
        }
    });

    [Fact]
    public void APhraseThatIsNotSaidToItsEndGainsNothing()
    {
        var hotwords = new Hotwords([new[] { 3, 4, 5 }], 2);
        Assert.Equal([2.0, 2, 2], Gains(hotwords, 3, 4, 5));
        Assert.Equal([2.0, 2, -4, 0], Gains(hotwords, 3, 4, 6, 5));
        Assert.Equal([2.0, 0, 2, 2], Gains(hotwords, 3, 3, 4, 5));
    }

    /// <summary>What tokens gained is taken back where the phrase is not said to its end, however much it was.</summary>
    [Fact]
    public void WhatIsTakenBackIsWhatWasGained() => Gen.Select(Gen.Int[0, 2].Array[1, 4].Array[1, 4], Gen.Select(Gen.Int[0, 3], Gen.Double[0, 4]).Array[0, 20]).Sample((phrases, said) =>
    {
        var hotwords = new Hotwords([.. phrases.Select(p => (ReadOnlyMemory<int>)p)], 4);
        var (state, total, most) = (default(HotwordState), 0.0, 0.0);
        foreach (var (token, own) in said)
        {
            (var gain, state) = hotwords.Step(state, token, own);
            total += gain;
            most += own;
            Assert.True(gain <= own + 1e-9);
            Assert.InRange(state.Credit, 0, most + 1e-9);
            Assert.InRange(total - state.Credit, -1e-9, most + 1e-9);
        }
        Assert.Equal(total - state.Credit, total + hotwords.Step(state, 3, 1).Gain, 1e-9);
    });

    /// <summary>The hotwords' tokens get the part of all tokens' probability that they have once they are multiplied by the boost and all are divided by their sum.</summary>
    [Fact]
    public void ABoostIsAmongTokens() => Gen.Select(Gen.Double[0, 1], Gen.Double[0, 10]).Sample((part, boost) =>
    {
        var gain = new Hotwords([new[] { 3 }], boost).Gain(part);
        Assert.Equal(part * Math.Exp(boost) / ((part * Math.Exp(boost)) + 1 - part), part * Math.Exp(gain), 1e-9);
        Assert.InRange(gain, -1e-9, boost);
    });

    [Fact]
    public void PhrasesAreDividedIntoAsFewTokensAsWillDo()
    {
        var vocabulary = new Vocabulary(["▁", "▁se", "ven", "▁seven", "s", "e", "v", "n", "ty", "t", "y"]);
        Assert.Equal([3], vocabulary.Tokens("seven"));
        Assert.Equal([3, 8], vocabulary.Tokens("seventy"));
        Assert.Equal([3, 0, 9, 5, 7], vocabulary.Tokens("seven ten"));
        string Error(string phrase) => Assert.Throws<FormatMismatchException>(() => vocabulary.Tokens(phrase)).Message;
        Assert.Equal("expected hotwords that the model's tokens can spell, found 'Seven'; write it as the model's tokens.txt does (capitals, no digits), or leave it out", Error("Seven"));
        Assert.Equal("expected hotwords that the model's tokens can spell, found 'x' in 'seven x'; write it as the model's tokens.txt does (capitals, no digits), or leave it out", Error("seven x"));
        Assert.Equal("expected a hotword of 1 to 64 tokens, found ' '; write one or a few words", Error(" "));
        Assert.Equal($"expected a hotword of 1 to 64 tokens, found 65 in '{string.Join(" ", Enumerable.Repeat("seven", 65))}'; write one or a few words", Error(string.Join(" ", Enumerable.Repeat("seven", 65))));
    }

    private static double[] Gains(Hotwords hotwords, params int[] said)
    {
        var state = default(HotwordState);
        return [.. said.Select(token =>
        {
            (var gain, state) = hotwords.Step(state, token, 2);
            return gain;
        })];
    }

    private static (int Whole, int Both) Covered(int[][] phrases, int[] said)
    {
        var whole = new bool[said.Length];
        foreach (var phrase in phrases)
            for (var at = 0; at + phrase.Length <= said.Length; at++)
                if (said.AsSpan(at, phrase.Length).SequenceEqual(phrase)) whole.AsSpan(at, phrase.Length).Fill(true);
        var both = whole.ToArray();
        var longest = Enumerable.Range(0, said.Length + 1).Last(n => n == 0 || phrases.Any(p => p.Length >= n && p.AsSpan(0, n).SequenceEqual(said.AsSpan(said.Length - n))));
        both.AsSpan(said.Length - longest).Fill(true);
        return (whole.Count(w => w), both.Count(b => b));
    }
}
