using System.Text;
using Streaming.Record;

namespace Streaming.Tests;

/// <summary>Subtitles and transcripts: their times, their texts, and the sinks that write them.</summary>
public class CaptionTests
{
    private const string Joiner = "\u2060";
    private static readonly StreamFormat cues = StreamFormat.Events("speech", EventContent.Cues), mic = StreamFormat.Signal(1, 100, name: "mic");

    private static readonly string[] pieces =
    [
        "<i>", "</b>", "a < b", "-->", "----->", "{\\an8}", "{", "&", "&lt;", "&amp;amp;", "\n", "\r\n", "\n\n \n", " ", "1", "NOTE", "STYLE", "WEBVTT", "00:00:01.000 --> 00:00:02.000",
        "é", "字幕", "😀", "\0", "word", "\u2028", "<", ">",
    ];

    private static readonly Gen<string> texts = Gen.OneOf(Gen.Int[0, pieces.Length - 1].Select(i => pieces[i]), Gen.String[Gen.Char.AlphaNumeric, 1, 8]).Array[1, 12].Select(string.Concat);

    private static readonly Gen<(double Gap, double Duration, string Text)[]> said = Gen.Select(Gen.Double[0, 5], Gen.Double[0.01, 4], texts).Array[0, 40];

    public static TheoryData<string> Subtitled => ["srt", "vtt"];

    [Theory]
    [MemberData(nameof(Subtitled))]
    public void What_is_written_is_read_back_with_its_times(string kind) => Gen.Select(said, Gen.Double[-10, 400_000]).Sample((said, zero) =>
    {
        var disk = new Disk();
        List<Subtitle> expected = [];
        using (var writer = Writer(kind, disk))
        {
            writer.Begin(zero);
            var time = zero;
            foreach (var (gap, duration, text) in said)
            {
                time += gap;
                writer.Write(time, new(text, 0.5, duration));
                if (!string.IsNullOrWhiteSpace(text)) expected.Add(new((long)Math.Round((time - zero) * 1000), (long)Math.Round((time - zero + duration) * 1000), Lines(text)));
            }
        }
        var read = Subtitles.Read(kind, disk.ToArray());
        Assert.Equal(expected.Select(c => c.Text), read.Select(c => c.Text.Replace(Joiner, "", StringComparison.Ordinal)));
        foreach (var (wanted, found) in expected.Zip(read))
        {
            Assert.InRange(found.From, wanted.From, wanted.From + 1);
            Assert.InRange(found.To, Math.Max(wanted.To, found.From + 1), Math.Max(wanted.To, found.From + 1));
        }
    });

    /// <summary>Cues that follow one another at any times, as they are cut: none begins before the one before has ended, to the last bit.</summary>
    [Theory]
    [MemberData(nameof(Subtitled))]
    public void Rounding_makes_no_overlap(string kind) => Gen.Select(Gen.Double[0.003, 3].Array[2, 60], Gen.Double[0, 200_000]).Sample((lengths, from) =>
    {
        var disk = new Disk();
        using (var writer = Writer(kind, disk))
        {
            var time = from;
            foreach (var length in lengths)
            {
                writer.Write(time, new("x", 0, time + length - time));
                time += length;
            }
        }
        var read = Subtitles.Read(kind, disk.ToArray());
        for (var i = 1; i < read.Count; i++) Assert.True(read[i].From >= read[i - 1].To, $"{read[i - 1]} {read[i]}");
    });

    [Fact]
    public void SubRip_is_as_players_want_it()
    {
        var disk = new Disk();
        using (var writer = new SrtWriter(new(disk, "disk")))
        {
            writer.Begin(100);
            writer.Write(101.2345, new("one\n\n two \r\nthree", 0, 1.5));
            writer.Write(100 + 3600 * 123 + 59.9996, new("<i>a</i> < b {\\an8} x --> y", 0, 1));
            writer.Write(100 + 3600 * 123 + 60.9999, new("é 😀 字", 0, 1));
            Assert.Equal(0, writer.Write(200, new(" \n")));
        }
        Assert.Equal($$"""
            1
            00:00:01,234 --> 00:00:02,734
            one
            two
            three

            2
            123:01:00,000 --> 123:01:01,000
            <{{Joiner}}i>a<{{Joiner}}/i> < b {{{Joiner}}\an8} x -{{Joiner}}-> y

            3
            123:01:01,000 --> 123:01:02,000
            é 😀 字


            """.ReplaceLineEndings("\n"), Encoding.UTF8.GetString(disk.ToArray()));
    }

