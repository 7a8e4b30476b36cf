using System.Runtime.InteropServices;
using Streaming.Files.Xdf;
using Streaming.Record;

namespace Streaming.Tests;

/// <summary>What a laboratory does to a recorder for hours: outages, clocks that jump, streams that say nothing, stamps in no order.</summary>
public class XdfHabitsTests
{
    private static readonly byte[] boundary = Convert.FromHexString("43A546DCCBF5410FB30ED5467383CBE4");

    private static XdfWriter Writer(Disk disk) => new(new(disk, "disk"), StillTime.Instance);

    /// <summary>Boundaries in the file, and flushes of the disk, for each stretch between two looks.</summary>
    private static Action<int, int> Stretches(Disk disk)
    {
        var (boundaries, flushes) = (0, 0);
        return (expectedBoundaries, expectedFlushes) =>
        {
            var (now, flushed) = (disk.ToArray().AsSpan().Count(boundary), disk.Flushes);
            Assert.InRange(now - boundaries, expectedBoundaries - 1, expectedBoundaries + 1);
            // Chunks of half a second end between two flushes: they come 1 to 1.5 s apart.
            Assert.InRange(flushed - flushes, expectedFlushes * 2 / 3 - 2, expectedFlushes + 4);
            (boundaries, flushes) = (now, flushed);
        };
    }

    [Fact]
    public void An_outage_of_six_minutes_in_one_stream_leaves_the_others_as_they_were()
    {
        using var folder = new Folder();
        var disk = new Disk();
        using (var writer = Writer(disk))
        {
            var look = Stretches(disk);
            var steady = writer.Add(new() { Name = "steady", ChannelCount = 1, Rate = 100 });
            var flaky = writer.Add(new() { Name = "flaky", ChannelCount = 1, Rate = 100 });
            void Go(int from, int to, bool both)
            {
                for (var i = from * 100; i < to * 100; i++)
                {
                    steady.Write<float>([i], [1000 + i / 100.0]);
                    if (both) flaky.Write<float>([i], [50 + i / 100.0]);     // its own clock
                }
            }
            Go(0, 100, both: true);
            look(10, 100);
            Go(100, 460, both: false);
            look(36, 360);
            Go(460, 560, both: true);
            look(10, 100);
        }
        var file = folder.Xdf(disk.ToArray());
        Assert.Empty(file.Notes);
        var all = Recorded.All(file);
        Assert.Equal([56_000, 20_000], all.Select(s => s.Stamps.Length));
        var flakyStamps = all[1].Stamps.Select(BitConverter.Int64BitsToDouble).ToArray();
        Assert.Equal((149.99, 510), (flakyStamps[9999], flakyStamps[10_000]));
    }

    [Fact]
    public void Clocks_that_jump_by_twenty_seconds_are_recorded_as_they_do()
    {
        using var folder = new Folder();
        var disk = new Disk();
        double[] stamps = [.. Enumerable.Range(0, 100_000).Select(i => i / 100.0 + (i < 30_000 ? 0 : i < 60_000 ? 20 : i < 80_000 ? 0 : -20))];
        using (var writer = Writer(disk))
        {
            var look = Stretches(disk);
            var jumping = writer.Add(new() { Name = "jumping", ChannelCount = 1, Rate = 100 });
            foreach (var block in stamps.Chunk(7)) jumping.Write<float>(new float[block.Length], block);
            look(100, 1000);
        }
        Assert.Equal(stamps.Select(BitConverter.DoubleToInt64Bits), Recorded.All(folder.Xdf(disk.ToArray()))[0].Stamps);
    }

    [Fact]
    public void Stamps_in_no_order_and_values_that_are_no_numbers_come_back_bit_for_bit()
    {
        using var folder = new Folder();
        var (disk, random) = (new Disk(), new Random(5));
        double[] stamps = [.. Enumerable.Range(0, 5000).Select(i => i % 97 == 0 ? double.NaN : i % 89 == 0 ? double.NegativeInfinity : i / 100.0 + 3 * random.NextDouble())];
        float[] values = [.. Enumerable.Range(0, 10_000).Select(i => i % 3 == 0 ? BitConverter.Int32BitsToSingle(0x7FC00000 | i) : i)];
        using (var writer = Writer(disk))
        {
            var stream = writer.Add(new() { Name = "a", ChannelCount = 2, Rate = 100 });
            for (var i = 0; i < 5000; i += 10) stream.Write<float>(values.AsSpan(2 * i, 20), stamps.AsSpan(i, 10));
        }
        var read = Recorded.All(folder.Xdf(disk.ToArray()))[0];
        Assert.Equal(stamps.Select(BitConverter.DoubleToInt64Bits), read.Stamps);
        Assert.Equal(MemoryMarshal.AsBytes<float>(values).ToArray(), read.Values);
    }

