using Streaming.Speech;

namespace Streaming.Tests;

/// <summary>From probabilities to words, utterances and partials.</summary>
public class CtcNodeTests
{
    private static readonly StreamFormat voice = new() { Kind = StreamKind.Features, Shape = [1], Rate = 25 };

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void WordsComeWithTheirTimesAndUtterancesAfterSilence(int beam)
    {
        var run = Spoken.Run(new() { Beam = beam, Silence = 0.4 });
        run.Hear(". one one . four teen .");
        if (beam == 1) Assert.Equal(["one@0.08+0.16"], run.Said("words")); // final as the next one begins
        run.Hear(". . .");
        Assert.Empty(run.Said("utterances"));
        run.Hear(". two . . . . .");
        Assert.Equal(["one@0.08+0.16", "fourteen@0.32+0.16", "two@0.88+0.08"], run.Said("words"));
        Assert.Equal(["one fourteen@0.08+0.4", "two@0.88+0.08"], run.Said("utterances"));
    }

    /// <summary>A word is as sure as all its tokens together, an utterance as its words are on average.</summary>
    [Fact]
    public void ConfidenceIsThatOfTheTokens()
    {
        var run = Spoken.Run(new());
        run.Hear("one", .6f).Hear("one", .8f).Hear("four", .9f).Hear("teen", .5f).End();
        Assert.Equal([.8, .45], run.Result<Event>("words").Values.Select(e => Math.Round(e.Value, 2)));
        Assert.Equal(.625, run.Result<Event>("utterances").Values.Single().Value, 1e-2);
    }

    /// <summary>What the model is not sure of is said nowhere; a piece that makes a word uncertain takes it back, so it was not stable before.</summary>
    [Fact]
    public void AWordOfLittleConfidenceIsLeftOut()
    {
        var run = Spoken.Run(new() { Confidence = 0.6, Silence = 0.24 });
        run.Hear("one", .9f).Hear("two", .55f).Hear("three", .8f).Hear("four", .9f).Hear("teen", .6f).Hear(". . .");
        Assert.Equal(["one@0+0.08", "three@0.16+0.08"], run.Said("words"));
        Assert.Equal(["one three@0+0.24"], run.Said("utterances"));
        Assert.Equal(["|one", "one|", "one| three", "one three| four", "one three|", "|"], run.Partials());
    }

    /// <summary>Noise that sounds like words is no utterance, however long it goes on, and what is said after it is heard.</summary>
    [Fact]
    public void NothingIsSaidOfWhatIsUncertain()
    {
        var run = Spoken.Run(new() { Confidence = 0.6, Silence = 0.24 });
        for (var i = 0; i < 3000; i++) run.Hear("two . three", .55f);
        Assert.Empty(run.Said("words"));
        Assert.Empty(run.Said("utterances"));
        Assert.Empty(run.Partials());
        run.Hear(". . . . one . . . .");
        Assert.Equal(["one@720.32+0.08"], run.Said("utterances"));
    }

    /// <summary>Where every token is a whole word, it is certain at once.</summary>
    [Fact]
    public void AWholeWordIsStableAtOnce()
    {
        var run = Spoken.Run(new() { Confidence = 0.6, Silence = 0.24 }, format: Spoken.Whole);
        run.Hear("one", .9f).Hear("two", .55f).Hear("three", .9f);
        Assert.Equal(["one|", "one three|"], run.Partials());
    }

    [Fact]
    public void AGreedyPartialIsStableAndEmptyAfterTheEnd()
    {
        var run = Spoken.Run(new() { Silence = 0.24 });
        run.Hear("one . four teen . . . .");
        Assert.Equal(["one|", "one four|", "one fourteen|", "|"], run.Partials());
        Assert.Equal([0.08, 0.24, 0.32, 0.56], run.Result<Event>("partials").Times.Select(t => Math.Round(t, 9)));
    }

    /// <summary>A beam shows what it thinks and how much of it all hypotheses share; or that alone.</summary>
    [Fact]
    public void ABeamTellsWhatIsStable()
    {
        string[] Heard(ShownText shown)
        {
            var run = Spoken.Run(new() { Beam = 4, Partials = shown });
            run.Hear("one", .998f).Hear(".").Hear(("▁two", .5f), ("▁three", .3f)).Hear(".").Hear(("▁four", .999f)).End();
            return run.Partials();
        }

        Assert.Equal(["one|", "one| two", "one| two four", "|"], Heard(ShownText.All));
        Assert.Equal(["one|", "|"], Heard(ShownText.Stable));
    }

