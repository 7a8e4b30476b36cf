using Streaming.Speech;

namespace Streaming.Tests;

/// <summary>What holds of a decoder whatever is said: live equals offline, it can be saved anywhere, and it takes no memory while nothing new is said.</summary>
public class CtcLawTests
{
    private static readonly StreamFormat voice = new() { Kind = StreamKind.Features, Shape = [1], Rate = 31.25 };

    // Frames of one word mostly sure, or of two in question, or of silence; with pauses, so that utterances end.
    private static readonly Gen<float[]> frame = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 6], Gen.Int[0, 6], Gen.Int[1, 9]).Select((kind, a, b, p) => kind switch
    {
        < 5 => Spoken.Frame(),
        < 8 => Spoken.Frame((Spoken.Tokens[a], 0.95f)),
        _ => Spoken.Frame((Spoken.Tokens[a], p / 10f * 0.9f), (Spoken.Tokens[(a + 1 + b % 6) % 7], (1 - (p / 10f)) * 0.9f)),
    });

    private static readonly Gen<Ctc.Settings> settings = Gen.Select(Gen.OneOf(Gen.Const(1), Gen.Const(2), Gen.Const(6)), Gen.Bool, Gen.OneOf(Gen.Const(0.0), Gen.Const(0.3), Gen.Const(0.8)), Gen.OneOf(Gen.Const(0), Gen.Const(1), Gen.Const(3)), Gen.Bool, Gen.OneOf(Gen.Const(0.0), Gen.Const(0.6))).Select((beam, hot, silence, longest, stable, confidence) =>
        new Ctc.Settings { Beam = beam, Hotwords = hot && beam > 1 ? ["two three", "four"] : [], Silence = silence, Longest = longest, Pause = 0.25, Partials = stable ? ShownText.Stable : ShownText.All, Confidence = confidence });

    private static readonly Gen<StreamFormat> format = Gen.OneOf(Gen.Const(Spoken.Format), Gen.Const(Spoken.Whole));

    [Fact]
    public void LiveEqualsOffline() => Gen.Select(settings, format, frame.Array[1, 80], Gen.Int[0, 100].Array[210], Gen.Int[1, 9], Gen.Bool).Sample((settings, format, frames, speech, cut, hasVoice) =>
    {
        var whole = Spoken.Run(settings, hasVoice ? voice : null, format);
        whole.Push<float>("logprobs", [.. frames.SelectMany(f => f)]);
        if (hasVoice) whole.Push<float>("voice", [.. speech.Select(s => s / 100f)]);
        whole.End();
        var live = Spoken.Run(settings, hasVoice ? voice : null, format);
        var heard = 0;
        for (var at = 0; at < frames.Length; at += cut)
        {
            live.Push<float>("logprobs", [.. frames.Skip(at).Take(cut).SelectMany(f => f)]);
            var until = Math.Min(speech.Length, (int)((at + cut) * 2.5) + (at % 5));
            if (hasVoice && until > heard) live.Push<float>("voice", [.. speech[heard..until].Select(s => s / 100f)]);
            heard = Math.Max(heard, until);
        }
        if (hasVoice && heard < speech.Length) live.Push<float>("voice", [.. speech[heard..].Select(s => s / 100f)]);
        live.End();
        AssertSame(whole, live);
    });

    [Fact]
    public void ASavedDecoderGoesOnInANewOne() => Gen.Select(settings, format, frame.Array[2, 60], Gen.Int[1, 59]).Sample((settings, format, frames, at) =>
    {
        at = Math.Min(at, frames.Length - 1);
        var run = Spoken.Run(settings, format: format);
        run.Push<float>("logprobs", [.. frames.Take(at).SelectMany(f => f)]);
        var state = run.Save();
        run.Clear();
        var restored = Spoken.Run(settings, format: format).Load(state);
        Assert.Equal(state, restored.Save());
        foreach (var both in new[] { run, restored }) both.Push<float>("logprobs", [.. frames.Skip(at).SelectMany(f => f)]).End();
        AssertSame(run, restored);
    });

    [Fact]
    public void ResetGivesTheFirstRunAgain() => Gen.Select(settings, frame.Array[1, 40], frame.Array[1, 40]).Sample((settings, before, frames) =>
    {
        var fresh = Spoken.Run(settings);
        var used = Spoken.Run(settings);
        used.Push<float>("logprobs", [.. before.SelectMany(f => f)]);
        used.Reset();
        foreach (var both in new[] { fresh, used }) both.Push<float>("logprobs", [.. frames.SelectMany(f => f)]).End();
        AssertSame(fresh, used);
    });

    /// <summary>What was said is all in the words, the same words are in the utterances, in the order of time, and a final is what its partials came to.</summary>
    [Fact]
    public void WordsUtterancesAndPartialsTellTheSame() => Gen.Select(settings, format, frame.Array[1, 80]).Sample((settings, format, frames) =>
    {
        var run = Spoken.Run(settings, format: format).Push<float>("logprobs", [.. frames.SelectMany(f => f)]).End();
        var (words, utterances, partials) = (run.Result<Event>("words"), run.Result<Event>("utterances"), run.Result<Event>("partials"));
        Assert.Equal(string.Join(" ", words.Values.Select(w => w.Text)), string.Join(" ", utterances.Values.Select(u => u.Text)));
        foreach (var result in new[] { words, utterances, partials }) Assert.Equal(result.Times.Order(), result.Times);
        for (var i = 1; i < words.Times.Length; i++) Assert.True(words.Times[i - 1] + words.Values[i - 1].Duration <= words.Times[i] + 1e-9, "words overlap");
        Assert.All(words.Values, w => Assert.InRange(w.Value, 0, 1));
        Assert.All(words.Values, w => Assert.True(w.Duration >= 0));
        if (partials.Values.Length > 0) Assert.Equal("", partials.Values[^1].Text);
    });

    /// <summary>What was stable once is in all that is said later, in finals and the partial after them.</summary>
    [Fact]
    public void StableTextIsNotTakenBack() => Gen.Select(settings, frame.Array[1, 80]).Sample((settings, frames) =>
    {
        var run = Spoken.Run(settings);
        var stable = "";
        foreach (var frame in frames)
        {
            run.Push<float>("logprobs", frame);
            var finals = string.Concat(run.Result<Event>("utterances").Values.Select(u => u.Text + " "));
            var partial = run.Result<Event>("partials").Values.LastOrDefault(new Event(""));
            var said = finals + partial.Text;
            Assert.True((said + " ").StartsWith(stable, StringComparison.Ordinal), $"'{stable}' was taken back: '{said}'");
            stable = (finals + partial.Text[..(int)partial.Value]).TrimEnd();
        }
    });

    /// <summary>A word of too little confidence is left out, and no other, where silence does not decide what an utterance is.</summary>
    [Fact]
    public void UncertainWordsAreLeftOut() => Gen.Select(settings, Gen.Int[1, 9], frame.Array[1, 80]).Sample((settings, tenths, frames) =>
    {
        var confidence = tenths / 10.0;
        settings = settings with { Silence = 0, Longest = 0 };
        Event[] Words(double least) => Spoken.Run(settings with { Confidence = least }).Push<float>("logprobs", [.. frames.SelectMany(f => f)]).End().Result<Event>("words").Values;
        Assert.Equal(Words(0).Where(w => w.Value >= confidence), Words(confidence));
    });

    /// <summary>Strings are made for new text alone: frames without news cost no memory.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    public void NothingIsAllocatedWithoutNewText(int beam)
    {
        var run = Spoken.Run(new() { Beam = beam, Silence = 0, Longest = 0, Hotwords = beam > 1 ? ["two three"] : [] });
        var held = Spoken.Frame(("▁three", 0.004f), ("▁four", 0.003f));
        run.Hear("one . two three");
        run.CountOnly();
        for (var n = 0; n < 100; n++) run.Push<float>("logprobs", held);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var n = 0; n < 1000; n++) run.Push<float>("logprobs", held);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void AssertSame(NodeRun expected, NodeRun found)
    {
        foreach (var port in new[] { "words", "utterances", "partials" })
        {
            Assert.Equal(expected.Result<Event>(port).Values, found.Result<Event>(port).Values);
            Assert.Equal(expected.Result<Event>(port).Times, found.Result<Event>(port).Times);
        }
    }
}