    [Fact]
    public void WebVTT_escapes_what_could_be_taken_for_something_else()
    {
        var disk = new Disk();
        using (var writer = new VttWriter(new(disk, "disk")))
        {
            Assert.Equal("WEBVTT\n", Encoding.UTF8.GetString(disk.ToArray()));
            writer.Write(0.0004, new("a --> b\n<c> & \"d\"", 0, 0.0001));
            writer.Write(360_000.5, new("late", 0, 1));
        }
        Assert.Equal("""
            WEBVTT

            00:00:00.000 --> 00:00:00.001
            a --&gt; b
            &lt;c&gt; &amp; "d"

            100:00:00.500 --> 100:00:01.500
            late

            """.ReplaceLineEndings("\n"), Encoding.UTF8.GetString(disk.ToArray()));
    }

    [Theory]
    [InlineData(false, "one two\nthree\n")]
    [InlineData(true, "[00:00:59] one two\n[30:00:00] three\n")]
    public void A_transcript_has_a_line_for_each_text(bool times, string expected)
    {
        var disk = new Disk();
        using (var writer = new TranscriptWriter(new(disk, "disk"), times))
        {
            writer.Write(59.999, new("one\ntwo", 0, 1));
            writer.Write(108_000, new(" three ", 0, 1));
        }
        Assert.Equal(expected, Encoding.UTF8.GetString(disk.ToArray()));
    }

    [Fact]
    public void What_comes_before_the_beginning_or_steps_back_is_not_lost()
    {
        var disk = new Disk();
        using (var writer = new SrtWriter(new(disk, "disk"), moment: 2))
        {
            writer.Begin(10);
            writer.Write(8, new("before", 0, 1));
            writer.Write(9.5, new("begun", 0, 1));
            writer.Write(12, new("marker"));
            writer.Write(11, new("stepped back", 0, 0.5));
        }
        Assert.Equal([new(0, 1, "before"), new(1, 500, "begun"), new(2000, 4000, "marker"), new(2000, 2001, "stepped back")], Subtitles.Read("srt", disk.ToArray()));
    }

    [Fact]
    public void Times_count_from_the_first_sample_of_the_signal()
    {
        using var folder = new Folder();
        List<string> notes = [];
        var node = new SrtSink(new() { Path = folder["a.srt"] });
        var run = Open(node, notes, cues, mic);
        run.Begin("signal", 54_321.5).Settle("texts", 54_321).Push<float>("signal", new float[100]);
        run.Push<Event>("texts", [new("early", 0.9, 1)], [54_321.25]);
        run.Push<Event>("texts", [new("hello\nthere", 0.5, 1.25)], [54_322]).Push<float>("signal", new float[300]);
        // It is whole while it grows, as a player would read it.
        run.Settle("texts", 54_324);
        Assert.Equal([new(0, 750, "early"), new(500, 1750, "hello\nthere")], Subtitles.Read("srt", File.ReadAllBytes(folder["a.srt"])));
        run.End();
        node.Close();
        Assert.Equal([$"recording to {folder["a.srt"]}"], notes);
        Assert.Equal([("cues", 2, ""), ("longest", 1.25, "s"), ("characters per second", 15 / 2.0, "")], node.Conclude().Select(c => (c.Name, Math.Round(c.Value, 9), c.Unit)));
    }

    [Fact]
    public void Without_a_signal_times_are_those_of_the_stream_and_a_clock_that_began_long_before_is_told()
    {
        using var folder = new Folder();
        List<string> notes = [];
        var node = new VttSink(new() { Path = folder["a.vtt"] });
        Open(node, notes, cues).Push<Event>("texts", [new("hello", 0, 1)], [54_321.5]).End();
        node.Close();
        Assert.Equal([new(54_321_500, 54_322_500, "hello")], Subtitles.Read("vtt", File.ReadAllBytes(folder["a.vtt"])));
        Assert.Equal("record: the first text stands at 54321.5 s of the stream's clock; link the signal to record.signal, and times count from its first sample", notes[1]);

        notes.Clear();
        var early = new TxtSink(new() { Path = folder["a.txt"], Times = true });
        Open(early, notes, cues).Push<Event>("texts", [new("hello", 0, 1)], [61]).End();
        early.Close();
        Assert.Equal("[00:01:01] hello\n", File.ReadAllText(folder["a.txt"]));
        Assert.Single(notes);
        Assert.Equal(("lines", 1), (early.Conclude()[0].Name, early.Conclude()[0].Value));
    }

