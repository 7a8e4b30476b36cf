using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Streaming.Files.Xdf;
using Streaming.Record;

namespace Streaming.Tests;

/// <summary>The sinks as nodes.</summary>
public class SinkTests
{
    private static readonly StreamFormat eeg = StreamFormat.Signal(2, 250, "µV", ["C3", "C4"], "eeg") with { Content = "EEG" };

    private static NodeContext Context(List<string> notes) => new("record", StillTime.Instance, CancellationToken.None, null!, notes.Add);

    private static float[] Ramp(int from, int count) => [.. Enumerable.Range(from, count).Select(i => (float)i)];

    [Fact]
    public void XDF_holds_every_stream_with_its_type_stamps_and_offsets()
    {
        using var folder = new Folder();
        var run = new NodeRun(new XdfSink(new() { Path = folder["a.xdf"] }))
            .Feed("streams", eeg)
            .Feed("streams", StreamFormat.Events("marks"))
            .Feed("streams", eeg with { Name = "", Element = ElementType.Int16, Rate = 0, Labels = [], Content = "" })
            .Feed("streams", new StreamFormat { Kind = StreamKind.Windows, Shape = [3, 2], Element = ElementType.Float64, Name = "windows" })
            .Configure();
        run.Begin("streams0", 5);
        double[] jittered = [6.0001, 6.0041, 6.0079];
        run.Push<float>("streams0", Ramp(0, 8)).Push<float>("streams0", Ramp(8, 6), jittered).Begin("streams0", 100).Push<float>("streams0", Ramp(14, 2));
        run.Push<Event>("streams1", [new("a"), new("b", 0.75), new("c", 0, 2), new("d")], [5, 5, 5, 6]);
        run.Push<short>("streams2", [1, 2], [7]);
        run.Push<double>("streams3", [1, 2, 3, 4, 5, 6], [8]);
        run.End().Close();

        var file = XdfFile.Open(folder["a.xdf"]);
        Assert.Empty(file.Notes);
        Assert.Equal(["eeg", "marks", "streams2", "windows", "marks numbers"], file.Streams.Select(s => s.Name));
        Assert.Equal([XdfFormat.Float32, XdfFormat.String, XdfFormat.Int16, XdfFormat.Double64, XdfFormat.Double64], file.Streams.Select(s => s.Format));
        Assert.Equal(["EEG", "Markers", "Signal", "Windows", "EventNumbers"], file.Streams.Select(s => s.Type));
        Assert.Equal([2, 1, 2, 6, 3], file.Streams.Select(s => s.ChannelCount));
        Assert.Equal(["C3", "C4"], file.Streams[0].Labels);
        Assert.Equal("µV", file.Streams[0].Units[1]);
        var all = Recorded.All(file);
        Assert.Equal(MemoryMarshal.AsBytes<float>(Ramp(0, 16)).ToArray(), all[0].Values);
        Assert.Equal(new[] { 5, 5 + 1 / 250.0, 5 + 2 / 250.0, 5 + 3 / 250.0, 6.0001, 6.0041, 6.0079, 100 }.Select(BitConverter.DoubleToInt64Bits), all[0].Stamps);
        Assert.Equal(["a", "b", "c", "d"], all[1].Texts);
        Assert.Equal([1.0, 0.75, 0, 2, 0, 2], MemoryMarshal.Cast<byte, double>(all[4].Values).ToArray());
    }

    [Fact]
    public async Task What_was_played_and_recorded_again_is_the_same_with_its_offsets()
    {
        using var folder = new Folder();
        using (var writer = new XdfWriter(RecordingFile.Create(folder["first.xdf"], StillTime.Instance), StillTime.Instance))
        {
            var signal = writer.Add(new() { Name = "amp", Type = "EEG", ChannelCount = 2, Rate = 100, Labels = ["a", "b"], Unit = "µV" });
            var marks = writer.Add(new() { Name = "marks", Element = ElementType.Event });
            var random = new Random(5);
            for (var i = 0; i < 2000; i++)
            {
                signal.Write<float>([i, -i], [50 + i / 100.0 + 0.003 * random.NextDouble()]);
                if (i % 500 == 250) signal.Write(new ClockOffset(50 + i / 100.0, 0.5 + i * 1e-7));
                if (i % 300 == 70) marks.Write(new ClockOffset(80 + i / 100.0, -30));
                if (i % 400 == 90) marks.Write([$"m{i}"], 80 + i / 100.0);
            }
            marks.Write(new ClockOffset(200, -30));
        }
        var graph = new Graph()
            .Add("play", new XdfSource(new() { Path = folder["first.xdf"], Times = XdfTimes.Raw }))
            .Add("record", new XdfSink(new() { Path = folder["second.xdf"] }))
            .Link("play > record")
            .Link("play.events > record");
        await using (var session = graph.Start(new RunOptions { Speed = 0 })) await session.Completion.WaitAsync(TimeSpan.FromSeconds(60));
        var (first, second) = (XdfFile.Open(folder["first.xdf"]), XdfFile.Open(folder["second.xdf"]));
        Assert.Empty(second.Notes);
        var (expected, found) = (Recorded.All(first)[0], Recorded.All(second)[0]);
        Assert.Equal(expected.Values, found.Values);
        Assert.Equal(expected.Stamps, found.Stamps);
        Assert.Equal(expected.Offsets, found.Offsets);
        Assert.Equal(4, found.Offsets.Length);
        (expected, found) = (Recorded.All(first)[1], Recorded.All(second)[1]);
        Assert.Equal(expected.Texts, found.Texts);
        Assert.Equal(expected.Stamps, found.Stamps);
        Assert.Equal(expected.Offsets, found.Offsets);
        Assert.Equal(8, found.Offsets.Length);
    }

