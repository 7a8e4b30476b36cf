using Streaming.Speech;

namespace Streaming.Tests;

public class ReplaceTests
{
    private static readonly StreamFormat words = StreamFormat.Events("mic", EventContent.Words), utterances = StreamFormat.Events("mic", EventContent.Utterances), partials = StreamFormat.Events("mic", EventContent.Partials);

    private static readonly Replace.Settings rules = new()
    {
        Words = ValueMap.Of(("um", ""), ("new york", "NYC"), ("New York Times", "the paper"), ("gonna", "going to"), ("c++", "cpp")),
        Hide = ["darn", "dog gone"],
    };

    [Theory]
    [InlineData("Um, I saw the New YORK skyline, um", "I saw the NYC skyline,")]
    [InlineData("new york times and \"New York\"!", "the paper and \"NYC\"!")]
    [InlineData("new new york", "new NYC")]
    [InlineData("I'm gonna learn C++, (gonna)", "I'm going to learn cpp, (going to)")]
    [InlineData("Darn! A dog gone... dog, gone undarned", "****! A *** ****... ***, **** undarned")]
    [InlineData("two\nlines  stay", "two\nlines  stay")]
    [InlineData("um", null)]
    [InlineData("", "")]
    public void Whole_words_and_phrases_are_replaced_in_texts(string text, string? expected)
    {
        var node = new Replace(rules);
        var result = new NodeRun(node).Feed(utterances).Configure().Push<Event>("said", [new(text, 0.5, 2)], [3]).End().Result<Event>();
        Assert.Equal(expected is null ? [] : [new Event(expected, 0.5, 2)], result.Values);
        Assert.All(result.Times, t => Assert.Equal(3, t));
        Assert.Equal(utterances, result.Format);
        if (text == expected) Assert.Same(text, result.Values[0].Text);
    }

    [Fact]
    public void In_words_a_phrase_becomes_one_with_its_times_merged()
    {
        var node = new Replace(rules);
        var run = new NodeRun(node).Feed(words).Configure();
        run.Push<Event>("said", [new("Um", 0.1, 0.2), new("(new", 0.6, 0.3), new("york)", 0.8, 0.5), new("dog", 0.3, 0.2), new("gone", 0.5, 0.2), new("new", 0.9, 0.2), new("Um", 1, 0.1)], [0, 1, 1.4, 2, 2.3, 3, 3.3]).End();
        var result = run.Result<Event>();
        Assert.Equal([1, 2, 2.3, 3], result.Times);
        Assert.Equal([new("(NYC)", 0.7, 0.9), new("***", 0.3, 0.2), new("****", 0.5, 0.2), new("new", 0.9, 0.2)], result.Values.Select(e => e with { Value = Math.Round(e.Value, 9), Duration = Math.Round(e.Duration, 9) }));
        Assert.Equal([new("replaced", 4)], node.Conclude());
    }

    [Fact]
    public void A_word_waits_only_while_it_may_begin_a_phrase()
    {
        var run = new NodeRun(new Replace(rules with { Pause = 0.5 })).Feed(words).Configure();
        run.Push<Event>("said", [new("old", 1, 0.2)], [1]);
        Assert.Equal(["old"], Texts(run));
        run.Push<Event>("said", [new("new", 1, 0.2)], [2]);
        Assert.Equal(["old"], Texts(run));
        run.Settle("said", 2.6);
        Assert.Equal(["old"], Texts(run));
        run.Settle("said", 2.71);
        Assert.Equal(["old", "new"], Texts(run));
        // After the pause York is no part of it; and what comes after a gap is not either.
        run.Push<Event>("said", [new("york", 1, 0.2)], [2.8]);
        Assert.Equal(["old", "new", "york"], Texts(run));
        run.Push<Event>("said", [new("new", 1, 0.2)], [4]).Begin("said", 4.3).Push<Event>("said", [new("york", 1, 0.2)], [4.3]).End();
        Assert.Equal(["old", "new", "york", "new", "york"], Texts(run));
    }

