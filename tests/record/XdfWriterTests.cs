using Streaming.Record;

namespace Streaming.Tests;

public class XdfWriterTests
{
    private static XdfWriter Writer(Disk disk) => new(new(disk, "disk"), StillTime.Instance);

    /// <summary>A signal of 2 channels at 20 Hz, markers and clock offsets; 25 s.</summary>
    private static void Session(XdfWriter writer)
    {
        var signal = writer.Add(new() { Name = "signal", Type = "EEG", ChannelCount = 2, Rate = 20, Element = ElementType.Int16 });
        var markers = writer.Add(new() { Name = "markers", Type = "Markers", Element = ElementType.Event });
        for (short i = 0; i < 500; i++)
        {
            signal.Write<short>([i, (short)-i], [100 + i / 20.0]);
            if (i % 50 == 7) markers.Write([$"mark {i}"], 100 + i / 20.0);
            if (i % 100 == 50) signal.Write(new ClockOffset(100 + i / 20.0, -0.25));
        }
    }

    [Fact]
    public void Headers_and_footers_hold_what_LabRecorder_writes()
    {
        using var folder = new Folder();
        var disk = new Disk();
        using (var writer = Writer(disk))
        {
            var stream = writer.Add(new() { Name = "a <b> & \u0001c", Type = "EEG", ChannelCount = 2, Rate = 0.1, Labels = ["Fp1", "C\"z"], Unit = "µV", SourceId = "dev 1", CreatedAt = 12.5, Description = "<desc><acquisition><model>m</model></acquisition><channels><channel><label>old</label></channel></channels></desc>" });
            stream.Write<float>([1, 2], [0.1]);
            stream.Write(new ClockOffset(1, 2));
            writer.Add(new() { Name = "empty", Element = ElementType.Event });
        }
        var file = folder.Xdf(disk.ToArray());
        Assert.Empty(file.Notes);
        Assert.Equal(new DateTimeOffset(2026, 1, 31, 17, 5, 9, TimeSpan.FromHours(1)), file.Recorded);
        Assert.Equal("<?xml version=\"1.0\"?>\n<info>\n  <version>1.0</version>\n  <datetime>2026-01-31T17:05:09+0100</datetime>\n</info>", file.Header);
        var stream0 = file.Streams[0];
        Assert.Equal(("a <b> & c", "EEG", "dev 1", 0.1), (stream0.Name, stream0.Type, stream0.SourceId, stream0.NominalRate));
        Assert.Equal(["Fp1", "C\"z"], stream0.Labels);
        Assert.Equal(["µV", "µV"], stream0.Units);
        Assert.Equal("m", (string?)stream0.Description!.Element("acquisition")!.Element("model"));
        Assert.Equal("12.5", (string?)stream0.Info.Element("created_at"));
        Assert.Equal([1L, 0L], file.Streams.Select(s => s.FooterSampleCount!.Value));
        var text = System.Text.Encoding.UTF8.GetString(disk.ToArray());
        Assert.Contains("<first_timestamp>0.1</first_timestamp>\n  <last_timestamp>0.1</last_timestamp>\n  <sample_count>1</sample_count>\n  <clock_offsets>\n    <offset>\n      <time>1</time>\n      <value>2</value>", text, StringComparison.Ordinal);
        Assert.Contains("<first_timestamp>0</first_timestamp>\n  <last_timestamp>0</last_timestamp>\n  <sample_count>0</sample_count>\n  <clock_offsets />", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_description_that_agrees_with_the_labels_is_kept()
    {
        using var folder = new Folder();
        var disk = new Disk();
        using (var writer = Writer(disk))
            writer.Add(new() { Name = "a", ChannelCount = 1, Labels = ["Cz"], Unit = "V", Description = "<desc><channels><channel><label>Cz</label><location><X>1</X></location></channel></channels></desc>" });
        Assert.Equal("1", (string?)folder.Xdf(disk.ToArray()).Streams[0].Description!.Element("channels")!.Element("channel")!.Element("location")!.Element("X"));
    }

    [Fact]
    public void Boundaries_stand_ten_seconds_apart_and_the_disk_is_flushed_once_a_second()
    {
        var disk = new Disk();
        using (var writer = Writer(disk)) Session(writer);
        var boundary = Convert.FromHexString("43A546DCCBF5410FB30ED5467383CBE4");
        var bytes = disk.ToArray().AsSpan();
        Assert.Equal(2, bytes.Count(boundary));
        Assert.InRange(disk.Flushes, 20, 26);
    }

    [Fact]
    public void Samples_wait_half_a_second_at_most_whichever_stream_goes_on()
    {
        using var folder = new Folder();
        var disk = new Disk();
        using var writer = Writer(disk);
        var steady = writer.Add(new() { Name = "steady", ChannelCount = 1, Rate = 100 });
        var stalled = writer.Add(new() { Name = "stalled", ChannelCount = 1, Rate = 100 });
        var markers = writer.Add(new() { Name = "markers", Element = ElementType.Event });
        stalled.Write<float>([1, 2, 3], 5);
        steady.Write<float>(new float[49], 10);
        Assert.Equal([0L, 0, 0], folder.Xdf(disk.ToArray()).Streams.Select(s => s.SampleCount));
        steady.Write<float>(new float[1], 10.49);
        Assert.Equal([50L, 3, 0], folder.Xdf(disk.ToArray()).Streams.Select(s => s.SampleCount));
        markers.Write(["now"], 10.5);
        Assert.Equal([50L, 3, 1], folder.Xdf(disk.ToArray()).Streams.Select(s => s.SampleCount));
        stalled.Write<float>([4], 6);
        stalled.Write<float>([5], 60);
        Assert.Equal([50L, 4, 1], folder.Xdf(disk.ToArray()).Streams.Select(s => s.SampleCount));
    }

    [Fact]
    public void Cut_at_any_byte_the_file_opens_and_holds_every_whole_sample_before()
    {
        using var folder = new Folder();
        var writes = new List<long>();
        var disk = new Disk { Written = d => writes.Add(d.Length) };
        using (var writer = Writer(disk)) Session(writer);
        var bytes = disk.ToArray();
        var whole = Recorded.All(folder.Xdf(bytes));
        long before = 0;
        for (var length = 4; length <= bytes.Length; length += length < 2000 ? 1 : 13)
        {
            var file = folder.Xdf(bytes.AsSpan(0, length));
            Assert.True(file.Notes.Count <= 1);
            foreach (var (stream, part) in file.Streams.Zip(Recorded.All(file))) part.AssertPrefixOf(whole[stream.Index]);
            var samples = file.Streams.Sum(s => s.SampleCount);
            Assert.True(samples >= before);
            before = samples;
        }
        foreach (var length in writes) Assert.Empty(folder.Xdf(bytes.AsSpan(0, (int)length)).Notes);
    }

    [Fact]
    public void A_full_disk_is_loud_and_leaves_whole_chunks()
    {
        using var folder = new Folder();
        var complete = new Disk();
        using (var writer = Writer(complete)) Session(writer);
        var whole = Recorded.All(folder.Xdf(complete.ToArray()));
        for (var capacity = 0; capacity < complete.Length; capacity += 7)
        {
            var disk = new Disk(capacity);
            var failure = Assert.Throws<RecordingFailedException>(() =>
            {
                using var writer = Writer(disk);
                Session(writer);
            });
            Assert.Equal($"disk: No space left on device; {disk.Length} bytes are written and can be read. Free some space or choose another disk, then start a new recording.", failure.Message);
            Assert.Equal(disk.Length, failure.Written);
            Assert.True(disk.Length <= capacity);
            if (disk.Length == 0) continue;
            var file = folder.Xdf(disk.ToArray());
            Assert.Empty(file.Notes);
            foreach (var (stream, part) in file.Streams.Zip(Recorded.All(file))) part.AssertPrefixOf(whole[stream.Index]);
        }
    }

    [Fact]
    public void After_a_failure_nothing_more_is_written()
    {
        var disk = new Disk(1000);
        var writer = Writer(disk);
        var stream = writer.Add(new() { Name = "a", ChannelCount = 100, Rate = 1 });
        var first = Assert.Throws<RecordingFailedException>(() => stream.Write<float>(new float[100], 1));
        var written = disk.Writes;
        Assert.Same(first, Assert.Throws<RecordingFailedException>(() => stream.Write<float>(new float[100], 2)));
        writer.Dispose();
        Assert.Equal(written, disk.Writes);
    }

    [Fact]
    public void Numbers_are_written_without_allocation()
    {
        var file = new RecordingFile(Stream.Null, "null");
        using var writer = new XdfWriter(file, StillTime.Instance);
        var eeg = writer.Add(new() { Name = "eeg", ChannelCount = 8, Rate = 250 });
        var features = writer.Add(new() { Name = "features", ChannelCount = 3, Rate = 0, Element = ElementType.Float64 });
        var (values, stamps, row) = (new float[80], new double[10], new double[3]);
        void Run(int from, int to)
        {
            for (var i = from; i < to; i++)
            {
                for (var k = 0; k < 10; k++) stamps[k] = (10 * i + k) / 250.0;
                eeg.Write<float>(values, stamps);
                eeg.Write<float>(values, 0.04 * i);
                features.Write<double>(row, 0.04 * i);
            }
        }
        Run(0, 2000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(2000, 4000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Long_recordings_leave_offsets_out_of_the_footer()
    {
        using var folder = new Folder();
        var disk = new Disk();
        using (var writer = Writer(disk))
        {
            var stream = writer.Add(new() { Name = "a" });
            for (var i = 0; i < 5000; i++) stream.Write(new ClockOffset(i, 0));
        }
        var file = folder.Xdf(disk.ToArray());
        Assert.Equal(5000, file.Streams[0].ClockOffsets.Count);
        Assert.DoesNotContain("clock_offsets", System.Text.Encoding.UTF8.GetString(disk.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public void What_does_not_fit_a_stream_is_refused()
    {
        using var writer = Writer(new Disk());
        var numbers = writer.Add(new() { Name = "numbers", ChannelCount = 2 });
        var texts = writer.Add(new() { Name = "texts", Element = ElementType.Event });
        static string Message(Action action) => Assert.ThrowsAny<ArgumentException>(action).Message;
        Assert.Equal("Stream 'numbers' holds Float32, not Double. (Parameter 'values')", Message(() => numbers.Write<double>([1, 2], 0)));
        Assert.Equal("3 values are not whole samples of 2 channels. (Parameter 'values')", Message(() => numbers.Write<float>([1, 2, 3], 0)));
        Assert.Equal("1 samples came with 2 stamps. (Parameter 'stamps')", Message(() => numbers.Write<float>([1, 2], [0, 1])));
        Assert.Equal("Stream 'numbers' holds Float32, not text. (Parameter 'texts')", Message(() => numbers.Write(["a"], 0)));
        Assert.Equal("Stream 'texts' holds text, not Single. (Parameter 'values')", Message(() => texts.Write<float>([1], 0)));
        Assert.Equal("2 texts came for 1 channels. (Parameter 'texts')", Message(() => texts.Write(["a", "b"], 0)));
        Assert.StartsWith("The rate must be 0 (irregular) or more.", Message(() => writer.Add(new() { Name = "x", Rate = double.NaN })), StringComparison.Ordinal);
        Assert.StartsWith("The value cannot be an empty string", Message(() => writer.Add(new() { Name = " " })), StringComparison.Ordinal);
    }
}
