using Spectre.Console;
using Spectre.Console.Testing;
using Streaming.View;

namespace Streaming.Tests;

public partial class TerminalViewTests
{
    private static readonly StreamFormat utterances = StreamFormat.Events("mic", EventContent.Utterances), partials = StreamFormat.Events("mic", EventContent.Partials);

    [Fact]
    public void What_is_said_stands_below_what_was_said_at_80_by_24()
    {
        var console = new TestConsole().Width(80).Height(24).Colors(ColorSystem.NoColors);
        var run = Open(new(), console, mic, partials, utterances);
        run.Push<float>("streams0", [.. Tones(3.9, 0.3f, 0), 1, 1]);
        run.Push<Event>("streams2", [new("seven seven three, that is all there is to be said of this number, and no more of it", 0.9, 1), new("one two", 0.3, 1)], [0.5, 2]);
        run.Push<Event>("streams1", [new("three f", 5), new("three four fi", 11)], [3, 3.9]);
        time.Advance(tenth);
        var rows = console.Output.Split('\n');
        Assert.All(rows, row => Assert.Equal(80, row.Length));
        Assert.Equal(
            """
             00:03.9  Room                     latency p50 62.0 µs   p99 1.2 ms   dropped 0
            ─ streams0 ──────────────────────────────────────────────────── -60 … -10 dBFS ─
             4kHz
               2k
               1k
              500    ▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓

                  -4                -3                 -2                 -1             0 s
            ─ level ────────────────────────────────────────────────────── rms  peak  dBFS ─
            streams0 █████████████████████████████████████████▏··········┃ -13.4   0.0 CLIP
                     -60      -50      -40     -30      -20      -10     0
            ─ captions ─────────────────────────────────────────────────────────────────────




             00:00.5  seven seven three, that is all there is to be said of this number, and
                      no more of it
             00:02.0  one two
                      three four fi
            ─ nodes ───────────────────────────     in/s    out/s      p50      p99  dropped
            eeg              lsl.inlet                 –        –   5.2 µs  52.7 µs        0
            decide           eeg.decide                –        –   5.2 µs  52.7 µs        0
            view             view.terminal             –        –   5.2 µs  52.7 µs        0
            """.ReplaceLineEndings("\n"), string.Join('\n', rows.Select(row => row.TrimEnd())));
    }

    [Fact]
    public void The_end_that_may_be_taken_back_is_dim_and_the_unsure_is_faint()
    {
        var console = new TestConsole().Width(60).Height(12).EmitAnsiSequences().Colors(ColorSystem.TrueColor);
        var run = Open(new(), console, utterances, partials);
        run.Push<Event>("streams0", [new("sure", 0.9, 1), new("unsure", 0.3, 1), new("unknown", 0, 1)], [0, 1, 2]);
        run.Push<Event>("streams1", [new("stable not", 6)], [3]);
        time.Advance(tenth);
        Assert.Contains("stable\e[2m not\e[0m", console.Output);
        Assert.Contains("  sure ", console.Output);
        Assert.Contains("  \e[38;5;247munsure\e[0m", console.Output.Replace("\e[38;2;158;158;158m", "\e[38;5;247m", StringComparison.Ordinal));
        Assert.Contains("  unknown ", console.Output);
    }

    [Fact]
    public void A_final_takes_the_place_of_its_partials()
    {
        var console = new TestConsole().Width(40).Height(8).Colors(ColorSystem.NoColors);
        var run = Open(new(), console, partials, utterances);
        run.Push<Event>("streams0", [new("one", 3)], [1]);
        time.Advance(tenth);
        Assert.Contains("one", console.Output);
        run.Push<Event>("streams1", [new("won", 0.9, 1)], [0.5]).Push<Event>("streams0", [new("")], [2]);
        Assert.DoesNotContain("one", Next(console, tenth));
        run.Push<Event>("streams0", [new("two", 0)], [3]);
        var rows = Next(console, tenth).Split('\n');
        Assert.Equal("          two", rows[^1].TrimEnd());
        Assert.Equal(" 00:00.0  won", rows[^2].TrimEnd());
    }

    [Fact]
    public void Partials_alone_leave_what_they_were_last()
    {
        List<string> Shown(Action<NodeRun> push)
        {
            notes.Clear();
            var run = Open(new(), null, partials);
            push(run);
            time.Advance(tenth);
            view.Close();
            return [.. notes];
        }

        Assert.Equal(["00:00.0  one two"], Shown(run => run.Push<Event>("streams0", [new("one", 3), new("one two", 3), new(""), new("thr", 0)], [1, 1.5, 2, 3])));
        Assert.Empty(Shown(run => run.Push<Event>("streams0", [new("one", 3)], [1])));
    }

