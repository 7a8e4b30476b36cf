using System.Globalization;

namespace Streaming.Tests;

/// <summary>A microphone that is cut off, runs at another rate or is too loud: what was said is not lost, or it is told what is wrong.</summary>
public class TroubleTests(ITestOutputHelper output)
{
    private const int Strings = 12;

    /// <summary>What was said before the cut comes out to its end, and what is said after it is heard as if nothing had been before: word for word as each piece alone.</summary>
    [Fact]
    public async Task ACutMicrophoneLosesNothingOfWhatWasSaid()
    {
        var digits = new SpokenDigits();
        int wrong = 0, said = 0;
        for (var n = 0; n < Strings; n += 2)
        {
            var (before, after) = (digits.String(n), digits.String(n + 1));
            // The cut is 50 ms behind the last word, which the encoder has not heard to its end by then.
            float[][] pieces = [before.Sound[..^(int)(0.65 * SpokenDigits.Rate)], after.Sound];
            var notes = new List<string>();
            var cut = await CaptionGraph.Hear(new CutMicrophone { Pieces = pieces }, new RunOptions { Speed = 0, Time = new VirtualTime(), Note = notes.Add });
            var (first, second) = (await CaptionGraph.Hear(new CutMicrophone { Pieces = [pieces[0]] }), await CaptionGraph.Hear(new CutMicrophone { Pieces = [pieces[1]] }));

            Assert.Equal([.. first.Words, .. second.Words], cut.Words);
            Assert.Equal([.. first.Utterances, .. second.Utterances], cut.Utterances);
            Assert.Contains("mic: 'Desk' is gone; trying again", notes);
            var found = (pieces[0].Length / (double)SpokenDigits.Rate) + 2;
            Assert.All(cut.Times[..first.Words.Length], t => Assert.InRange(t, 0, found - 2));
            Assert.All(cut.Times[first.Words.Length..], t => Assert.InRange(t, found, double.MaxValue));
            wrong += SpokenDigits.Edits([.. before.Words, .. after.Words], cut.Words);
            said += before.Words.Length + after.Words.Length;
        }
        output.WriteLine($"{wrong} of {said} words are wrong");
        Assert.InRange(wrong, 0, said * 6 / 100);
    }

    /// <summary>Twenty times as loud, with peaks of six times full scale.</summary>
    [Fact]
    public async Task ClippedSpeechIsStillCaptioned()
    {
        var digits = new SpokenDigits();
        int wrong = 0, said = 0, flat = 0, all = 0;
        for (var n = 0; n < Strings; n++)
        {
            var (sound, words) = digits.String(n);
            float[] loud = [.. sound.Select(s => Math.Clamp(20 * s, -1, 1))];
            flat += loud.Count(s => Math.Abs(s) == 1);
            all += loud.Length;
            wrong += SpokenDigits.Edits(words, (await CaptionGraph.Hear(new CutMicrophone { Pieces = [loud] })).Words);
            said += words.Length;
        }
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{wrong} of {said} words are wrong with {100.0 * flat / all:0} % of samples clipped"));
        Assert.True(flat > 0.04 * all);
        Assert.InRange(wrong, 0, said / 10);
    }

    /// <summary>Half the rate has features of the same form, of other frequencies: without resampling it is refused before anything runs.</summary>
    [Theory]
    [InlineData(8000)]
    [InlineData(48000)]
    public void AnotherRateIsRefusedUnlessItIsResampled(double rate)
    {
        var graph = new Graph("captions")
            .Add("mic", new CutMicrophone { Pieces = [new float[16000]], Rate = rate })
            .Add("features", new Dsp.Mel(new() { Convention = Dsp.MelConvention.Nemo }))
            .Add("encoder", new Speech.Encoder(new() { Model = CaptionGraph.Model }))
            .Link("mic > features > encoder.features");
        var error = Assert.ThrowsAny<Exception>(() => graph.Compile());
        Assert.Contains(
            string.Create(CultureInfo.InvariantCulture, $"expected a signal at 16000 Hz, which the frames of 'nemo' are of, found {rate} Hz; put {{ node: dsp.resample, rate: 16000 }} before it, or set size, length and hop"),
            error.Message.ReplaceLineEndings(" "),
            StringComparison.Ordinal);
        _ = CaptionGraph.Behind(new CutMicrophone { Pieces = [new float[16000]], Rate = rate }).Graph.Compile();
    }
}