    private static readonly string[] vocabulary = ["a", "b", "ab", "c", "B", "a,", "(b)", "abc"];
    private static readonly Gen<string> word = Gen.Int[0, vocabulary.Length - 1].Select(i => vocabulary[i]);

    private static readonly Gen<Replace.Settings> someRules = Gen.Select(Gen.Int[0, 3].Array[1, 3].Select(w => string.Join(' ', w.Select(i => vocabulary[i]))), Gen.Int[0, 3]).Array[1, 5].Select(drawn =>
    {
        var unique = drawn.DistinctBy(d => d.Item1, StringComparer.OrdinalIgnoreCase).ToArray();
        return new Replace.Settings
        {
            Words = ValueMap.Of([.. unique.Where(d => d.Item2 > 0).Select(d => (d.Item1, d.Item2 == 1 ? "" : d.Item2 == 2 ? "X" : "Y Z"))]),
            Hide = [.. unique.Where(d => d.Item2 == 0).Select(d => d.Item1)],
        };
    });

    /// <summary>Without pauses the words say what the text does, however they are cut.</summary>
    [Fact]
    public void Words_and_their_text_come_out_alike() => Gen.Select(someRules, word.Array[0, 12], Gen.Int[1, 5]).Sample((rules, said, block) =>
    {
        var run = new NodeRun(new Replace(rules)).Feed(words).Configure();
        for (var at = 0; at < said.Length; at += block)
        {
            var part = said[at..Math.Min(said.Length, at + block)];
            run.Push<Event>("said", [.. part.Select(w => new Event(w, 1, 0.2))], [.. part.Select((_, i) => (at + i) * 0.3)]);
        }
        run.End();
        Assert.Equal(Whole(rules, string.Join(' ', said)), string.Join(' ', Texts(run)));
        Assert.Equal(run.Result<Event>().Times.Order(), run.Result<Event>().Times);
    });

    /// <summary>The promise of partials: whatever is said next, the characters that were to stay are there.</summary>
    [Fact]
    public void What_is_stable_stays_whatever_comes() => Gen.Select(someRules, word.Array[0, 8].Select(w => string.Join(' ', w)), Gen.Double[0, 1], Gen.OneOf(Gen.Const(""), Gen.Const(" ")), word.Array[0, 4].Select(w => string.Join(' ', w))).Sample((rules, text, part, space, more) =>
    {
        var stable = (int)Math.Round(part * text.Length);
        var run = new NodeRun(new Replace(rules)).Feed(partials).Configure();
        run.Push<Event>("said", [new(text, stable), new(text[..stable] + space + more, stable)], [1, 2]);
        var now = run.Result<Event>().Values[0];
        var kept = (int)now.Value;
        Assert.Equal(Whole(rules, text), now.Text);
        Assert.InRange(kept, 0, now.Text.Length);
        var next = Whole(rules, text[..stable] + space + more);
        Assert.True(next.StartsWith(now.Text[..kept], StringComparison.Ordinal), $"'{text}' of which {stable} stay is '{now.Text}' of which {kept} should stay, then '{next}'");
    });

    [Fact]
    public void What_is_stable_is_as_much_as_can_be()
    {
        int Stable(string text, int stable) => (int)new NodeRun(new Replace(rules)).Feed(partials).Configure().Push<Event>("said", [new(text, stable)], [1]).End().Result<Event>().Values[0].Value;

        Assert.Equal(11, Stable("hello there", 11));
        Assert.Equal(3, Stable("hello there", 3));
        Assert.Equal(5, Stable("hello new", 9));              // New York may follow
        Assert.Equal(9, Stable("hello NYC ", 10));
        Assert.Equal(5, Stable("hello new york", 14));        // it may become the Times
        Assert.Equal(14, Stable("hello new york says", 19));  // "hello NYC says"
        Assert.Equal(0, Stable("u", 1));                      // um may be meant
        Assert.Equal(2, Stable("un", 2));
    }

