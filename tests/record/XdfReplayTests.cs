using Streaming.Files.Xdf;
using Streaming.Record;

namespace Streaming.Tests;

/// <summary>A recording that a graph plays and records again is the same recording.</summary>
public class XdfReplayTests
{
    private static readonly Gen<double[]> stamps = XdfPlans.Stamps.Select(s => s.Where(double.IsFinite).ToArray());

    private static readonly Gen<ElementType> numbers = Gen.Enum<ElementType>().Where(e => e != ElementType.Event);

    /// <summary>Some streams of numbers of any type, and one of text, as graphs carry events.</summary>
    private static readonly Gen<XdfPlans.Plan[]> recordings = Gen.Select(
        XdfPlans.Of(numbers, stamps, leastChannels: 1).Array[1, 3],
        XdfPlans.Of(Gen.Const(ElementType.Event), stamps, leastChannels: 1).Where(p => p.Channels == 1).Select(p => p with { Rate = 0 }),
        (streams, text) => (XdfPlans.Plan[])[.. streams, text]);

    [Fact]
    public Task Samples_stamps_and_clock_offsets_of_every_format_come_back_bit_for_bit() => recordings.SampleAsync(async plans =>
    {
        using var folder = new Folder();
        var disk = new Disk();
        using (var writer = new XdfWriter(new(disk, "disk"), StillTime.Instance)) XdfPlans.Write(writer, plans);
        File.WriteAllBytes(folder["first.xdf"], disk.ToArray());
        await ReplayAsync(folder["first.xdf"], folder["second.xdf"], plans.Length - 1);
        var (first, second) = (XdfFile.Open(folder["first.xdf"]), XdfFile.Open(folder["second.xdf"]));
        Assert.Empty(second.Notes);
        var (expected, found) = (Recorded.All(first), Recorded.All(second));
        for (var i = 0; i < plans.Length; i++)
        {
            Assert.Equal((first.Streams[i].Name, first.Streams[i].Format, first.Streams[i].ChannelCount, first.Streams[i].NominalRate),
                (second.Streams[i].Name, second.Streams[i].Format, second.Streams[i].ChannelCount, second.Streams[i].NominalRate));
            Assert.Equal(expected[i].Values, found[i].Values);
            Assert.Equal(expected[i].Stamps, found[i].Stamps);
            Assert.Equal(expected[i].Texts, found[i].Texts);
            Assert.Equal(expected[i].Offsets, found[i].Offsets);
        }
    }, iter: 40, threads: 1);

    /// <summary>Plays every stream of numbers, with the first one the markers too, and records them in the order they stand in.</summary>
    private static async Task ReplayAsync(string from, string to, int streams)
    {
        var graph = new Graph().Add("record", new XdfSink(new() { Path = to }));
        for (var i = 0; i < streams; i++)
            graph.Add($"play{i}", new XdfSource(new() { Path = from, Stream = $"s{i}", Element = XdfElement.Native, Times = XdfTimes.Raw })).Link($"play{i} > record");
        graph.Link("play0.events > record");
        await using var session = graph.Start(new RunOptions { Speed = 0 });
        await session.Completion.WaitAsync(TimeSpan.FromSeconds(60));
    }
}
