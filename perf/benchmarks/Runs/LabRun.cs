using System.Diagnostics;
using System.Globalization;
using Streaming.Dsp;
using Streaming.Eeg;
using Streaming.Record;
using Streaming.Simulate;
using Streaming.Tests;

namespace Streaming.Benchmarks;

/// <summary>
/// An hour of laboratory work at twenty times its pace: 64 channels with outages, clock jumps, pops, flat channels and missing samples; bad channels are found and interpolated,
/// artifacts removed, and what came and what was made of it is recorded on a disk that is full for a minute.
/// </summary>
internal static class LabRun
{
    private const double Speed = 20, Rate = 250, FullFrom = 20 * 60, FullFor = 60;

    private static readonly string[] cap =
    [
        "Fp1", "Fpz", "Fp2", "AF7", "AF3", "AFz", "AF4", "AF8", "F7", "F5", "F3", "F1", "Fz", "F2", "F4", "F6", "F8", "FT7", "FC5", "FC3", "FC1", "FCz", "FC2", "FC4", "FC6", "FT8",
        "T7", "C5", "C3", "C1", "Cz", "C2", "C4", "C6", "T8", "TP7", "CP5", "CP3", "CP1", "CPz", "CP2", "CP4", "CP6", "TP8", "P7", "P5", "P3", "P1", "Pz", "P2", "P4", "P6", "P8",
        "PO7", "PO3", "POz", "PO4", "PO8", "O1", "Oz", "O2", "Iz", "P9", "P10",
    ];

    public static async Task Run(string[] arguments)
    {
        var settings = RunSettings.Read(arguments, rounds: 1, seconds: 3600);
        var folder = Directory.CreateTempSubdirectory("streaming-lab-");
        try
        {
            var table = await Drive(settings, Path.Combine(folder.FullName, "lab.xdf")).ConfigureAwait(false);
            settings.Show("An hour of laboratory work", table);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<Table> Drive(RunSettings settings, string path)
    {
        var start = Stopwatch.GetTimestamp();
        double Now() => Stopwatch.GetElapsedTime(start).TotalSeconds * Speed;
        var refused = 0L;
        var graph = new Graph("lab")
            .Add("eeg", new Subject(new()
            {
                Channels = ValueList.From(cap), Rate = Rate, Seconds = settings.Seconds, Irregular = 1, PopRate = 2,
                OutageRate = 0.5, Jumps = [[600, 20], [1500, -20], [2400, -20], [3000, 20]], JumpRate = 0.1,
            }))
            .Add("spoil", new Faults(new() { FlatRate = 0.5, MissingRate = 1, PopRate = 2 }))
            .Add("bad", new BadChannels(new()))
            .Add("repair", new Interpolate(new()))
            .Add("high", new Butterworth(new() { Low = 1, Order = 2 }))
            .Add("asr", new Asr(new() { Calibration = 20 }))
            .Add("band", new Butterworth(new() { High = 40 }))
            .Add("record", new XdfSink(new() { Path = path })
            {
                Over = file => new FullDisk(file, () => Now() is >= FullFrom and < FullFrom + FullFor && Interlocked.Increment(ref refused) > 0),
            })
            .Link("eeg > spoil > repair.signal")
            .Link("spoil > bad")
            .Link("bad.mask > repair.mask")
            .Link("repair > high > asr > band")
            .Link("eeg, eeg.events, spoil.truth, bad.mask, bad.events, asr.status, band > record");
        List<string> notes = [];
        await using var session = graph.Start(new RunOptions { Speed = Speed, Note = note => { lock (notes) notes.Add(note); } });
        var table = new Table("minute", "samples and events sent", "blocks recorded", "outages", "dropped", "p50 ms to the recorder", "p99 ms", "of a core", "resident MB", "managed MB", "recorded MB");
        for (var minute = 5; minute <= settings.Seconds / 60; minute += 5)
        {
            var wait = TimeSpan.FromSeconds(Math.Max(0, (minute * 60 - Now()) / Speed));
            if (await Task.WhenAny(session.Completion, Task.Delay(wait)).ConfigureAwait(false) == session.Completion && !session.Completion.IsCompletedSuccessfully) break;
            table.Add(Row(session, minute, path, start));
        }
        await session.Completion.ConfigureAwait(false);
        table.Add(Row(session, (int)Math.Round(settings.Seconds / 60), path, start, "end"));
        Console.WriteLine($"writes refused by the full disk: {refused}");
        foreach (var note in notes.Where(n => n.StartsWith("lab.xdf", StringComparison.Ordinal))) Console.WriteLine(note);
        foreach (var link in session.Report().Links)
            if (link.In != link.Out + link.Dropped) Console.WriteLine($"{link.Name}: {link.In} in, {link.Out} out, {link.Dropped} dropped");
        return table;
    }

    private static string[] Row(Session session, int minute, string path, long start, string? name = null)
    {
        var (source, sink) = (session.Nodes.First(n => n.Name == "eeg"), session.Nodes.First(n => n.Name == "record"));
        var (median, p99) = session.Latency;
        var core = Environment.CpuUsage.TotalTime / Stopwatch.GetElapsedTime(start);
        return
        [
            name ?? minute.ToString(CultureInfo.InvariantCulture), Whole(source.SamplesOut), Whole(sink.BlocksIn), Whole(source.Outages), Whole(session.Links.Sum(l => l.Dropped)),
            Table.Figure(median * 1e3), Table.Figure(p99 * 1e3), $"{Table.Figure(core * 100)} %",
            Table.Figure(Environment.WorkingSet / 1e6), Table.Figure(GC.GetTotalMemory(forceFullCollection: false) / 1e6), Table.Figure(new FileInfo(path).Length / 1e6),
        ];
    }

    private static string Whole(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