    [Fact]
    public void NothingIsLostAtTheEndOrBeforeAGap()
    {
        foreach (var beam in new[] { 1, 4 })
        {
            var run = Spoken.Run(new() { Beam = beam });
            run.Hear("one . two").Begin("logprobs", 5).Hear("two three").End();
            Assert.Equal(["one@0+0.08", "two@0.16+0.08", "two@5+0.08", "three@5.08+0.08"], run.Said("words"));
            Assert.Equal(["one two@0+0.24", "two three@5+0.16"], run.Said("utterances"));
            Assert.Equal("|", run.Partials()[^1]);
        }
    }

    /// <summary>A long utterance is cut between words: the one that is being spoken goes on in the next.</summary>
    [Fact]
    public void ALongUtteranceIsCutBetweenWords()
    {
        foreach (var beam in new[] { 1, 4 })
        {
            var run = Spoken.Run(new() { Beam = beam, Longest = 0.4, Silence = 0 });
            run.Hear("one . two . four teen . three . . . . . . . . . . .", .998f).End();
            Assert.Equal(["one two@0+0.24", "fourteen@0.32+0.16", "three@0.56+0.08"], run.Said("utterances"));
            Assert.Equal(["one@0+0.08", "two@0.16+0.08", "fourteen@0.32+0.16", "three@0.56+0.08"], run.Said("words"));
        }
    }

    /// <summary>With all rules off only the end of the stream ends an utterance.</summary>
    [Fact]
    public void EachRuleCanBeSwitchedOff()
    {
        var run = Spoken.Run(new() { Longest = 0, Silence = 0, Pause = 0 }, voice);
        run.Hear("one" + string.Concat(Enumerable.Repeat(" .", 400)) + " two");
        run.Push<float>("voice", new float[802]);
        Assert.Empty(run.Said("utterances"));
        run.End();
        Assert.Equal(["one two@0+32.16"], run.Said("utterances"));
    }

    [Fact]
    public void APauseOfTheVoiceEndsAnUtterance()
    {
        var run = Spoken.Run(new() { Silence = 0, Pause = 0.2 }, voice);
        // Speech until 0.3 s: 0.2 s later it is over, in the first frame from then.
        run.Hear("one . two . . . . .").Push<float>("voice", [1, 1, 1, 1, 1, 1, .9f, .4f, .2f, .1f, .1f, .1f, .1f, .1f, .1f, .1f]);
        Assert.Equal(["one two@0+0.24"], run.Said("utterances"));
        Assert.Equal(0.64, run.Result<Event>("partials").Times[^1], 1e-9);
    }

    /// <summary>A token that came just now may be the beginning of a word, though the voice has paused.</summary>
    [Fact]
    public void APauseOfTheVoiceDoesNotCutAWord()
    {
        var run = Spoken.Run(new() { Silence = 0, Pause = 0.3 }, voice);
        run.Hear(". . . four teen . . . .").Push<float>("voice", new float[18]);
        Assert.Equal(["fourteen@0.24+0.16"], run.Said("utterances"));
    }

    /// <summary>After a gap in it, nothing is known of the voice.</summary>
    [Fact]
    public void AGapOfTheVoiceIsNoPause()
    {
        var run = Spoken.Run(new() { Silence = 0, Pause = 0.3 }, voice);
        run.Push<float>("voice", [0, 0, 0, 0]).Begin("voice", 0.4).Push<float>("voice", [1, 1, 1]).Hear("one . . . . .");
        Assert.Empty(run.Said("utterances"));
        run.Push<float>("voice", new float[13]).Hear(". . . . . . . .");
        Assert.Equal(["one@0+0.08"], run.Said("utterances"));
    }

    /// <summary>A model may say itself that an utterance is over.</summary>
    [Fact]
    public void AModelCanEndAnUtterance()
    {
        var format = Spoken.Format with { Labels = ["▁one", "▁two", "▁three", "▁four", "teen", "<EOU>", "<unk>", "<blk>"] };
        var run = new NodeRun(new Ctc(new() { Silence = 10 })).Feed("logprobs", format).Configure();
        run.Push<float>("logprobs", [.. Spoken.Frames("one two s"), .. Spoken.Frame(("▁", .9f)), .. Spoken.Frames(". .")]);
        Assert.Equal(["one two@0+0.16"], run.Said("utterances"));
        Assert.Equal(["one@0+0.08", "two@0.08+0.08"], run.Said("words"));
        Assert.Equal("|", run.Partials()[^1]);
    }

    /// <summary>Where sounds are close a hotword wins; what is said clearly is left alone, and in silence nothing is made up, whatever the boost.</summary>
    [Fact]
    public void HotwordsWinWhereItIsClose()
    {
        string Heard(double boost, float three, float two)
        {
            var run = Spoken.Run(new() { Beam = 8, Hotwords = boost > 0 ? ["three four"] : [], Boost = boost });
            for (var n = 0; n < 20; n++) run.Hear(".");
            run.Hear(("▁two", two), ("▁three", three)).Hear(". four . .").End();
            return string.Join(" | ", run.Result<Event>("utterances").Values.Select(e => e.Text));
        }

        Assert.Equal("two four", Heard(0, .3f, .65f));
        Assert.Equal("three four", Heard(2, .3f, .65f));
        Assert.Equal("two four", Heard(2, .002f, .99f));

        foreach (var boost in new[] { 2.0, 5, 10 })
        {
            var silence = Spoken.Run(new() { Beam = 8, Hotwords = ["three", "three four", "one two three four"], Boost = boost });
            for (var n = 0; n < 2000; n++) silence.Hear(".");
            silence.End();
            Assert.Empty(silence.Result<Event>("partials").Values);
        }
    }

