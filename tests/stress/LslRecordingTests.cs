using System.Runtime.InteropServices;
using Streaming.Files.Xdf;
using Streaming.Lsl;
using Streaming.Record;
using Streaming.Simulate;

namespace Streaming.Tests;

/// <summary>
/// A recorder behind inlets of Lab Streaming Layer, on the loopback: two outlets whose clock is another, and which go away and come back, and a disk that is full now and then.
/// </summary>
public sealed class LslRecordingTests : IDisposable
{
    private const int Channels = 8, Parts = 6;
    private const double Rate = 250, Ahead = 500;
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(120);
    private readonly NodeConfig config = new();
    private readonly string folder = Directory.CreateTempSubdirectory("streaming-").FullName;
    private readonly LslStreamInfo eeg = new() { Name = "amp", Type = "EEG", ChannelCount = Channels, Format = LslFormat.Float32, Rate = Rate, SourceId = "amp-1" };
    private readonly LslStreamInfo marks = new() { Name = "marks", Type = "Markers", ChannelCount = 1, Format = LslFormat.String, SourceId = "marks-1" };

    public void Dispose()
    {
        config.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task What_is_sent_is_recorded_through_outages_and_a_full_disk()
    {
        var subject = new NodeRun(new Subject(new() { Seconds = 60, Rate = Rate })).Configure().Step();
        var (signal, truth) = (subject.Result<float>("signal"), subject.Result<Event>("events"));
        var (sent, sentMarks) = (new Tally(), new Tally());
        var (path, random) = (Path.Combine(folder, "lsl.xdf"), new Random(3));
        var ledger = new Ledger();
        var graph = new Graph()
            .Add("eeg", new Inlet(new() { Stream = ValueMap.Of(("name", "amp")), Config = config.Path }))
            .Add("marks", new Inlet(new() { Stream = ValueMap.Of(("name", "marks")), Config = config.Path }))
            .Add("record", new XdfSink(new() { Path = path }) { Over = file => new FullDisk(file, () => random.NextDouble() < 0.3) })
            .Add("ledger", ledger)
            .Link("eeg.raw, marks.rawEvents > record")
            .Link("eeg.raw, marks.rawEvents > ledger");

        // Its clock is another one each time it comes back.
        var clock = Ahead;
        using var sender = new ManagedLsl(config.Network, null, () => LslClock.Now + Volatile.Read(ref clock));
        var (amp, text) = (sender.OpenOutlet(eeg, new()), sender.OpenOutlet(marks, new()));
        await using (var session = graph.Start())
        {
            for (var part = 0; part < Parts; part++)
            {
                if (part > 0)
                {
                    amp.Dispose();
                    Volatile.Write(ref clock, Ahead + 100 * part);
                    amp = sender.OpenOutlet(eeg, new());
                }
                TestNetwork.Until(() => amp.Consumers > 0 && text.Consumers > 0, "the inlets to come");
                var (from, to) = (signal.Times.Length * part / Parts, signal.Times.Length * (part + 1) / Parts);
                var origin = LslClock.Now + Volatile.Read(ref clock);
                for (var i = from; i < to; i += 50)
                {
                    var block = Enumerable.Range(i, Math.Min(50, to - i)).ToArray();
                    var stamps = block.Select(k => origin + signal.Times[k]).ToArray();
                    amp.Push(MemoryMarshal.AsBytes(signal.Values.AsSpan(i * Channels, block.Length * Channels)), stamps);
                    foreach (var k in block) sent.Add(origin + signal.Times[k], signal.Values.AsSpan(k * Channels, Channels));
                }
                foreach (var (happened, time) in truth.Values.Zip(truth.Times).Where(t => t.Second >= signal.Times[from] && t.Second < signal.Times[to - 1]))
                {
                    text.PushText([happened.Text], origin + time);
                    sentMarks.Add(origin + time, happened.Text);
                }
                TestNetwork.Until(() => ledger.Tallies[0].Samples >= sent.Samples && ledger.Tallies[1].Samples >= sentMarks.Samples, "what was sent to come");
            }
            session.Stop();
            await session.Completion.WaitAsync(patience);
            Assert.All(session.Report().Links, l => Assert.Equal((l.In, 0), (l.Out, l.Dropped)));
        }
        amp.Dispose();
        text.Dispose();

        var file = XdfFile.Open(path);
        Assert.Empty(file.Notes);
        Assert.Equal([sent.Content, sentMarks.Content], ledger.Tallies.Select(t => t.Content));
        Assert.Equal([sent.Content, sentMarks.Content], LabHourTests.Read(file).Select(t => t.Content));
        Assert.Equal(["amp-1", "marks-1"], file.Streams.Select(s => s.SourceId));
        Assert.Equal(Parts - 1, ledger.Tallies[0].Gaps.Count);
        Assert.All(file.Streams, s => Assert.Equal(s.SampleCount, s.FooterSampleCount));
        // Each stream has its own offsets, at times of its sender's clock, which they carry to ours.
        foreach (var stream in file.Streams)
        {
            Assert.NotEmpty(stream.ClockOffsets);
            Assert.All(stream.ClockOffsets, o => Assert.InRange(-o.Value, Ahead - 1, Ahead + 100 * Parts));
            Assert.All(stream.ClockOffsets, o => Assert.InRange(o.Time + o.Value, LslClock.Now - 200, LslClock.Now));
        }
    }
}
