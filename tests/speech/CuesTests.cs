using Streaming.Speech;

namespace Streaming.Tests;

public class CuesTests
{
    private static readonly StreamFormat words = StreamFormat.Events("mic", EventContent.Words);

    /// <summary>A word with its time.</summary>
    internal sealed record Said(double Time, Event Word)
    {
        public double End => Time + Word.Duration;
    }

    /// <summary>A cue with its time.</summary>
    private sealed record Cue(double Time, string Text, double Duration, double Value)
    {
        public double End => Time + Duration;
    }

    /// <summary>Words one after the other, some of them touching, some after a pause, some longer than a line.</summary>
    private static readonly Gen<Said[]> speech = Gen.Select(
        Gen.Frequency((6, Gen.Double[0, 0.4]), (1, Gen.Const(0.0)), (2, Gen.Double[0.4, 4])), Gen.Double[0, 1.2], Gen.String[Gen.Char["abc.,é"], 1, 14], Gen.Double[0, 1]).Array[0, 80].Select(drawn =>
        {
            List<Said> said = [];
            var time = 0.5;
            foreach (var (pause, duration, text, confidence) in drawn)
            {
                time += pause;
                said.Add(new(time, new(text, confidence, duration)));
                time += duration + 1e-3;
            }
            return said.ToArray();
        });

    private static readonly Gen<Cues.Settings> settings = Gen.Select(Gen.Double[0.05, 2], Gen.Double[1, 8], Gen.Int[4, 30], Gen.Int[1, 3], Gen.Double[0, 1], Gen.Double[0, 0.2], Gen.Double[-3, 3])
        .Select((pause, longest, width, lines, minimum, gap, offset) => new Cues.Settings { Pause = pause, Longest = longest, Width = width, Lines = lines, Minimum = minimum, Gap = gap, Offset = offset });

    [Fact]
    public void Cues_hold_all_words_in_their_order_and_keep_every_promise() => Gen.Select(speech, settings).Sample((said, settings) =>
    {
        var cues = Make(settings, said, 1000);
        Assert.Equal(said.Select(s => s.Word.Text), cues.SelectMany(c => c.Text.Split([' ', '\n'])));
        var at = 0;
        for (var i = 0; i < cues.Count; i++)
        {
            var (cue, lines) = (cues[i], cues[i].Text.Split('\n'));
            var own = said[at..(at + cue.Text.Split([' ', '\n']).Length)];
            at += own.Length;
            Assert.All(lines, line => Assert.True(line.Length <= settings.Width || !line.Contains(' ', StringComparison.Ordinal), line));
            Assert.True(lines.Length <= settings.Lines || own.Length == 1, cue.Text);
            Assert.Equal(own[0].Time + settings.Offset, cue.Time, 1e-9);
            Assert.Equal(own.Average(s => s.Word.Value), cue.Value, 1e-9);
            var spoken = own.Max(s => s.End) - own[0].Time;
            Assert.True(spoken <= settings.Longest + 1e-9 || own.Length == 1);
            for (var k = 1; k < own.Length; k++) Assert.True(own[k].Time - own[..k].Max(s => s.End) < settings.Pause);
            // Shown as long as it is spoken, and at least the minimum, but the next cue ends it.
            var wanted = Math.Max(spoken, settings.Minimum);
            if (i + 1 == cues.Count) Assert.Equal(wanted, cue.Duration, 1e-9);
            else
            {
                var room = cues[i + 1].Time - cue.Time;
                Assert.True(cue.End <= cues[i + 1].Time + 1e-9);
                Assert.True(cue.Duration > 0 || wanted < 1e-9);
                Assert.Equal(Math.Min(wanted, room > settings.Gap ? room - settings.Gap : room), cue.Duration, 1e-9);
            }
        }
    });

    [Fact]
    public void A_cue_without_a_pause_behind_it_is_no_less_than_half_of_what_would_not_fit() => Gen.Select(speech, settings).Sample((said, settings) =>
    {
        var cues = Make(settings, said, 1000);
        var at = 0;
        for (var i = 0; i + 1 < cues.Count; i++)
        {
            var count = cues[i].Text.Split([' ', '\n']).Length;
            var own = said[at..(at + count)];
            at += count;
            if (said[at].Time - own.Max(s => s.End) >= settings.Pause) continue;
            var twice = said[(at - count)..Math.Min(said.Length, at + count + 1)];
            var text = string.Join(' ', twice.Select(s => s.Word.Text));
            Assert.True(twice.Max(s => s.End) - own[0].Time > settings.Longest || LineBreaks.Count(text, settings.Width) > settings.Lines, cues[i].Text);
        }
    });