    /// <summary>As inlets send them: each stream with stamps and offsets in the clock of its sender, offsets every 5 s.</summary>
    [Fact]
    public void Streams_of_other_computers_keep_their_clocks_and_offsets_apart()
    {
        using var folder = new Folder();
        var path = folder["a.xdf"];
        var signal = StreamFormat.Signal(1, 100, "µV", ["Cz"], "amp") with { Content = "EEG", Description = "<desc><channels><channel><label>Cz</label><unit>microvolts</unit><location><X>0</X><Y>0</Y><Z>95</Z></location></channel></channels><acquisition><model>amp 7</model></acquisition></desc>" };
        var node = new XdfSink(new() { Path = path });
        var run = new NodeRun(node).Feed("streams", signal).Feed("streams", StreamFormat.Events("left")).Feed("streams", StreamFormat.Events("right")).Configure();
        double[] ahead = [500, -200, 7000];                     // s, by which each sender's clock is ahead of ours
        for (var second = 0; second < 60; second++)
        {
            run.Begin("streams0", second + ahead[0]).Push<float>("streams0", new float[100], [.. Enumerable.Range(0, 100).Select(i => second + i / 100.0 + ahead[0])]);
            if (second % 7 == 3) run.Push<Event>("streams1", [new("l")], [second + ahead[1]]);
            if (second % 11 == 3) run.Push<Event>("streams2", [new("r")], [second + ahead[2]]);
            if (second % 5 == 4)
                for (var s = 0; s < 3; s++) run.Send($"streams{s}", new ClockOffset(second + ahead[s], -ahead[s]));
        }
        run.End().Close();
        var file = XdfFile.Open(path);
        Assert.Empty(file.Notes);
        var all = Recorded.All(file);
        for (var s = 0; s < 3; s++) Assert.Equal(Enumerable.Range(0, 12).Select(k => new ClockOffset(5 * k + 4 + ahead[s], -ahead[s])), all[s].Offsets);
        Assert.Equal(["amp", "left", "right"], file.Streams.Select(s => s.Name));
        Assert.Equal("95", (string?)file.Streams[0].Description!.Element("channels")!.Element("channel")!.Element("location")!.Element("Z"));
        Assert.Equal("amp 7", (string?)file.Streams[0].Description!.Element("acquisition")!.Element("model"));
        Assert.Equal(["microvolts"], file.Streams[0].Units);
        // Played in our clock, all of them stand where they were.
        var played = new NodeRun(new XdfSource(new() { Path = path })).Configure().Step();
        Assert.Equal(Enumerable.Range(0, 6000).Select(i => i / 100.0), played.Result<float>("signal").Times.Select(t => Math.Round(t, 6)));
        var expected = Enumerable.Range(0, 60).SelectMany(s => (string[])[.. s % 7 == 3 ? ["l"] : (string[])[], .. s % 11 == 3 ? ["r"] : (string[])[]]).ToArray();
        Assert.Equal(expected.Order(), played.Result<Event>("events").Values.Select(e => e.Text).Order());
        Assert.Equal(Enumerable.Range(0, 60).Where(s => s % 7 == 3).Concat(Enumerable.Range(0, 60).Where(s => s % 11 == 3)).Order().Select(s => (double)s), played.Result<Event>("events").Times.Select(t => Math.Round(t, 6)));
    }

    [Fact]
    public void Hours_of_it_allocate_nothing()
    {
        var file = new RecordingFile(Stream.Null, "null", new() { Time = StillTime.Instance });
        using var writer = new XdfWriter(file, StillTime.Instance);
        var eeg = writer.Add(new() { Name = "eeg", ChannelCount = 8, Rate = 250 });
        var flaky = writer.Add(new() { Name = "flaky", ChannelCount = 1, Rate = 100 });
        var marks = writer.Add(new() { Name = "marks", Element = ElementType.Event });
        var (values, stamps) = (new float[80], new double[10]);
        void Go(int from, int to)
        {
            for (var i = from; i < to; i++)
            {
                var jump = i / 500 % 2 * 20;
                for (var k = 0; k < 10; k++) stamps[k] = (10 * i + k) / 250.0 + jump;
                eeg.Write<float>(values, stamps);
                if (i / 1000 % 3 == 0) flaky.Write<float>(values.AsSpan(0, 4), 0.04 * i);
                if (i % 50 == 0) marks.Write(["mark"], 0.04 * i);
                writer.TryAgain();
            }
        }
        Go(0, 20_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Go(20_000, 90_000);                                     // 47 minutes
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
