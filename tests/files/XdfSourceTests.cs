using Streaming.Files;
using Streaming.Files.Xdf;

namespace Streaming.Tests;

public class XdfSourceTests
{
    private static NodeRun Run(XdfSource.Settings settings) => new NodeRun(new XdfSource(settings)).Configure();

    private static byte[] F32(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    /// <summary>EEG at 10 Hz with a break of 60 s, markers whose clock runs 100 s ahead, a second stream of numbers.</summary>
    private static XdfBytes Session()
    {
        var bytes = new XdfBytes();
        bytes.Header(1, "float32", 2, 10, "<channels><channel><label>C3</label><unit>V</unit></channel><channel><label>C4</label><unit>V</unit></channel></channels>", "amp");
        bytes.Header(2, "string", 1, 0, name: "marks");
        bytes.Header(3, "<info><name>eye</name><type>Gaze</type><channel_count>1</channel_count><nominal_srate>0</nominal_srate><channel_format>int16</channel_format></info>");
        for (var i = 0; i < 60; i++)
        {
            var time = 10 + i / 10.0 + (i >= 30 ? 60 : 0);
            bytes.Samples(1, 1, (time, F32(i, -i)));
            if (i % 20 == 5) bytes.Samples(2, 1, (time + 100.01, XdfBytes.Text($"m{i}")));
            if (i % 20 == 0) bytes.Offset(2, time + 100, -100).Offset(1, time, 0);
            if (i % 7 == 0) bytes.Samples(3, 1, (time, [(byte)i, 0]));
        }
        return bytes;
    }

    [Fact]
    public void Times_are_corrected_and_markers_come_with_the_signal()
    {
        using var bytes = Session();
        var run = Run(new() { Path = bytes.Save(), Stream = "amp" });
        var format = run.OutputFormat();
        Assert.Equal((10.0, "V", "amp", "EEG"), (format.Rate, format.Unit, format.Name, format.Content));
        Assert.Equal(["C3", "C4"], format.Labels);
        Assert.Contains("<label>C3</label>", format.Description, StringComparison.Ordinal);
        Assert.Equal("marks", run.OutputFormat("events").Name);
        run.Step();
        var signal = run.Result<float>();
        Assert.Equal(Enumerable.Range(0, 60).SelectMany(i => new float[] { i, -i }), signal.Values);
        for (var i = 0; i < 60; i++) Assert.Equal(10 + i / 10.0 + (i >= 30 ? 60 : 0), signal.Times[i], 1e-9);
        Assert.Equal([30], signal.Gaps);
        var events = run.Result<Event>("events");
        Assert.Equal([new("m5"), new("m25"), new("m45")], events.Values);
        Assert.Equal([10.51, 12.51, 74.51], events.Times.Select(t => Math.Round(t, 9)));
    }

    [Fact]
    public void A_marker_comes_no_later_than_the_signal_of_its_time()
    {
        using var bytes = Session();
        var run = Run(new() { Path = bytes.Save(), Stream = "amp", Block = 4 });
        for (var steps = 0; steps < 16; steps++)
        {
            run.Step(1);
            var (signal, events) = (run.Result<float>(), run.Result<Event>("events"));
            Assert.Equal(events.Times.Count(t => t <= signal.Times[^1]), new[] { 10.51, 12.51, 74.51 }.Count(t => t <= signal.Times[^1]));
        }
    }

    [Fact]
    public void Raw_stamps_come_with_their_offsets()
    {
        using var bytes = Session();
        var raw = Run(new() { Path = bytes.Save(), Stream = "amp", Times = XdfTimes.Raw }).Step();
        var file = XdfFile.Open(bytes.Save());
        Assert.Equal(file.All(file.Streams[0]).Stamps, raw.Result<float>().Times);
        Assert.Equal([110.51, 112.51, 174.51], raw.Result<Event>("events").Times.Select(t => Math.Round(t, 9)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    public void The_result_does_not_depend_on_the_block(int block)
    {
        using var bytes = Session();
        foreach (var times in new[] { XdfTimes.Corrected, XdfTimes.Raw })
        {
            var whole = Run(new() { Path = bytes.Save(), Stream = "amp", Times = times, Block = 1000 }).Step();
            var cut = Run(new() { Path = bytes.Save(), Stream = "amp", Times = times, Block = block }).Step();
            var (expected, found) = (whole.Result<float>(), cut.Result<float>());
            Assert.Equal(expected.Values, found.Values);
            Assert.Equal(expected.Times, found.Times);
            Assert.Equal(expected.Gaps, found.Gaps);
            Assert.Equal(whole.Result<Event>("events").Times, cut.Result<Event>("events").Times);
        }
    }

    [Fact]
    public void It_can_be_reset_and_restored_anywhere()
    {
        using var bytes = Session();
        XdfSource.Settings settings = new() { Path = bytes.Save(), Stream = "amp", Block = 7 };
        var run = Run(settings).Step();
        var (values, times, events) = (run.Result<float>().Values, run.Result<float>().Times, run.Result<Event>("events").Times);
        run.Reset().Step();
        Assert.Equal(values, run.Result<float>().Values);
        for (var steps = 0; steps < 9; steps++)
        {
            var first = Run(settings).Step(steps);
            var state = first.Save();
            var second = Run(settings).Load(state).Step();
            Assert.Equal(values, first.Result<float>().Values.Concat(second.Result<float>().Values));
            Assert.Equal(times, first.Result<float>().Times.Concat(second.Result<float>().Times));
            Assert.Equal(events, first.Result<Event>("events").Times.Concat(second.Result<Event>("events").Times));
        }
    }

    [Fact]
    public void Streams_markers_and_channels_can_be_chosen()
    {
        using var bytes = Session();
        var path = bytes.Save();
        Assert.Equal([0f, -1, -2], Run(new() { Path = path, Stream = "EEG", Channels = ["C4"], Markers = ["marks"] }).Step().Result<float>().Values[..3]);
        Assert.Equal([1f, -1, 0, 0], Run(new() { Path = path, Stream = "1", Channels = ["C3", "C4"] }).Step().Result<float>().Values[2..4].Concat([0f, 0]));
        var gaze = Run(new() { Path = path, Stream = "Gaze" });
        Assert.Equal(0, gaze.OutputFormat().Rate);
        Assert.Equal([0f, 7, 14], gaze.Step().Result<float>().Values[..3]);
        Assert.Equal("amp", Run(new() { Path = path }).OutputFormat().Name);
    }

    [Fact]
    public void Native_samples_are_those_of_the_recording()
    {
        using var bytes = new XdfBytes();
        bytes.Header(1, "int64", 2, 0, name: "counter").Samples(1, 1, (1, [.. BitConverter.GetBytes(long.MaxValue), .. BitConverter.GetBytes((1L << 53) + 1)]));
        bytes.Header(2, "double64", 1, 0, name: "fine").Samples(2, 1, (1, BitConverter.GetBytes(Math.PI)));
        bytes.Header(3, "int8", 1, 0, name: "small").Samples(3, 1, (1, [0x80]));
        var path = bytes.Save();
        var native = Run(new() { Path = path, Stream = "counter", Element = XdfElement.Native }).Step();
        Assert.Equal("signal int64[2] irregular", native.OutputFormat().ToString());
        Assert.Equal([long.MaxValue, (1L << 53) + 1], native.Result<long>().Values);
        Assert.Equal([(1L << 53) + 1], Run(new() { Path = path, Stream = "counter", Channels = ["ch2"], Element = XdfElement.Native }).Step().Result<long>().Values);
        Assert.Equal([Math.PI], Run(new() { Path = path, Stream = "fine", Element = XdfElement.Native }).Step().Result<double>().Values);
        Assert.Equal([sbyte.MinValue], Run(new() { Path = path, Stream = "small", Element = XdfElement.Native }).Step().Result<sbyte>().Values);
        Assert.Equal([(float)Math.PI], Run(new() { Path = path, Stream = "fine" }).Step().Result<float>().Values);
    }

    [Theory]
    [InlineData("uV", "µV")]
    [InlineData("microvolts", "µV")]
    [InlineData("mV", "mV")]
    public void Units_are_named_alike(string recorded, string named)
    {
        using var bytes = new XdfBytes();
        bytes.Header(1, "int8", 1, 10, $"<channels><channel><unit>{recorded}</unit></channel></channels>");
        Assert.Equal(named, Run(new() { Path = bytes.Save() }).OutputFormat().Unit);
    }

    [Fact]
    public void What_is_not_there_is_named()
    {
        using var bytes = Session();
        var path = bytes.Save();
        string Message(XdfSource.Settings settings) => Assert.Throws<RecordingException>(() => Run(settings)).Message[(path.Length + 2)..];
        Assert.Equal("stream headers: expected one stream of numbers with name, content type or number 'x', found 1 'amp' (EEG, 2 channels, 10 Hz, 60 samples), 3 'eye' (Gaze, 1 channels, 0 Hz, 9 samples). Name one with the setting 'stream' of files.xdf.",
            Message(new() { Path = path, Stream = "x" }));
        Assert.Equal("stream headers: expected one text stream with name, content type or number 'y', found 2 'marks' (EEG, 1 channels, 0 Hz, 3 samples). Correct the setting 'markers', or leave it out for all of them.",
            Message(new() { Path = path, Markers = ["y"] }));
        Assert.Equal("stream headers: expected channel 'Cz' in stream 1 (amp), found C3, C4. Correct the setting 'channels', or leave it out for all of them.",
            Message(new() { Path = path, Stream = "amp", Channels = ["Cz"] }));
        using var empty = new XdfBytes();
        path = empty.Save();
        Assert.Equal("stream headers: expected one stream of numbers, or one of type EEG, found none. Play a recording that holds a signal.", Message(new() { Path = path }));
        using var flat = new XdfBytes();
        flat.Header(1, "int8", 0, 10);
        path = flat.Save();
        Assert.Equal("stream headers: expected at least one channel in stream 1 (s), found none. Name another stream with the setting 'stream'.", Message(new() { Path = path }));
    }

    [Fact]
    public void Stamps_that_are_no_numbers_do_no_harm()
    {
        using var bytes = new XdfBytes();
        bytes.Header(1, "int8", 1, 10).Header(2, "string", 1, 0).Samples(1, 1, (double.NaN, [1]), (double.PositiveInfinity, [2]), (3, [4])).Samples(2, 1, (double.NaN, XdfBytes.Text("a")), (double.NegativeInfinity, XdfBytes.Text("b")));
        var run = Run(new() { Path = bytes.Save() }).Step();
        Assert.Equal([1f, 2, 4], run.Result<float>().Values);
        Assert.Equal(["a", "b"], run.Result<Event>("events").Values.Select(e => e.Text));
    }

    [Theory]
    [InlineData(XdfElement.Float32)]
    [InlineData(XdfElement.Native)]
    public void Playing_allocates_nothing(XdfElement element)
    {
        using var bytes = new XdfBytes();
        bytes.Header(1, "int16", 2, 100).Header(2, "string", 1, 0);
        for (var i = 0; i < 4000; i++)
        {
            bytes.Samples(1, 1, (i / 100.0, [1, 2, 3, 4]));
            if (i % 10 == 0) bytes.Samples(2, 1, (i / 100.0, XdfBytes.Text("again")));
        }
        var run = Run(new() { Path = bytes.Save(), Element = element }).CountOnly().Step(200);
        var before = GC.GetAllocatedBytesForCurrentThread();
        run.Step(700);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_real_recording_plays_with_its_clock_reset()
    {
        var run = Run(new() { Path = SharedData.Path("eeg/xdf/clock_resets.xdf"), Stream = "BioSemi" }).Step();
        var signal = run.Result<float>();
        Assert.Equal(27815, signal.Times.Length);
        Assert.Equal([12876], signal.Gaps);
        Assert.Equal(810.0297917640847, signal.Times[0], 1e-6);
        Assert.Equal(1383.1842659544184, signal.Times[^1], 1e-6);
        var events = run.Result<Event>("events");
        Assert.Equal(175, events.Times.Length);
        Assert.Equal(events.Times.Order(), events.Times);
        Assert.Equal("Test-1-2-3", events.Values[4].Text);
    }
}