    [Fact]
    public void The_cut_changes_nothing_and_no_cue_waits_longer_than_it_must() => Gen.Select(speech, settings, Gen.Int[1, 5], Gen.Double[0.3, 3]).Sample((said, settings, block, tick) =>
    {
        var whole = Make(settings, said, 1000);
        Assert.Equal(whole, Make(settings, said, block));

        // Time goes on in steps, as while somebody listens: a word is known when it has ended.
        var run = new NodeRun(new Cues(settings)).Feed(words).Configure();
        var (next, sent) = (0, 0);
        for (var now = 0.0; now < 500 && sent < whole.Count; now += tick)
        {
            for (; next < said.Length && said[next].End <= now; next++) run.Push<Event>("words", [said[next].Word], [said[next].Time]);
            // Nothing to come begins before the word that is not known yet.
            var bound = next < said.Length ? Math.Min(now, said[next].Time) : now;
            run.Settle("words", bound);
            var found = Result(run);
            Assert.Equal(whole[..found.Count], found);
            sent = found.Count;
            if (sent == whole.Count) break;
            // What is not sent yet could still change: its pause or its time on the screen is not over, or it may take more words before it must be split.
            var first = whole[..sent].Sum(c => c.Text.Split([' ', '\n']).Length);
            var own = said[first..(first + whole[sent].Text.Split([' ', '\n']).Length)];
            var spoken = own.Max(s => s.End);
            var known = said[first..Math.Max(first + 1, next)];
            var grows = known.Length > own.Length && bound < known.Max(s => s.End) + settings.Pause && known.Max(s => s.End) - own[0].Time <= settings.Longest
                && LineBreaks.Count(string.Join(' ', known.Select(s => s.Word.Text)), settings.Width) <= settings.Lines;
            Assert.True(grows || bound < Math.Max(spoken + settings.Pause, Math.Max(spoken, own[0].Time + settings.Minimum) + settings.Gap) + 1e-9);
        }
        Assert.Equal(whole, Result(run));
    });

    [Fact]
    public void A_saved_node_goes_on_in_another() => Gen.Select(speech, settings, Gen.Double[0, 1]).Sample((said, settings, part) =>
    {
        var whole = Make(settings, said, 1000);
        var at = (int)(part * said.Length);
        var before = new NodeRun(new Cues(settings)).Feed(words).Configure();
        foreach (var one in said[..at]) before.Push<Event>("words", [one.Word], [one.Time]);
        var after = new NodeRun(new Cues(settings)).Feed(words).Configure().Load(before.Save());
        foreach (var one in said[at..]) after.Push<Event>("words", [one.Word], [one.Time]);
        Assert.Equal(whole, [.. Result(before), .. Result(after.End())]);
    });

    [Fact]
    public void A_cue_stays_on_in_the_silence_after_it_but_not_into_the_next()
    {
        Said[] said = [new(1, new("one", 0.8, 0.2)), new(3, new("two", 0.6, 0.3)), new(3.5, new("three", 0.4, 0.3)), new(5.5, new("four", 1, 2))];
        Assert.Equal(
        [
            new(1, "one", 1.4, 0.8), new(3, "two three", 1.5, 0.5), new(5.5, "four", 2, 1),
        ], Make(new() { Pause = 1, Minimum = 1.5, Gap = 0.6 }, said, 1).Select(Rounded));
    }

    [Fact]
    public void A_cue_is_split_after_a_sentence_or_at_its_longest_pause()
    {
        static Said[] Speak(params (string Text, double Pause)[] said)
        {
            var time = 0.0;
            return [.. said.Select(s => new Said(Tick(s.Pause), new(s.Text, 1, 0.3)))];

            double Tick(double pause) => (time += pause + 0.3) - 0.3;
        }

        Cues.Settings narrow = new() { Width = 20, Lines = 1 };
        Assert.Equal(["we came late.", "you did not wait"], Texts(narrow, Speak(("we", 0), ("came", 0), ("late.", 0), ("you", 0.2), ("did", 0.3), ("not", 0), ("wait", 0))));
        Assert.Equal(["we came late", "you did not wait"], Texts(narrow, Speak(("we", 0), ("came", 0), ("late", 0.1), ("you", 0.4), ("did", 0.3), ("not", 0), ("wait", 0))));
        Assert.Equal(["we came late you did", "not wait"], Texts(narrow, Speak(("we", 0.7), ("came", 0.7), ("late", 0), ("you", 0), ("did", 0), ("not", 0), ("wait", 0))));
    }

    [Fact]
    public void Lines_are_balanced_and_the_last_is_not_the_shortest()
    {
        static string Broken(string text, int width)
        {
            var letters = text.ToCharArray();
            LineBreaks.Balance(letters, width);
            return new(letters);
        }

        Assert.Equal("ask not what your country\ncan do for you ask what you", Broken("ask not what your country can do for you ask what you", 42));
        Assert.Equal("short", Broken("short", 42));
        Assert.Equal("a\nDonaudampfschiff\nb c", Broken("a Donaudampfschiff b c", 8));
        Assert.Equal("", Broken("", 8));
        // Two letters that are written as several characters each are two for a reader.
        Assert.Equal("e\u0301e\u0301 👩‍🚀👩‍🚀", Broken("e\u0301e\u0301 👩‍🚀👩‍🚀", 5));
    }