    [Fact]
    public void A_signal_that_never_came_is_no_reason_to_lose_what_was_said()
    {
        using var folder = new Folder();
        var node = new TxtSink(new() { Path = folder["a.txt"] });
        Open(node, [], cues, mic).Push<Event>("texts", [new("hello", 0, 1)], [61]).End();
        node.Close();
        Assert.Equal("hello\n", File.ReadAllText(folder["a.txt"]));
        var silent = new SrtSink(new() { Path = folder["b.srt"] });
        Open(silent, [], cues).End();
        silent.Close();
        Assert.True(double.IsNaN(silent.Conclude()[2].Value));
        Assert.Equal("", File.ReadAllText(folder["b.srt"]));
    }

    [Theory]
    [InlineData("srt")]
    [InlineData("vtt")]
    [InlineData("txt")]
    public void The_file_does_not_depend_on_how_the_streams_were_cut(string kind)
    {
        using var folder = new Folder();
        byte[] Record(string name, int block)
        {
            var node = Sink(kind, folder[name]);
            var run = Open(node, [], cues, mic).Begin("signal", 7);
            var next = 0;
            for (var at = 0; at < 1000; at += block)
            {
                var until = Math.Min(1000, at + block);
                run.Push<float>("signal", new float[until - at]);
                // A cue is known some seconds after it began.
                for (; next < 7 && next + 3 <= until / 100.0; next++) run.Push<Event>("texts", [new($"cue {next}", 0, 0.8)], [7 + next + 0.1]);
            }
            run.End();
            ((IResource)node).Close();
            return File.ReadAllBytes(folder[name]);
        }
        var whole = Record("whole", 1000);
        Assert.True(whole.Length > 40);
        foreach (var block in new[] { 1, 7, 64 }) Assert.Equal(whole, Record($"{block}", block));
    }

    [Theory]
    [InlineData("srt")]
    [InlineData("vtt")]
    [InlineData("txt")]
    public void An_existing_file_is_kept_and_partials_are_refused(string kind)
    {
        using var folder = new Folder();
        File.WriteAllText(folder["a." + kind], "mine");
        List<string> notes = [];
        var node = Sink(kind, folder["a." + kind]);
        Open(node, notes, cues).End();
        ((IResource)node).Close();
        Assert.Equal("mine", File.ReadAllText(folder["a." + kind]));
        Assert.Equal([$"a.{kind} exists and is kept; recording to {folder["a_2." + kind]}"], notes);
        Assert.Equal("expected texts that stay, found partials, which change while somebody speaks; link the utterances, or cues",
            Assert.Throws<FormatMismatchException>(() => new NodeRun(Sink(kind, folder["b"])).Feed(StreamFormat.Events("speech", EventContent.Partials)).Configure()).Message);
    }

    private static CaptionWriter Writer(string kind, Disk disk) => kind == "srt" ? new SrtWriter(new(disk, "disk"), 0.001) : new VttWriter(new(disk, "disk"), 0.001);

    private static INode Sink(string kind, string path) => kind switch
    {
        "srt" => new SrtSink(new() { Path = path }),
        "vtt" => new VttSink(new() { Path = path }),
        _ => new TxtSink(new() { Path = path }),
    };

    private static NodeRun Open(INode node, List<string> notes, StreamFormat texts, StreamFormat? signal = null)
    {
        var run = new NodeRun(node).Feed("texts", texts);
        if (signal is not null) run.Feed("signal", signal);
        run.Configure().Close();
        Discard(node);
        ((IResource)node).Open(new NodeContext("record", StillTime.Instance, CancellationToken.None, null!, notes.Add));
        return run;
    }

    /// <summary>The run has opened a file of its own; it goes, so that the one with the test's context takes its name.</summary>
    private static void Discard(INode node)
    {
        var path = node switch
        {
            SrtSink srt => srt.Current.Path,
            VttSink vtt => vtt.Current.Path,
            _ => ((TxtSink)node).Current.Path,
        };
        var numbered = RecordingName.Numbered(path, 2);
        File.Delete(File.Exists(numbered) ? numbered : path);
    }

    /// <summary>What a reader sees of a text: its lines that are not empty, without what surrounds them.</summary>
    private static string Lines(string text) => string.Join('\n', text.Replace('\0', '\uFFFD').Split(['\n', '\r'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
