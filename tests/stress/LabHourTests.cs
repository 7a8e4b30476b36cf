using System.Runtime.InteropServices;
using Streaming.Dsp;
using Streaming.Eeg;
using Streaming.Files.Xdf;
using Streaming.Record;
using Streaming.Simulate;

namespace Streaming.Tests;

/// <summary>
/// An hour of laboratory work, flat out: 32 channels with outages, clock jumps of 20 s, pops, flat channels and samples that are no numbers, cleaned, filtered and
/// recorded on a disk that is full for a minute.
/// </summary>
[Collection(nameof(Alone))]
public sealed class LabHourTests : IDisposable
{
    private const double Rate = 128;
    private const int Hour = 3600;
    private static readonly TimeSpan patience = TimeSpan.FromMinutes(10);

    private static readonly string[] cap =
    [
        "Fp1", "Fp2", "F7", "F3", "Fz", "F4", "F8", "FC5", "FC1", "FC2", "FC6", "T7", "C3", "Cz", "C4", "T8",
        "CP5", "CP1", "CP2", "CP6", "P7", "P3", "Pz", "P4", "P8", "PO3", "POz", "PO4", "O1", "Oz", "O2", "FCz",
    ];

    private static readonly string[] recorded = ["eeg.signal", "eeg.events", "spoil", "spoil.truth", "bad.mask", "bad.events", "repair", "asr", "asr.status", "band"];