    /// <summary>Against the definition: of all breaks with the least lines none has a shorter longest line.</summary>
    [Fact]
    public void No_other_breaks_are_better() => Gen.Select(Gen.Int[1, 9].Array[1, 10], Gen.Int[3, 20]).Sample((lengths, width) =>
    {
        var text = string.Join(' ', lengths.Select(l => new string('x', l))).ToCharArray();
        LineBreaks.Balance(text, width);
        var found = new string(text).Split('\n');
        var best = All(lengths).Where(lines => lines.All(l => l.Length <= width || !l.Contains(' ', StringComparison.Ordinal))).MinBy(lines => (lines.Length, lines.Max(l => Math.Min(l.Length, width))))!;
        Assert.Equal(best.Length, found.Length);
        Assert.True(found.Max(l => Math.Min(l.Length, width)) <= best.Max(l => Math.Min(l.Length, width)));

        static IEnumerable<string[]> All(int[] lengths) => Enumerable.Range(0, 1 << (lengths.Length - 1)).Select(breaks =>
            string.Concat(lengths.Select((l, i) => new string('x', l) + (i == lengths.Length - 1 ? "" : (breaks >> i & 1) == 1 ? "\n" : " "))).Split('\n'));
    });

    [Theory]
    [InlineData(Casing.Keep, "so iT goes. and|on")]
    [InlineData(Casing.Lower, "so it goes. and|on")]
    [InlineData(Casing.Upper, "SO IT GOES. AND|ON")]
    [InlineData(Casing.Sentence, "So iT goes. And|On")]
    public void Letters_are_written_as_asked(Casing casing, string expected)
    {
        Said[] said = [new(0, new("so", 1, 0.2)), new(0.3, new("iT", 1, 0.2)), new(0.6, new("goes.", 1, 0.2)), new(0.9, new("and", 1, 0.2)), new(4, new("on", 1, 0.2))];
        Assert.Equal(expected.Split('|'), Texts(new() { Casing = casing }, said));
    }

    [Fact]
    public void A_sentence_that_goes_on_in_the_next_cue_has_no_capital_there()
    {
        Said[] said = [.. Enumerable.Range(0, 6).Select(i => new Said(i * 0.3, new($"word{i}{(i == 3 ? "!" : "")}", 1, 0.3)))];
        Assert.Equal(["Word0", "word1", "word2", "word3!", "Word4", "word5"], Texts(new() { Casing = Casing.Sentence, Width = 6, Lines = 1 }, said));
    }

    [Fact]
    public void A_gap_ends_a_cue_and_words_of_one_time_stay_together()
    {
        var run = new NodeRun(new Cues(new() { Width = 5, Lines = 1 })).Feed(words).Configure();
        run.Push<Event>("words", [new("one", 1, 0.1), new("two", 1, 0.1)], [1, 1]);
        run.Push<Event>("words", [new(" \t", 1, 0.1), new("two\n  words", 1, 0.1)], [1.2, 3]);
        run.Begin("words", 3.2).Push<Event>("words", [new("gap", 1, 0.1)], [3.2]).End();
        Assert.Equal(["one\ntwo", "two\nwords", "gap"], run.Result<Event>().Values.Select(e => e.Text));
        Assert.Equal("Cues", run.OutputFormat().Content);
        Assert.Equal("mic", run.OutputFormat().Name);
    }

    [Fact]
    public void What_cannot_be_is_said()
    {
        static string Error(Cues.Settings settings, string content) =>
            Assert.Throws<FormatMismatchException>(() => new NodeRun(new Cues(settings)).Feed(StreamFormat.Events("mic", content)).Configure()).Message;
        Assert.Equal("expected words, each with its time, found partials; link the output 'words'", Error(new(), "Partials"));
        Assert.Equal("expected words, each with its time, found utterances; link the output 'words'", Error(new(), "Utterances"));
        Assert.Equal("expected minimum at most as long as longest, found minimum 7.5 s, longest 6 s; shorten one or lengthen the other", Error(new() { Minimum = 7.5 }, "Words"));
    }

    private static List<Cue> Make(Cues.Settings settings, Said[] said, int block)
    {
        var run = new NodeRun(new Cues(settings)).Feed(words).Configure();
        foreach (var part in said.Chunk(block)) run.Push<Event>("words", [.. part.Select(s => s.Word)], [.. part.Select(s => s.Time)]);
        return Result(run.End());
    }

    private static List<Cue> Result(NodeRun run)
    {
        var result = run.Result<Event>();
        return [.. result.Values.Zip(result.Times, (e, t) => new Cue(t, e.Text, e.Duration, e.Value))];
    }

    private static string[] Texts(Cues.Settings settings, Said[] said) => [.. Make(settings, said, 1000).Select(c => c.Text)];

    private static Cue Rounded(Cue cue) => cue with { Duration = Math.Round(cue.Duration, 9), Value = Math.Round(cue.Value, 9) };
}