    /// <summary>The credit for the beginning of a phrase is taken back where it does not go on.</summary>
    [Fact]
    public void ABeginningAloneGainsNothing()
    {
        var run = Spoken.Run(new() { Beam = 8, Hotwords = ["three four"], Boost = 2 });
        run.Hear(("▁two", .6f), ("▁three", .3f)).Hear(". one . .").End();
        Assert.Equal(["two one"], run.Result<Event>("utterances").Values.Select(e => e.Text));
    }

    /// <summary>What nobody says any more is not in question for ever: after two seconds it is settled, and hours of silence add up to nothing.</summary>
    [Fact]
    public void WhatIsLongPastIsSettled()
    {
        var run = Spoken.Run(new() { Beam = 4, Silence = 0, Longest = 0, Partials = ShownText.Stable });
        run.Hear(("▁two", .5f), ("▁three", .3f));
        for (var n = 0; n < 24; n++) run.Hear(".");
        Assert.Empty(run.Partials());
        run.Hear(". .");
        Assert.Equal(["two|"], run.Partials());

        var silence = Spoken.Run(new() { Beam = 4 });
        var hum = Spoken.Frame(("▁one", .002f));
        for (var n = 0; n < 20_000; n++) silence.Push<float>("logprobs", hum);
        Assert.Empty(silence.Partials());
    }

    /// <summary>However much is said without an end, memory is bounded, and nothing is lost.</summary>
    [Fact]
    public void AnEndlessUtteranceIsCutByItself()
    {
        var run = Spoken.Run(new() { Silence = 0, Longest = 0 });
        var pair = Spoken.Frames("one two");
        for (var n = 0; n < 5000; n++) run.Push<float>("logprobs", pair);
        run.End();
        Assert.Equal(10_000, run.Result<Event>("words").Values.Length);
        Assert.Equal(10_000, run.Result<Event>("utterances").Values.Sum(u => u.Text.Split(' ').Length));
        // One word without end: cut within it, since there is nothing else to do.
        run = Spoken.Run(new() { Silence = 0, Longest = 0 });
        pair = Spoken.Frames("s teen");
        for (var n = 0; n < 5000; n++) run.Push<float>("logprobs", pair);
        run.End();
        Assert.Equal(25_000, run.Result<Event>("words").Values.Sum(w => w.Text.Length));
    }

    [Fact]
    public void WhatCannotBeIsSaid()
    {
        string Error(Ctc.Settings settings, StreamFormat format, StreamFormat? voice = null)
        {
            var run = new NodeRun(new Ctc(settings)).Feed("logprobs", format);
            if (voice is not null) run.Feed("voice", voice);
            return Assert.Throws<FormatMismatchException>(() => run.Configure()).Message;
        }

        Assert.Equal("expected tokens as the stream's labels, as speech.encoder gives them, found features float32[8] 12.5 Hz without labels; name the model's tokens.txt in 'tokens'", Error(new(), Spoken.Format with { Labels = [] }));
        Assert.Equal("expected a stream of steady rate, found features float32[8] irregular; link the output of speech.encoder to it", Error(new(), Spoken.Format with { Rate = 0 }));
        Assert.Equal("expected a beam above 1 for hotwords, found beam 1, which follows one hypothesis; write 'beam: 4', or leave 'hotwords' out", Error(new() { Hotwords = ["one"] }, Spoken.Format));
        Assert.Equal("expected hotwords that the model's tokens can spell, found 'nine'; write it as the model's tokens.txt does (capitals, no digits), or leave it out", Error(new() { Hotwords = ["nine"], Beam = 2 }, Spoken.Format));
        Assert.Equal("expected a probability of speech at 'voice', found windows float32[4x1] irregular; link a speech detector to it, such as { node: onnx, model: models/vad }", Error(new(), Spoken.Format, new() { Kind = StreamKind.Windows, Shape = [4, 1] }));
        var tokens = Path.GetTempFileName();
        File.WriteAllText(tokens, "▁one 0\n<blk> 1\n");
        Assert.Equal("expected probabilities of tokens and the blank of 2 numbers, found features float32[8] 12.5 Hz; link the 'logprobs' of the model with these tokens to it", Error(new() { Tokens = tokens }, Spoken.Format));
        File.Delete(tokens);
    }
}