    [Fact]
    public void Events_come_back_whole_from_an_XDF_file()
    {
        using var folder = new Folder();
        Event[] events = [new("a"), new("b", 0.75), new("c, \"d\"", 0, 2), new("a"), new("a", -1, 1)];
        var run = new NodeRun(new XdfSink(new() { Path = folder["a.xdf"] })).Feed("streams", eeg).Feed("streams", StreamFormat.Events("marks")).Configure();
        run.Push<float>("streams0", Ramp(0, 2000)).Push<Event>("streams1", events, [0.5, 0.5, 1, 2, 3]).End().Close();
        var played = new NodeRun(new XdfSource(new() { Path = folder["a.xdf"] })).Configure().Step();
        Assert.Equal(events, played.Result<Event>("events").Values);
        Assert.Equal([0.5, 0.5, 1, 2, 3], played.Result<Event>("events").Times);
        Assert.Equal(Ramp(0, 2000), played.Result<float>().Values);
        Assert.Equal("µV", played.OutputFormat().Unit);
        Assert.Empty(played.Result<float>().Gaps);
    }

    [Fact]
    public void A_taken_name_is_told()
    {
        using var folder = new Folder();
        File.WriteAllText(folder["2026-01-31.csv"], "mine");
        List<string> notes = [];
        var node = new CsvSink(new() { Path = folder["{date}.csv"] });
        var run = new NodeRun(node).Feed("streams", eeg).Configure();
        run.Close();
        node.Open(Context(notes));
        node.Close();
        node.Close();
        Assert.Equal([$"2026-01-31.csv exists and is kept; recording to {folder["2026-01-31_2.csv"]}"], notes);
        Assert.Equal("mine", File.ReadAllText(folder["2026-01-31.csv"]));
    }

    [Fact]
    public void CSV_has_a_row_per_sample()
    {
        using var folder = new Folder();
        new NodeRun(new CsvSink(new() { Path = folder["a.csv"] })).Feed("streams", eeg).Configure().Begin("streams0", 2).Push<float>([1, 2.5f]).Push<float>([3, -4]).End().Close();
        Assert.Equal("time,C3,C4\n2,1,2.5\n2.004,3,-4\n", File.ReadAllText(folder["a.csv"]));
        new NodeRun(new CsvSink(new() { Path = folder["b.csv"] })).Feed("streams", StreamFormat.Events()).Configure().Push<Event>("streams0", [new("x", 1, 2)], [0.5]).End().Close();
        Assert.Equal("time,text,value,duration\n0.5,x,1,2\n", File.ReadAllText(folder["b.csv"]));
        new NodeRun(new CsvSink(new() { Path = folder["c.csv"] })).Feed("streams", new StreamFormat { Kind = StreamKind.Windows, Shape = [2, 2], Element = ElementType.Int32, Labels = ["a", "b"] }).Configure()
            .Push<int>("streams0", [1, 2, 3, 4], [1]).End().Close();
        Assert.Equal("time,0:a,0:b,1:a,1:b\n1,1,2,3,4\n", File.ReadAllText(folder["c.csv"]));
    }

    [Fact]
    public void JSON_lines_hold_every_stream()
    {
        using var folder = new Folder();
        new NodeRun(new JsonLinesSink(new() { Path = folder["a.jsonl"] })).Feed("streams", eeg).Feed("streams", eeg).Feed("streams", StreamFormat.Events()).Configure()
            .Push<float>("streams0", [1, 2]).Push<Event>("streams2", [new("go")], [0.25]).Push<float>("streams1", [3, 4]).End().Close();
        Assert.Equal("""
            {"stream":"streams0","kind":"signal","shape":[2],"rate":250,"labels":["C3","C4"],"unit":"µV"}
            {"stream":"streams1","kind":"signal","shape":[2],"rate":250,"labels":["C3","C4"],"unit":"µV"}
            {"stream":"streams2","kind":"events"}
            {"stream":"streams0","time":0,"values":[1,2]}
            {"stream":"streams2","time":0.25,"text":"go","value":0,"duration":0}
            {"stream":"streams1","time":0,"values":[3,4]}

            """, File.ReadAllText(folder["a.jsonl"]));
    }

