using System.IO.Compression;
using System.Text;
using Streaming.Files;
using Streaming.Files.Xdf;

namespace Streaming.Tests;

/// <summary>The sources of this family: what comes out is the recording, however it is cut, saved and restored.</summary>
public sealed class SourceTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("streaming-files-").FullName;

    public SourceTests() => SampleRecordings.WriteTo(folder);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string At(string name) => Path.Combine(folder, name);

    private string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(At(name), bytes);
        return At(name);
    }

    private string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    /// <summary>Every source under every law, with and without events and gaps.</summary>
    private IStreamNode Make(string source, int block) => source switch
    {
        "edf" => new EdfSource(new() { Path = At("recording.edf"), Block = block }),
        "bdf" => new EdfSource(new() { Path = At("recording.bdf"), Block = block }),
        "wav" => new WavSource(new() { Path = At("recording.wav"), Block = block }),
        "flac" => new RecordingSource(new() { Path = [At("recording.flac"), At("recording.flac")], Block = block }),
        "pcm" => new PcmSource(new() { Path = At("recording.wav"), Rate = 16000, Channels = 2, Block = block }),
        "csv" => new CsvSource(new() { Path = At("recording.csv"), Block = block, Unit = "µV" }),
        "one of any kind" => new RecordingSource(new() { Path = [At("recording.bdf")], Block = block }),
        "a list" => new RecordingSource(new() { Path = [At("recording.csv"), At("recording.csv")], Block = block }),
        "a list of EDF" => new RecordingSource(new() { Path = [At("recording.edf"), At("recording.edf"), At("recording.edf")], Channels = ["O1", "C3"], Block = block }),
        "xdf" => new XdfSource(new() { Path = At("recording.xdf"), Block = block }),
        "annotations" => new EdfSource(new() { Path = At("score.edf"), Block = block }),
        "a list of annotations" => new RecordingSource(new() { Path = [At("score.edf"), At("score.edf")], Block = block }),
        "raw xdf" => new XdfSource(new() { Path = At("recording.xdf"), Block = block, Times = XdfTimes.Raw }),
        "any xdf" => new RecordingSource(new() { Path = [At("recording.xdf")], Block = block }),
        "a list of XDF" => new RecordingSource(new() { Path = [At("recording.xdf"), At("recording.xdf")], Channels = ["POz", "Fp1"], Block = block }),
        _ => throw new ArgumentException(source),
    };

    public static TheoryData<string> Sources => ["edf", "bdf", "wav", "flac", "pcm", "csv", "xdf", "raw xdf", "one of any kind", "any xdf", "a list", "a list of EDF", "a list of XDF", "annotations", "a list of annotations"];

    private sealed record Played(RunResult<float> Signal, RunResult<Event>? Events)
    {
        public static Played Of(NodeRun run, IStreamNode node) => new(run.Result<float>(), node.OutputPorts.Count > 1 ? run.Result<Event>("events") : null);

        public void IsSameAs(Played other)
        {
            Assert.Equal(other.Signal.Values, Signal.Values);
            Assert.Equal(other.Signal.Times, Signal.Times);
            Assert.Equal(other.Signal.Indices, Signal.Indices);
            Assert.Equal(other.Signal.Gaps, Signal.Gaps);
            Assert.Equal(other.Events?.Values, Events?.Values);
            Assert.Equal(other.Events?.Times, Events?.Times);
        }
    }

    private static Played Play(IStreamNode node)
    {
        var run = new NodeRun(node).Configure();
        try
        {
            return Played.Of(run.Step(), node);
        }
        finally
        {
            run.Close();
        }
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void Block_sizes_do_not_matter(string source)
    {
        var whole = Play(Make(source, 1_000_000));
        Assert.True(whole.Signal.Values.Length > 400 || whole.Events!.Values.Length > 3);
        foreach (var block in new[] { 0, 1, 7, 50, 64 }) Play(Make(source, block)).IsSameAs(whole);
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void Reset_plays_it_again(string source)
    {
        var node = Make(source, 7);
        var run = new NodeRun(node).Configure();
        var first = Played.Of(run.Step(), node);
        run.Reset();
        Played.Of(run.Step(), node).IsSameAs(first);
        run.Reset().Step(20).Reset();
        Played.Of(run.Step(), node).IsSameAs(first);
        run.Close();
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void A_saved_place_is_restored(string source)
    {
        var whole = Play(Make(source, 7));
        foreach (var steps in new[] { 0, 1, 2, 8, 14, 15, 29, 43, 44, 45, 72, 73, 100, 140 })
        {
            var node = Make(source, 7);
            var run = new NodeRun(node).Configure().Step(steps);
            var before = Played.Of(run, node);
            var state = run.Save();
            run.Close();

            var other = Make(source, 7);
            var after = Played.Of(new NodeRun(other).Configure().Load(state).Step(), other);
            Assert.Equal(whole.Signal.Values, (float[])[.. before.Signal.Values, .. after.Signal.Values]);
            Assert.Equal(whole.Signal.Times, (double[])[.. before.Signal.Times, .. after.Signal.Times]);
            Assert.Equal(whole.Signal.Gaps, (int[])[.. before.Signal.Gaps, .. after.Signal.Gaps.Select(g => g + before.Signal.Times.Length)]);
            if (whole.Events is null) continue;
            Assert.Equal(whole.Events.Values, (Event[])[.. before.Events!.Values, .. after.Events!.Values]);
            Assert.Equal(whole.Events.Times, (double[])[.. before.Events.Times, .. after.Events.Times]);
        }
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void Events_come_in_time_and_in_order(string source)
    {
        var node = Make(source, 7);
        if (node.OutputPorts.Count < 2) return;
        var run = new NodeRun(node).Configure();
        var until = double.NegativeInfinity;
        for (var seen = 0; ;)
        {
            var signals = run.Result<float>().Times.Length;
            run.Step(1);
            var events = run.Result<Event>("events").Times;
            for (; seen < events.Length; seen++)
            {
                Assert.True(seen == 0 || events[seen] >= events[seen - 1]);
                Assert.True(seen == 0 || events[seen] >= until, $"event at {events[seen]} s after the signal had come to {until} s");
            }
            if (run.Result<float>().Times.Length == signals) break;
            until = node.OutputPorts[0].NextTime;
        }
        run.Close();
    }

    [Theory]
    [InlineData("edf")]
    [InlineData("bdf")]
    [InlineData("wav")]
    [InlineData("csv")]
    [InlineData("xdf")]
    [InlineData("raw xdf")]
    [InlineData("one of any kind")]
    [InlineData("any xdf")]
    public void Nothing_is_allocated_per_block(string source)
    {
        var run = new NodeRun(Make(source, 5)).Configure().CountOnly();
        run.Step(60);
        var before = GC.GetAllocatedBytesForCurrentThread();
        run.Step(35);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        run.Close();
    }

    [Fact]
    public void A_gapped_recording_with_annotations()
    {
        var played = Play(Make("edf", 0));
        Assert.Equal(StreamFormat.Signal(8, 250, "µV", ValueList.From(SampleRecordings.Labels), "recording"), played.Signal.Format);
        Assert.Equal(500, played.Signal.Times.Length);
        Assert.Equal([100], played.Signal.Gaps);
        Assert.Equal((0, 0.396, 1.4), (played.Signal.Times[0], played.Signal.Times[99], played.Signal.Times[100]));
        Assert.Equal([new("before"), new("1", 0, 0.1), new("2", 0, 0.1), new("1", 0, 0.1), new("2", 0, 0.1), new("end")], played.Events!.Values);
        Assert.Equal([-0.5, 0.05, 0.65, 1.25, 1.85, 3], played.Events.Times, (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void Annotations_alone_are_events_of_a_signal_without_channels()
    {
        var played = Play(Make("annotations", 0));
        Assert.Equal("signal float32[0] irregular", played.Signal.Format.ToString());
        Assert.Empty(played.Signal.Times);
        Assert.Equal([new("lights off"), new("N1", 0, 30), new("arousal", 0, 2), new("N2", 0, 30)], played.Events!.Values);
        Assert.Equal([0.5, 1, 12.25, 31], played.Events.Times);
        Assert.Equal(["the recording holds annotations only; its signal stays empty"], NotesOf(Make("annotations", 0)));
        // The second of two follows on the end of the first one's last annotation.
        Assert.Equal([0.5, 1, 12.25, 31, 61.5, 62, 73.25, 92], Play(Make("a list of annotations", 0)).Events!.Times);
    }

    [Fact]
    public void Status_triggers_have_the_time_of_their_status_word()
    {
        var played = Play(Make("bdf", 0));
        var expected = Enumerable.Range(1, 999).Where(i => i % 133 == 121).ToArray();
        Assert.Equal(expected.Select(i => i / 500.0), played.Events!.Times);
        Assert.Equal(expected.Select(i => new Event($"{1 + i / 133 % 2}", 1 + i / 133 % 2)), played.Events.Values);
    }

    [Fact]
    public void Rows_are_played_at_their_rate_with_markers()
    {
        var played = Play(Make("csv", 0));
        Assert.Equal(StreamFormat.Signal(8, 250, "µV", ValueList.From(SampleRecordings.Labels), "recording"), played.Signal.Format);
        Assert.Equal([301], played.Signal.Gaps);
        Assert.Equal((100, 104.204), (played.Signal.Times[0], played.Signal.Times[301]));
        Assert.Equal(5, played.Events!.Values.Count(e => e == new Event("held")));
        Assert.Equal(7, played.Events.Values.Count(e => e == new Event("1", 1)));
        Assert.Equal(6, played.Events.Values.Count(e => e == new Event("2", 2)));
        Assert.Equal(100 + 7 / 250.0, played.Events.Times[0]);
    }

    [Fact]
    public void Sound_is_played_from_0()
    {
        var played = Play(Make("wav", 0));
        Assert.Equal(StreamFormat.Signal(2, 16000, name: "recording") with { Content = "Audio" }, played.Signal.Format);
        Assert.Equal(1999 / 16000.0, played.Signal.Times[^1]);
    }

    [Fact]
    public void Compressed_sound_is_played_from_0()
    {
        var played = Play(new RecordingSource(new() { Path = [At("recording.flac")] }));
        Assert.Equal(StreamFormat.Signal(2, 16000, name: "recording") with { Content = "Audio" }, played.Signal.Format);
        Assert.Equal(SampleRecordings.Flac().Expected(), played.Signal.Values);
        Assert.Equal(1999 / 16000.0, played.Signal.Times[^1]);
    }

    [Fact]
    public void A_list_is_played_one_after_another()
    {
        var one = Play(Make("csv", 0));
        var two = Play(Make("a list", 0));
        Assert.Equal((float[])[.. one.Signal.Values, .. one.Signal.Values], two.Signal.Values);
        Assert.Equal([301, 500, 801], two.Signal.Gaps);
        Assert.Equal(one.Signal.Times[^1] + 0.004, two.Signal.Times[500], 1e-9);
        Assert.Equal(2 * one.Events!.Values.Length, two.Events!.Values.Length);
    }

    [Fact]
    public void An_event_at_the_end_comes_before_the_next_recording()
    {
        var played = Play(Make("a list of EDF", 0));
        Assert.Equal(1500, played.Signal.Times.Length);
        Assert.Equal(["O1", "C3"], played.Signal.Format.Labels);
        Assert.Equal(18, played.Events!.Values.Length);
        Assert.Equal("end", played.Events.Values[5].Text);
    }

    [Theory]
    [InlineData("recording.xdf")]
    [InlineData("recording.xdfz")]
    [InlineData("recording.xdf.gz")]
    [InlineData("renamed")]
    public void An_XDF_recording_of_any_name_plays_as_by_its_own_node(string name)
    {
        var bytes = SampleRecordings.Xdf();
        var path = Write(name, name.EndsWith('z') ? Packed(bytes) : bytes);
        var (own, any) = (Play(new XdfSource(new() { Path = path })), Play(new RecordingSource(new() { Path = [path] })));
        any.IsSameAs(own);
        Assert.Equal(own.Signal.Format, any.Signal.Format);
        Assert.Equal(own.Events!.Format, any.Events!.Format);
        Assert.Equal(500, any.Signal.Times.Length);
        Assert.Equal([301], any.Signal.Gaps);
        Assert.Equal(["amplifier", "EEG"], [any.Signal.Format.Name, any.Signal.Format.Content]);
        Assert.Equal(13 + 9 + 1, any.Events.Values.Length);
        Assert.Equal([5000 + 7 / 250.0 + 0.001, 5000 + 0.05], any.Events.Times[..2].Select(t => Math.Round(t, 6)));
        Assert.Equal((new Event("end"), any.Signal.Times[^1] + 0.5), (any.Events.Values[^1], Math.Round(any.Events.Times[^1], 6)));
    }

    private static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(bytes);
        return packed.ToArray();
    }

    [Theory]
    [InlineData("minimal")]
    [InlineData("clock_resets")]
    [InlineData("empty_streams")]
    public void A_real_XDF_recording_plays_as_by_its_own_node(string name)
    {
        var path = SharedData.Path($"eeg/xdf/{name}.xdf");
        Play(new RecordingSource(new() { Path = [path] })).IsSameAs(Play(new XdfSource(new() { Path = path })));
    }

    [Fact]
    public void The_next_XDF_recording_begins_when_all_of_the_one_before_has_ended()
    {
        var one = Play(Make("any xdf", 0));
        var two = Play(Make("a list of XDF", 0));
        Assert.Equal(["POz", "Fp1"], two.Signal.Format.Labels);
        Assert.Equal([301, 500, 801], two.Signal.Gaps);
        Assert.Equal(one.Signal.Times, two.Signal.Times[..500]);
        var moved = one.Events!.Times[^1] - one.Signal.Times[0];
        for (var i = 0; i < 500; i++) Assert.Equal(one.Signal.Times[i] + moved, two.Signal.Times[500 + i], 1e-9);
        Assert.Equal([.. one.Events.Values, .. one.Events.Values], two.Events!.Values);
        Assert.Equal(one.Events.Times[3] + moved, two.Events.Times[one.Events.Times.Length + 3], 1e-9);
    }

    [Fact]
    public void Events_behind_the_signal_come_one_by_one_so_that_each_is_sent_when_it_is_due()
    {
        var path = Write("tail.xdf", new XdfBytes().Header(1, "int8", 1, 10).Header(2, "string", 1, 0).Samples(1, 1, (1, [1]), (1.1, [2]))
            .Samples(2, 1, (1.05, XdfBytes.Text("a")), (1.15, XdfBytes.Text("b")), (5, XdfBytes.Text("c")), (9, XdfBytes.Text("d"))).ToArray());
        var run = new NodeRun(new RecordingSource(new() { Path = [path], Block = 1 })).Configure();
        int[] events = [.. Enumerable.Range(0, 6).Select(_ => run.Step(1).Result<Event>("events").Times.Length)];
        Assert.Equal([1, 2, 3, 4, 4, 4], events);
    }

    [Fact]
    public void A_list_may_hold_events_alone()
    {
        var silent = Write("silent.xdf", new XdfBytes().Header(1, "int8", 1, 10).Header(2, "string", 1, 0).Samples(2, 1, (700, XdfBytes.Text("a")), (703, XdfBytes.Text("b"))).ToArray());
        var spoken = Write("spoken.xdf", new XdfBytes().Header(1, "int8", 1, 10).Samples(1, 1, (50, [1]), (50.1, [2])).ToArray());
        var played = Play(new RecordingSource(new() { Path = [spoken, silent, spoken] }));
        Assert.Equal([50, 50.1, 53.2, 53.3], played.Signal.Times.Select(t => Math.Round(t, 9)));
        Assert.Equal([50.2, 53.2], played.Events!.Times.Select(t => Math.Round(t, 9)));
    }

    [Theory]
    [InlineData("Temp", 5, "degC")]
    [InlineData("cz", 250, "µV")]
    public void Channels_are_chosen(string channel, double rate, string unit)
    {
        var played = Play(new EdfSource(new() { Path = At("recording.edf"), Channels = [channel] }));
        Assert.Equal((rate, unit, 1), (played.Signal.Format.Rate, played.Signal.Format.Unit, played.Signal.Format.Channels));
    }

    [Fact]
    public void A_real_recording_is_played()
    {
        var node = new RecordingSource(new() { Path = [SharedData.Path("eeg/eegmmidb/S001R04.edf")] });
        var played = Play(node);
        Assert.Equal((64, 160, "µV"), (played.Signal.Format.Channels, played.Signal.Format.Rate, played.Signal.Format.Unit));
        Assert.Equal(["Fc5", "Fc3", "Fc1"], played.Signal.Format.Labels.Take(3));
        Assert.Equal([-5f, -12, -77, -66, -45], Enumerable.Range(0, 5).Select(i => played.Signal.Values[i * 64]));
        Assert.Equal(30, played.Events!.Values.Length);
        Assert.Equal(new Event("T2", 0, 4.1), played.Events.Values[1]);
        Assert.Equal(4.2, played.Events.Times[1]);
    }

    [Fact]
    public void A_real_headband_is_played()
    {
        var node = new CsvSource(new() { Path = SharedData.Path("eeg/muse-ssvep/data_2017-09-14-21.20.04.csv"), Unit = "µV" });
        var played = Play(node);
        Assert.Equal((5, 256), (played.Signal.Format.Channels, played.Signal.Format.Rate));
        Assert.Equal(30732, played.Signal.Times.Length);
        Assert.Empty(played.Signal.Gaps);                        // its stamps jitter by 30 ms
        Assert.Equal(213542.918, played.Signal.Times[0]);
        Assert.Equal(213662.960, played.Signal.Times[^1], 0.05);
        Assert.Equal(32, played.Events!.Values.Length);
        Assert.Equal(played.Signal.Times[774], played.Events.Times[0]);
        Assert.Equal(new Event("1", 1), played.Events.Values[0]);
    }

    [Fact]
    public void Notes_are_told_when_they_are_known()
    {
        var path = Write("cut.csv", "t,a\n0,1\n1,2\n2");
        Assert.Equal(["line 4: the last line is cut, left out"], NotesOf(new CsvSource(new() { Path = path })));
        Assert.Equal([$"{path}: line 4: the last line is cut, left out", $"{path}: line 4: the last line is cut, left out"], NotesOf(new RecordingSource(new() { Path = [path, path] })));
        Assert.Equal(["signals of lower rates are left out: Temp; the setting 'channels' chooses them"], NotesOf(new EdfSource(new() { Path = At("recording.edf") })));
        var late = Write("late.edf", new EdfFile
        {
            Reserved = "EDF+C",
            Signals = [new("C3", 4), new("EDF Annotations", 40)],
            Records = [[new int[4], EdfFile.Start(0) + EdfFile.Note(1, "end") + EdfFile.Note(1e6, "late")]],
        }.Build());
        Assert.Equal(["annotations after the end of the signals are left out: 1"], NotesOf(new EdfSource(new() { Path = late })));
        Assert.Equal([new("end")], Play(new EdfSource(new() { Path = late })).Events!.Values);
        var mixed = Write("mixed.edf", new EdfFile { Signals = [new("A", 1), new("B", 1, Unit: "mV")], Records = [] }.Build());
        Assert.Equal(["the signals have different units (µV, mV); the stream names none"], NotesOf(new EdfSource(new() { Path = mixed })));
    }

    [Fact]
    public async Task A_session_plays_a_recording_to_its_end_and_passes_its_notes_on()
    {
        var notes = new List<string>();
        await using var session = new Graph("demo").Add("eeg", new EdfSource(new() { Path = At("recording.edf") })).Start(new RunOptions { Speed = 0, Note = notes.Add });
        await session.Completion;
        Assert.Equal(3.0, session.Report().StreamTime, 1e-9);
        Assert.Contains(notes, n => n.EndsWith("signals of lower rates are left out: Temp; the setting 'channels' chooses them", StringComparison.Ordinal));
    }

    [Fact]
    public void A_graph_with_a_recording_that_cannot_be_read_says_where()
    {
        var graph = new Graph("demo").Add("eeg", new EdfSource(new() { Path = At("recording.csv") }));
        var error = Assert.Throws<GraphException>(graph.Compile).Errors.Single();
        Assert.Equal(
            ("eeg", "\"0\" and seven blanks (EDF) or 0xFF and \"BIOSEMI\" (BDF)", $"\"time,Fp1\" at {At("recording.csv")}, byte 0 (version)", "check that this is an EDF or BDF recording"),
            (error.Node, error.Expected, error.Found, error.Remedy));
    }

    private static List<string> NotesOf(IStreamNode node)
    {
        var notes = new List<string>();
        node.Configure();
        ((IResource)node).Open(new NodeContext("test", TimeProvider.System, CancellationToken.None, null!, notes.Add));
        while (node.Step() != StepResult.Done) { }
        ((IResource)node).Close();
        ((IResource)node).Close();
        return notes;
    }

    private static string Message(IStreamNode node) => Assert.Throws<RecordingException>(() => new NodeRun(node).Configure().Step()).Message;

    [Fact]
    public void A_recording_that_is_not_there() => Assert.Equal(
        $"{At("none.edf")}: expected a recording that can be read, found no such file. Check the path and who may read it.", Message(new EdfSource(new() { Path = At("none.edf") })));

    [Fact]
    public void A_recording_of_no_known_kind()
    {
        var path = Write("song.ogg", "OggS and more of it");
        Assert.Equal(
            $"{path}, byte 0: expected a recording of a known kind (EDF, BDF, BrainVision, WAV, FLAC, XDF, CSV, TSV), found \"OggS and more of\". Convert it to one of these; delimited text is told by its extension.",
            Message(new RecordingSource(new() { Path = [path] })));
    }

    [Fact]
    public void An_empty_list() => Assert.Equal(
        "expected at least one recording, found an empty list; name a recording with the setting 'path'",
        Assert.Throws<FormatMismatchException>(() => new RecordingSource(new() { Path = [] }).Configure()).Message);

    [Fact]
    public void A_list_of_different_formats() => Assert.Equal(
        $"{At("recording.wav")}, header: expected signal float32[8] 250 Hz µV with channels Fp1, Fp2, C3, Cz, C4, POz, O1, O2 as in {At("recording.bdf")}, "
        + "found signal float32[2] 16000 Hz with channels without names. Play it with a node of its own.",
        Message(new RecordingSource(new() { Path = [At("recording.bdf"), At("recording.wav")] })));

    [Fact]
    public void Channels_that_are_not_there()
    {
        Assert.Equal(
            $"{At("recording.edf")}, header: expected a signal \"Oz\", found Fp1, Fp2, C3, Cz, C4, POz, O1, O2, Temp. Name a signal of the recording.",
            Message(new EdfSource(new() { Path = At("recording.edf"), Channels = ["Oz"] })));
        Assert.Equal(
            $"{At("recording.edf")}, header: expected channels of one rate, found Cz at 250 Hz and Temp at 5 Hz. Play channels of another rate with a node of their own.",
            Message(new EdfSource(new() { Path = At("recording.edf"), Channels = ["Cz", "Temp"] })));
        Assert.Equal(
            $"{At("recording.wav")}, header: expected channels with names, found a WAV recording, which has none. Leave out the setting 'channels'.",
            Message(new RecordingSource(new() { Path = [At("recording.wav")], Channels = ["left"] })));
    }

    [Fact]
    public void Annotations_without_the_signals_that_are_named()
    {
        var path = At("score.edf");
        Assert.Equal(
            $"{path}, header: expected at least one signal, found annotations and triggers only. Choose the recording that they belong to; annotations alone are played without the setting 'channels'.",
            Message(new EdfSource(new() { Path = path, Channels = ["C3"] })));
    }

    [Fact]
    public async Task Annotations_alone_are_sent_when_they_are_due()
    {
        var time = new VirtualTime();
        await using var session = new Graph("demo").Add("score", new EdfSource(new() { Path = At("score.edf") })).Start(new RunOptions { Time = time });
        await session.Completion;
        Assert.Equal(30.5, time.Waits.Sum(w => w.TotalSeconds), 1e-6);
    }

    [Fact]
    public void Rows_without_a_rate()
    {
        var path = Write("untimed.csv", "a,b\n1,2\n3,4\n");
        Assert.Equal(
            $"{path}, header row: expected a column of times that increase, found no column named timestamps, timestamp, time or t. Name the column with the setting 'time', or give the setting 'rate'.",
            Message(new CsvSource(new() { Path = path })));
        Assert.Equal([0, 0.5], Play(new CsvSource(new() { Path = path, Rate = 2 })).Signal.Times);
        path = Write("still.csv", "t,b\n1,2\n1,4\n");
        Assert.Contains("found times that do not.", Message(new CsvSource(new() { Path = path })), StringComparison.Ordinal);
        path = Write("bare.csv", "t,marker\n1,2\n2,4\n");
        Assert.Equal($"{path}, header row: expected at least one column of numbers, found times and markers only. Check the settings 'time' and 'markers'.", Message(new CsvSource(new() { Path = path })));
    }

    [Fact]
    public void Settings_name_columns()
    {
        var path = Write("named.csv", "clock,note,C3,C4,comment\n0,go,1,2,fine\n0.5,,3,4,bad\n");
        var played = Play(new CsvSource(new() { Path = path, Time = "clock", Markers = ["note"], Channels = ["C4", "C3"] }));
        Assert.Equal([2f, 1, 4, 3], played.Signal.Values);
        Assert.Equal([new("go")], played.Events!.Values);
        Assert.Equal(["C4", "C3"], played.Signal.Format.Labels);
    }

    [Fact]
    public void A_fault_in_the_middle_ends_the_playing()
    {
        var path = Write("fault.csv", "t,a\n0,1\n1,2\n2,oops\n3,4\n");
        Assert.Contains("line 4, column 2 (\"a\"): expected a number, found \"oops\"", Message(new CsvSource(new() { Path = path, Block = 1 })), StringComparison.Ordinal);
    }

    [Fact]
    public void A_state_of_a_longer_list_is_refused()
    {
        var state = new NodeRun(Make("a list", 64)).Configure().Step(12).Save();
        var other = new NodeRun(new RecordingSource(new() { Path = [At("recording.csv")], Block = 64 })).Configure();
        Assert.Contains("the list has 1 recordings", Assert.Throws<StateException>(() => other.Load(state)).Message, StringComparison.Ordinal);
    }
}