    [Fact]
    public void An_empty_partial_still_clears_the_display()
    {
        var run = new NodeRun(new Replace(rules)).Feed(partials).Configure().Push<Event>("said", [new("um", 2), new("", 0)], [1, 2]).End();
        Assert.Equal([new Event(""), new Event("")], run.Result<Event>().Values);
    }

    [Fact]
    public void A_saved_node_goes_on_in_another() => Gen.Select(someRules, word.Array[0, 12], Gen.Double[0, 1]).Sample((rules, said, part) =>
    {
        var at = (int)(part * said.Length);
        var before = new NodeRun(new Replace(rules)).Feed(words).Configure();
        var after = new NodeRun(new Replace(rules)).Feed(words).Configure();
        for (var i = 0; i < said.Length; i++)
        {
            if (i == at) after.Load(before.Save());
            (i < at ? before : after).Push<Event>("said", [new(said[i], 1, 0.2)], [i * 0.3]);
        }
        if (at == said.Length) after.Load(before.Save());
        after.End();
        Assert.Equal(Whole(rules, string.Join(' ', said)), string.Join(' ', [.. Texts(before), .. Texts(after)]));
    });

    [Fact]
    public void Words_can_stand_in_a_file()
    {
        var path = Path.Combine(Path.GetTempPath(), $"streaming-{Guid.NewGuid():N}.txt");
        try
        {
            File.WriteAllText(path, "# what nobody says here\n\ndarn it\n  um =\nFritz = Fred  \n");
            Assert.Equal("well **** ** Fred", Whole(new() { File = path }, "well darn it um fritz"));
            File.WriteAllText(path, "darn\nDARN = no\n");
            Assert.Equal($"expected each word or phrase once, found 'DARN ' again in {path}, line 2; remove one of them", Error(new() { File = path }));
        }
        finally
        {
            File.Delete(path);
        }
        Assert.StartsWith($"expected a file of words, one a line, found {path}: Could not find file", Error(new() { File = path }));
    }

    [Fact]
    public void What_cannot_be_is_said()
    {
        Assert.Equal("expected words to replace or to hide, found none; name some in 'words', 'hide' or 'file', or take the node out", Error(new()));
        Assert.Equal("expected a word or phrase in the setting hide, found an empty one; write one, or remove the entry", Error(new() { Hide = [" "] }));
        Assert.Equal("expected words with letters or digits in the setting words, found 'a - b'; punctuation belongs to the word beside it", Error(new() { Words = ValueMap.Of(("a - b", "c")) }));
        Assert.Equal("expected each word or phrase once, found 'A  b' again in the setting hide; remove one of them", Error(new() { Words = ValueMap.Of(("a b", "c")), Hide = ["A  b"] }));
    }

    [Fact]
    public void Across_events_only_where_they_are_words()
    {
        string[] Said(StreamFormat format, bool across) => Texts(new NodeRun(new Replace(rules with { Across = across })).Feed(format).Configure().Push<Event>("said", [new("new"), new("York")], [1, 1.2]).End());
        Assert.Equal(["new", "York"], Said(utterances, false));
        Assert.Equal(["new", "York"], Said(StreamFormat.Events(), false));
        Assert.Equal(["NYC"], Said(StreamFormat.Events(), true));
        Assert.Equal(["NYC"], Said(words, false));
    }

    private static string Whole(Replace.Settings rules, string text) =>
        string.Concat(new NodeRun(new Replace(rules)).Feed(utterances).Configure().Push<Event>("said", [new(text)], [1]).End().Result<Event>().Values.Select(e => e.Text));

    private static string Error(Replace.Settings settings) => Assert.Throws<FormatMismatchException>(() => new NodeRun(new Replace(settings)).Feed(words).Configure()).Message;

    private static string[] Texts(NodeRun run) => [.. run.Result<Event>().Values.Select(e => e.Text)];
}