    [Fact]
    public void Without_a_terminal_each_final_is_a_line()
    {
        var run = Open(new(), null, mic, utterances, partials);
        run.Push<float>("streams0", Tones(1.5, 0.1f, 0));
        time.Advance(tenth);
        Assert.Empty(notes);
        run.Push<Event>("streams1", [new("one two", 0.9, 1)], [0.25]).Push<Event>("streams2", [new("three", 5)], [1.5]);
        time.Advance(tenth);
        time.Advance(tenth);
        run.Push<Event>("streams1", [new("three\nfour", 0.9, 1)], [62]);
        view.Close();
        Assert.Equal(["00:00.2  one two", "01:02.0  three four"], notes);
    }

    [Fact]
    public void Texts_that_came_too_fast_or_were_dropped_are_missed_aloud()
    {
        var run = Open(new(), null, utterances);
        run.Push<Event>("streams0", [.. Enumerable.Range(0, 300).Select(i => new Event($"text {i}"))], [.. Enumerable.Range(0, 300).Select(i => (double)i)]);
        run.Begin("streams0", 400).Push<Event>("streams0", [new("last")], [400]);
        view.Close();
        Assert.Equal("(46 texts came too fast to be shown)", notes[0]);
        Assert.Equal("00:46.0  text 46", notes[1]);
        Assert.Equal(["04:59.0  text 299", "06:40.0  (some texts are missing)", "06:40.0  last"], notes[^3..]);
    }

    [Theory]
    [InlineData("a.partials a.utterances b.partials b.utterances", "a b")]
    [InlineData("b.utterances a.partials a.utterances b.partials", "b a")]
    [InlineData("a.partials b.partials", "a b")]
    [InlineData("a.partials:mic b.utterances:mic", "a")]
    [InlineData("a.partials:mic b.utterances:other", "a b")]
    [InlineData("a.partials b.utterances", "a b")]
    [InlineData("a.utterances:mic b.utterances:mic b.partials:mic a.partials:mic", "a b")]
    public void Streams_of_one_node_or_name_share_a_panel(string streams, string panels)
    {
        List<CaptionHistory> all = [];
        foreach (var stream in streams.Split(' '))
        {
            var (port, name) = stream.Split(':') is [var first, var second] ? (first, second) : (stream, "");
            var joined = CaptionHistory.Join(all, Choice.NodeOf(port), name, port.EndsWith("partials", StringComparison.Ordinal));
            Assert.True(joined.Node == Choice.NodeOf(port) || joined.Name == name);
        }
        Assert.Equal(panels.Split(' '), all.Select(c => c.Node));
    }

    [Fact]
    public void Any_events_can_be_captions_and_captions_events()
    {
        var console = new TestConsole().Width(60).Height(12).Colors(ColorSystem.NoColors);
        var run = Open(new() { Show = ValueMap.Of(("streams0", "captions"), ("streams1", "events")) }, console, StreamFormat.Events("cues", EventContent.Cues), utterances);
        run.Push<Event>("streams0", [new("a cue", 1, 1)], [1]).Push<Event>("streams1", [new("an utterance", 1, 0)], [1]);
        time.Advance(tenth);
        Assert.Matches("─ events ─(.|\n)*an utterance(.|\n)*─ captions ─(.|\n)*a cue", console.Output);
        Assert.Equal("expected events or captions for 'streams0' in the setting show, found 'bars'; it is events",
            Assert.Throws<FormatMismatchException>(() => new NodeRun(new TerminalView(new() { Show = ValueMap.Of(("streams0", "bars")) })).Feed(StreamFormat.Events()).Configure()).Message);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(12, 5)]
    [InlineData(30, 8)]
    [InlineData(40, 10)]
    [InlineData(80, 24)]
    [InlineData(200, 60)]
    public void Any_size_is_filled_exactly_with_captions_too(int width, int height)
    {
        var console = new TestConsole().Width(width).Height(height);
        var run = Open(new(), console, mic, partials, utterances, utterances with { Name = "other" }, eeg, StreamFormat.Events("decisions"));
        run.Push<float>("streams0", Tones(1, 1, 1)).Push<Event>("streams1", [new("was nun noch werden kann", 7)], [1]);
        run.Push<Event>("streams2", [new("Donaudampfschifffahrtsgesellschaftskapitänsmütze one\ntwo", 1, 1)], [0.5]).Push<Event>("streams3", [new("hello", 1, 1)], [0.2]);
        IsFilled(console, width, height);
    }

    [Fact]
    public void A_text_is_wrapped_at_its_spaces() => Gen.Select(Gen.String[Gen.Char["ab  \n"], 0, 60], Gen.Int[1, 20]).Sample((text, width) =>
    {
        var rows = CaptionPanel.Wrap(text, width);
        Assert.All(rows, r => Assert.InRange(r.Length, 0, width));
        // All letters are there in their order, and a word is cut only where it is wider than a row.
        Assert.Equal(text.Replace(" ", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal),
            string.Concat(rows.Select(r => text.Substring(r.Start, r.Length))).Replace(" ", "", StringComparison.Ordinal));
        for (var i = 1; i < rows.Count; i++)
        {
            var seam = rows[i].Start;
            if (seam > 0 && !char.IsWhiteSpace(text[seam - 1])) Assert.Equal(width, rows[i - 1].Length);
        }
    });
}