    [Theory]
    [InlineData(1.0, 250 + 500 + 250, 0)]
    [InlineData(0.5, 250 + 250, 1)]
    public void WAV_fills_gaps_with_silence(double longest, int frames, int notes)
    {
        using var folder = new Folder();
        List<string> said = [];
        var node = new WavSink(new() { Path = folder["a.wav"], Silence = longest });
        var run = new NodeRun(node).Feed("signal", eeg with { Rate = 500 }).Configure();
        node.Close();
        node.Open(Context(said));
        run.Begin("signal", 3).Push<float>(Ramp(0, 500)).Begin("signal", 4.5).Push<float>(Ramp(500, 500)).End();
        node.Close();
        var bytes = File.ReadAllBytes(folder["a_2.wav"]);
        Assert.Equal(frames * 8, BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(90)));
        var values = MemoryMarshal.Cast<byte, float>(bytes.AsSpan(94)).ToArray();
        Assert.Equal(Ramp(0, 500), values[..500]);
        Assert.Equal(Ramp(500, 500), values[^500..]);
        Assert.All(values[500..^500], v => Assert.Equal(0, v));
        Assert.Equal(notes, said.Count(s => s == "gaps longer than 'silence' allows (0.5 s) were cut out: 1, 1 s in all; what follows them stands earlier in the file"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    public void The_file_does_not_depend_on_how_the_stream_was_cut(int block)
    {
        using var folder = new Folder();
        string Record(Func<string, INode> sink, string name, int cut)
        {
            var run = new NodeRun(sink(folder[name])).Feed(eeg).Configure();
            var port = name.EndsWith("wav", StringComparison.Ordinal) ? "signal" : "streams0";
            run.Begin(port, 0.1);
            for (var at = 0; at < 1000; at += cut) run.Push<float>(port, Ramp(2 * at, 2 * Math.Min(cut, 1000 - at)));
            run.Begin(port, 7.7).Push<float>(port, Ramp(2000, 20)).End().Close();
            return folder[name];
        }
        void Equal(Func<string, INode> sink, string kind) => Assert.Equal(File.ReadAllBytes(Record(sink, $"whole.{kind}", 1000)), File.ReadAllBytes(Record(sink, $"cut.{kind}", block)));
        Equal(path => new CsvSink(new() { Path = path }), "csv");
        Equal(path => new JsonLinesSink(new() { Path = path }), "jsonl");
        Equal(path => new WavSink(new() { Path = path }), "wav");
        // The header of an XDF file holds the time of day; all behind it is compared.
        var (whole, cut) = (XdfFile.Open(Record(path => new XdfSink(new() { Path = path }), "whole.xdf", 1000)), XdfFile.Open(Record(path => new XdfSink(new() { Path = path }), "cut.xdf", block)));
        Assert.Equal(File.ReadAllBytes(whole.Path).Skip(whole.Header.Length + 11), File.ReadAllBytes(cut.Path).Skip(cut.Header.Length + 11));
        Assert.Equal(1010, cut.Streams[0].SampleCount);
    }

    [Fact]
    public void What_cannot_be_recorded_is_refused()
    {
        static string Message(INode node, params StreamFormat[] formats)
        {
            var run = new NodeRun(node);
            foreach (var format in formats) run.Feed(format);
            return Assert.Throws<FormatMismatchException>(run.Configure).Message;
        }
        Assert.Equal("expected at least one stream, found none; link what to record to record.xdf", Message(new XdfSink(new() { Path = "a" })));
        Assert.Equal("expected at least one stream, found none; link what to record to record.jsonl", Message(new JsonLinesSink(new() { Path = "a" })));
        Assert.Equal("expected one stream, found 2 (streams0, streams1); give each a record.csv of its own, or use record.xdf or record.jsonl", Message(new CsvSink(new() { Path = "a" }), eeg, eeg));
        Assert.Equal("expected a signal of a whole number of hertz, found signal float32[2] 250.5 Hz µV; put dsp.resample before it, or use record.xdf", Message(new WavSink(new() { Path = "a" }), eeg with { Rate = 250.5 }));
        Assert.Equal("expected 1 to 65535 channels, found signal float32[70000] 250 Hz; select some with dsp.select, or use record.xdf", Message(new WavSink(new() { Path = "a" }), StreamFormat.Signal(70_000, 250)));
    }

    [Fact]
    public void A_place_that_cannot_be_written_fails_loudly()
    {
        using var folder = new Folder();
        File.WriteAllText(folder["file"], "");
        var failure = Assert.Throws<RecordingFailedException>(() => new NodeRun(new XdfSink(new() { Path = folder["file/a.xdf"] })).Feed("streams", eeg).Configure());
        Assert.Equal(($"{folder["file/a.xdf"]}, byte 0", "a file that can be written", "Choose a place that exists and that you may write to."), (failure.Where, failure.Expected, failure.Remedy));
        Assert.NotEmpty(failure.Found);
    }
}