    private readonly string folder = Directory.CreateTempSubdirectory("streaming-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Nothing_crashes_and_every_sample_and_gap_is_in_the_recording()
    {
        var path = Path.Combine(folder, "hour.xdf");
        var (minute, refused) = (0, 0);
        List<string> notes = [];
        List<(int Minute, long Heap, int Blocks)> memory = [];
        var settings = new Subject.Settings
        {
            Channels = ValueList.From(cap), Rate = Rate, Seconds = Hour, Seed = 4, Irregular = 1, PopRate = 2,
            OutageRate = 0.5, Dropouts = [[1500, 360]], Jumps = [[600, 20], [1200, -20], [2400, -20], [3000, 20]], JumpRate = 0.1,
        };
        var subject = new Subject(settings);
        var ledger = new Ledger
        {
            Minute = m =>
            {
                Volatile.Write(ref minute, m);
                if (m >= 5) memory.Add((m, GC.GetTotalMemory(forceFullCollection: m is 5 or 50), Made(subject)));
            },
        };
        var late = new StallingLedger();
        var graph = new Graph("lab")
            .Add("eeg", subject)
            .Add("spoil", new Faults(new() { FlatRate = 0.5, MissingRate = 1, PopRate = 2 }))
            .Add("bad", new BadChannels(new()))
            .Add("repair", new Interpolate(new()))
            .Add("high", new Butterworth(new() { Low = 1, Order = 2 }))
            .Add("asr", new Asr(new() { Calibration = 20 }))
            .Add("band", new Butterworth(new() { High = 40 }))
            // From minute 20 to minute 21 of the stream the disk takes nothing.
            .Add("record", new XdfSink(new() { Path = path, Patience = 1e6 })
            {
                Over = file => new FullDisk(file, () => Volatile.Read(ref minute) == 20 && Interlocked.Increment(ref refused) > 0),
            })
            .Add("ledger", ledger)
            .Add("late", late)
            .Link("eeg > spoil > repair.signal")
            .Link("spoil > bad")
            .Link("bad.mask > repair.mask")
            .Link("repair > high > asr > band")
            .Link("eeg > late", LinkPolicy.DropOldest, 4);
        foreach (var stream in recorded) graph.Link($"{stream} > record").Link($"{stream} > ledger");

        RunReport report;
        await using (var session = graph.Start(new RunOptions { Speed = 0, Time = new VirtualTime(), Note = note => { lock (notes) notes.Add(note); } }))
        {
            await session.Completion.WaitAsync(patience);
            report = session.Report();
        }

        // The outages, the jumps and the full disk did happen.
        var outages = report.Nodes.Single(n => n.Name == "eeg").Outages;
        Assert.InRange(outages, 20, 40);
        Assert.True(refused > 0);
        Assert.True(report.Links.Count > 10);
        Assert.Contains(notes, n => n.StartsWith("hour.xdf: No space left on device; what comes is held in memory (64 MB", StringComparison.Ordinal));
        Assert.Contains(notes, n => n.EndsWith(" s; all that was held is written", StringComparison.Ordinal));

        // Every link: in = out + counted drops; only the one that may drop did.
        Assert.All(report.Links, l => Assert.Equal(l.In, l.Out + l.Dropped));
        Assert.All(report.Links, l => Assert.True(l.Dropped == 0 || l.Name.Contains("> late", StringComparison.Ordinal), l.Name));
        var toLate = report.Links.Single(l => l.Name.Contains("> late", StringComparison.Ordinal));
        Assert.Equal((toLate.Out, toLate.Dropped), (late.Tally.Samples, late.Tally.Missing));
        Assert.Equal(ledger.Tallies[0].Samples, toLate.In);

        // What was sent is what a subject alone sends, and what is recorded is what was sent, bit for bit, with its stamps.
        Assert.Equal(Alone(settings), ledger.Tallies[0].Content);
        var file = XdfFile.Open(path);
        Assert.Empty(file.Notes);
        foreach (var (expected, found) in ledger.Tallies.Zip(Read(file))) Assert.Equal(expected.Content, found.Content);
        Assert.All(file.Streams, s => Assert.Equal(s.SampleCount, s.FooterSampleCount));

        // Every gap is a gap of the recording: the outages, and each jump of the clock.
        var events = Texts(file, 1);
        Assert.Contains("calibrated", Texts(file, 8));
        var gaps = events.Count(t => t is "dropout" or "jump");
        Assert.Equal(outages, events.Count(t => t == "dropout"));
        Assert.Equal(gaps, ledger.Tallies[0].Gaps.Count);
        var jumps = Jumps(file);
        Assert.Equal(ledger.Tallies[0].Gaps, jumps.Select(j => j.Sample));
        // Played, those are gaps that reach beyond what counts as jitter: 500 samples.
        Assert.Equal(jumps.Where(j => Math.Abs(j.Seconds) > 500 / Rate).Select(j => j.Sample), Gaps(path, "eeg.signal"));

        // Memory: blocks made by minute 5 serve the whole hour, and the heap does not grow.
        Assert.Equal(memory[0].Blocks, memory[^1].Blocks);
        var (early, end) = (memory.Single(m => m.Minute == 5).Heap, memory.Single(m => m.Minute == 50).Heap);
        Assert.True(end < early + (2 << 20), $"{early} bytes at minute 5, {end} at minute 50");
    }

    private static int Made(Subject subject) => subject.Signal.Pool.Made + subject.Events.Pool.Made;

    private static (long, ulong) Alone(Subject.Settings settings)
    {
        var run = new NodeRun(new Subject(settings)).Configure();
        var tally = new Tally();
        while (true)
        {
            var isLost = false;
            try
            {
                run.Step(2000);
            }
            catch (SourceLostException)
            {
                isLost = true;
                run.Step(1);
            }
            var result = run.Result<float>("signal");
            for (var i = 0; i < result.Times.Length; i++) tally.Add(result.Times[i], result.Values.AsSpan(i * cap.Length, cap.Length));
            if (result.Times.Length == 0 && !isLost) return tally.Content;
            run.Clear();
        }
    }

    internal static Tally[] Read(XdfFile file)
    {
        var tallies = file.Streams.Select(_ => new Tally()).ToArray();
        using var reader = file.Read();
        while (reader.Next())
        {
            if (reader.Kind == XdfPiece.ClockOffset) continue;
            var tally = tallies[reader.Stream.Index];
            var values = MemoryMarshal.Cast<byte, float>(reader.Values);
            for (var i = 0; i < reader.Stamps.Length; i++)
            {
                if (reader.Stream.Format == XdfFormat.String) tally.Add(reader.Stamps[i], reader.Texts[i]);
                else tally.Add(reader.Stamps[i], values.Slice(i * reader.Stream.ChannelCount, reader.Stream.ChannelCount));
            }
        }
        return tallies;
    }

    private static List<string> Texts(XdfFile file, int stream)
    {
        var texts = new List<string>();
        using var reader = file.Read();
        while (reader.Next())
            if (reader.Kind != XdfPiece.ClockOffset && reader.Stream.Index == stream) texts.AddRange(reader.Texts);
        return texts;
    }

    /// <summary>The samples of the first stream whose stamps do not follow on the one before, and by how much.</summary>
    private static List<(long Sample, double Seconds)> Jumps(XdfFile file)
    {
        var (jumps, last, sample) = (new List<(long, double)>(), double.NaN, 0L);
        using var reader = file.Read();
        while (reader.Next())
        {
            if (reader.Kind == XdfPiece.ClockOffset || reader.Stream.Index != 0) continue;
            foreach (var stamp in reader.Stamps)
            {
                if (Math.Abs(stamp - last - 1 / Rate) > 0.01 / Rate) jumps.Add((sample, stamp - last - 1 / Rate));
                last = stamp;
                sample++;
            }
        }
        return jumps;
    }

    private static List<long> Gaps(string path, string stream)
    {
        var run = new NodeRun(new XdfSource(new() { Path = path, Stream = stream })).Configure();
        var (gaps, before) = (new List<long>(), 0L);
        while (true)
        {
            var result = run.Clear().Step(2000).Result<float>();
            if (result.Times.Length == 0) return gaps;
            gaps.AddRange(result.Gaps.Select(g => before + g));
            before += result.Times.Length;
        }
    }
}

/// <summary>Reads one stream more slowly than it comes.</summary>
[Node("stress.late", Summary = "Reads late.", Waits = true, Gap = GapPolicy.Handled)]
public sealed partial class StallingLedger : IStreamNode
{
    private Staller staller = new(5, 20_000);

    internal Tally Tally { get; } = new();

    /// <summary>The signal.</summary>
    [Input] public Input<float> Signal { get; } = new();

    public void Configure()
    {
    }

    public StepResult Step()
    {
        while (Signal.Available > 0)
        {
            staller.Stall();
            Tally.Begin(Signal.Gap, Signal.Index);
            for (var i = 0; i < Signal.Available; i++) Tally.Add(Signal.TimeOf(i), Signal.Samples.Slice(i * Signal.Format.SampleSize, Signal.Format.SampleSize));
            Signal.Advance(Signal.Available);
        }
        return StepResult.NeedInput;
    }
}
