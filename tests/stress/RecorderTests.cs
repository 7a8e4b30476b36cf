using Streaming.Files.Xdf;
using Streaming.Record;

namespace Streaming.Tests;

/// <summary>A recorder on a disk with troubles, in a running session.</summary>
public sealed class RecorderTests : IDisposable
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(120);
    private readonly string folder = Directory.CreateTempSubdirectory("streaming-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>Whatever the memory and the links hold and whenever the disk is full: what was sent is in the file, in order, and no link lost any.</summary>
    [Fact]
    public void A_disk_that_is_full_now_and_then_loses_no_sample() =>
        Gen.Select(Gen.Int[1, 64], Gen.Int[1, 100], Gen.Double[0, 0.9], Gen.Int).Sample((capacity, block, full, seed) =>
        {
            const int samples = 60_000;
            var random = new Random(seed);
            var path = Path.Combine(folder, $"{Guid.NewGuid():N}.xdf");
            // What is held never fits: 240 kB are sent, 100 kB can be held.
            var sink = new XdfSink(new() { Path = path, Spool = 0.1, Patience = 1e6 }) { Over = file => new FullDisk(file, () => random.NextDouble() < full) };
            var session = new Graph().Add("count", new Counter(new() { Samples = samples, Block = block })).Add("record", sink)
                .Link("count > record", capacity: capacity).Start(new RunOptions { Speed = 0, Time = new VirtualTime() });
            session.Completion.WaitAsync(patience).GetAwaiter().GetResult();
            var link = session.Report().Links.Single();
            session.DisposeAsync().AsTask().GetAwaiter().GetResult();
            Assert.Equal((samples, samples, 0), (link.In, link.Out, link.Dropped));
            var played = new NodeRun(new XdfSource(new() { Path = path, Element = XdfElement.Native })).Configure().Step().Result<int>();
            Assert.Equal(Enumerable.Range(0, samples), played.Values);
            File.Delete(path);
        }, iter: 25, threads: 1);

    /// <summary>The source sends no more until the disk has taken what was held: only the clock can bring that about.</summary>
    [Fact]
    public async Task What_is_held_is_written_though_nothing_comes()
    {
        using var gate = new ManualResetEventSlim();
        var (path, refused, taken) = (Path.Combine(folder, "a.xdf"), 0, 0);
        var sink = new XdfSink(new() { Path = path })
        {
            // The headers are written, and the first samples only at the tenth trial.
            Over = file => new FullDisk(file, () => taken == 2 && ++refused < 10) { Took = () => { if (++taken == 3) gate.Set(); } },
        };
        await using (var session = new Graph().Add("count", new Counter(new() { Samples = 2000, Block = 1000 }) { Gate = gate }).Add("record", sink)
            .Link("count > record").Start(new RunOptions { Speed = 0, Time = new VirtualTime() }))
        {
            await session.Completion.WaitAsync(patience);
        }
        Assert.Equal(10, refused);
        Assert.Equal(2000, XdfFile.Open(path).Streams[0].SampleCount);
    }

    [Fact]
    public async Task A_session_whose_disk_stays_full_fails_in_bounded_time_and_says_what_is_missing()
    {
        var (path, taken) = (Path.Combine(folder, "a.xdf"), 0);
        var notes = new List<string>();
        var sink = new XdfSink(new() { Path = path, Patience = 60 }) { Over = file => new FullDisk(file, () => taken == 12) { Took = () => taken++ } };
        var time = new VirtualTime();
        await using var session = new Graph("full").Add("count", new Counter(new() { Samples = 20_000, Block = 100 })).Add("record", sink)
            .Link("count > record").Start(new RunOptions { Speed = 0, Time = time, Note = note => { lock (notes) notes.Add(note); } });
        var failure = await Assert.ThrowsAsync<NodeFailedException>(() => session.Completion.WaitAsync(patience));
        var written = new FileInfo(path).Length;
        Assert.StartsWith($"node 'record' (record.xdf) failed: {path}: No space left on device; {written} bytes are written and can be read, ", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith(" bytes that were held in memory are lost. Free some space or choose another disk, then start a new recording.", failure.Message, StringComparison.Ordinal);
        Assert.InRange(time.Waits.Sum(w => w.TotalSeconds), 55, 66);
        Assert.Empty(XdfFile.Open(path).Notes);
        Assert.Equal(5000, XdfFile.Open(path).Streams[0].SampleCount);
        Assert.Contains(notes, n => n.StartsWith("a.xdf: No space left on device; what comes is held in memory (64 MB", StringComparison.Ordinal));
    }
}
