using System.Globalization;
using Streaming.Speech;

namespace Streaming.Tests;

/// <summary>When a word begins and ends.</summary>
public class WordTimesTests(ITestOutputHelper output)
{
    /// <summary>Of spoken digits put together at known times: nearer than a token's own time, which is a third of a second after the word's beginning.</summary>
    [Theory]
    [InlineData("ctc")]
    [InlineData("transducer")]
    public void WordsBeginAndEndWhereTheyDo(string decoder)
    {
        var (tokens, _) = Errors(decoder, 0);
        var (begins, ends) = Errors(decoder, new Ctc.Settings().Lead);
        output.WriteLine($"{decoder}, {begins.Length} words, ms of p50 and p90 of the error's size, and the mean error: begins {Shown(begins)} (tokens {Shown(tokens)}), ends {Shown(ends)}");
        Assert.InRange(begins.Average(), -0.1, 0.1);
        Assert.InRange(Quantile(begins, 0.5), 0, 0.09);
        Assert.InRange(Quantile(begins, 0.9), 0, 0.22);
        Assert.True(Quantile(begins, 0.9) < Quantile(tokens, 0.5), "words begin no nearer than their tokens do");
        Assert.InRange(Quantile(ends, 0.5), 0, 0.12);
    }

    /// <summary>A word begins before its token, but not before the word before it ends, nor before anything was heard.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void AWholeWordBeginsBeforeItsToken(int beam)
    {
        var run = Spoken.Run(new() { Beam = beam, Lead = 0.3, Silence = 0.4 }, format: Spoken.Whole);
        run.Hear(". . one . . . . . . two two . three four", .998f).Begin("logprobs", 5).Hear(". one", .998f).End();
        Assert.Equal(["one@0+0.24", "two@0.42+0.46", "three@0.88+0.16", "four@1.04+0.08", "one@5+0.16"], run.Said("words"));
        Assert.Equal(["one@0+0.24", "two three four@0.42+0.7", "one@5+0.16"], run.Said("utterances"));
    }

    /// <summary>Where words are of pieces the first is said near the beginning.</summary>
    [Fact]
    public void AWordOfPiecesBeginsWithItsFirst()
    {
        var run = Spoken.Run(new() { Lead = 1 });
        run.Hear(". . . . four teen .").End();
        Assert.Equal(["fourteen@0.32+0.16"], run.Said("words"));
    }

    private static string Shown(double[] errors) =>
        string.Create(CultureInfo.InvariantCulture, $"{1000 * Quantile(errors, 0.5):0}, {1000 * Quantile(errors, 0.9):0}, {1000 * errors.Average():+0;-0}");

    private static double Quantile(double[] errors, double part) => errors.Select(Math.Abs).Order().ElementAt((int)(part * errors.Length));

    /// <summary>Seconds by which words begin and end too late, of those that were heard right.</summary>
    private static (double[] Begins, double[] Ends) Errors(string decoder, double lead)
    {
        List<double> begins = [], ends = [];
        foreach (var heard in HeardDigits.At(20))
        {
            var words = decoder == "ctc" ? HeardDigits.Say(new Ctc.Settings { Lead = lead }, heard.Logprobs)[0] : HeardDigits.Say(new Transducer.Settings { Model = HeardDigits.Model, Lead = lead }, heard.Encoded)[0];
            foreach (var (said, found) in SpokenDigits.Pairs([.. heard.Said.Select(s => s.Word)], [.. words.Values.Select(w => w.Text)]))
            {
                begins.Add(words.Times[found] - heard.Said[said].Begin);
                ends.Add(words.Times[found] + words.Values[found].Duration - heard.Said[said].End);
            }
        }
        return ([.. begins], [.. ends]);
    }
}
