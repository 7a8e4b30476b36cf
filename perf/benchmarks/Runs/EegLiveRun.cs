using System.Diagnostics;
using System.Globalization;
using Streaming.Tests;

namespace Streaming.Benchmarks;

/// <summary>
/// The graph eeg-live as it ships, with an amplifier of 64 channels at 1 kHz that another process offers on Lab Streaming Layer: acquisition, filters, bad channels,
/// artifact subspace reconstruction, recording, view and an outlet. What it takes of a core is measured once it has learnt what clean signal is.
/// </summary>
internal static class EegLiveRun
{
    private const string SenderWord = "eeg-live-sender";
    private const double Warm = 15; // s, with the calibration

    // The 10-10 electrodes of a common 64-channel cap.
    private static readonly ValueList<string> cap =
    [
        "Fp1", "Fpz", "Fp2", "AF7", "AF3", "AFz", "AF4", "AF8", "F7", "F5", "F3", "F1", "Fz", "F2", "F4", "F6", "F8", "FT7", "FC5", "FC3", "FC1", "FCz", "FC2", "FC4", "FC6", "FT8",
        "T7", "C5", "C3", "C1", "Cz", "C2", "C4", "C6", "T8", "TP7", "CP5", "CP3", "CP1", "CPz", "CP2", "CP4", "CP6", "TP8", "P7", "P5", "P3", "P1", "Pz", "P2", "P4", "P6", "P8",
        "PO7", "PO3", "POz", "PO4", "PO8", "O1", "Oz", "O2", "Iz", "P9", "P10",
    ];

    public static async Task Run(string[] arguments)
    {
        if (arguments is [SenderWord, var name])
        {
            await Send(name);
            return;
        }
        var settings = RunSettings.Read(arguments, rounds: 0, seconds: 60);
        var stream = $"eeg-live-{Environment.ProcessId}";
        var folder = Directory.CreateTempSubdirectory("eeg-live").FullName;
        using var sender = Process.Start(Self([SenderWord, stream]))!;
        try
        {
            await Measure(settings, stream, Path.Combine(folder, "recording.xdf"));
        }
        finally
        {
            sender.Kill();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task Measure(RunSettings settings, string stream, string file)
    {
        var catalog = new NodeCatalog(Dsp.Family.Nodes, Eeg.Family.Nodes, Lsl.Family.Nodes, Record.Family.Nodes, Simulate.Family.Nodes, View.Family.Nodes, Files.Family.Nodes);
        var graph = GraphFile.Load(Path.Combine(Repository.Root, "graphs", "eeg-live"), catalog,
            new("source.stream", $"{{ name: {stream} }}"), new("source.wait", "30"), new("file", file), new("clean.calibration", "10"));
        await using var session = graph.Compile().Prepare(new RunOptions { Note = Console.WriteLine });
        session.Run();
        await Wait(session, Warm);
        var (processor, time) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        await Wait(session, settings.Seconds);
        var share = (Environment.CpuUsage.TotalTime - processor) / Stopwatch.GetElapsedTime(time);
        session.Stop();
        await session.Completion;
        var report = session.Report();

        var table = new Table("64 channels at 1 kHz", "figure");
        table.Add("processor, of one core", $"{Table.Figure(100 * share)} %");
        foreach (var path in report.Latencies)
            table.Add($"to the end of '{path.Node}': p50, p99, max ms", $"{Milliseconds(path.P50)}, {Milliseconds(path.P99)}, {Milliseconds(path.Maximum)}");
        foreach (var segment in report.Segments) table.Add($"bytes allocated in the steady state, thread '{segment.Nodes}'", segment.AllocatedBytes.ToString(CultureInfo.InvariantCulture));
        foreach (var node in report.Nodes) table.Add($"'{node.Name}', µs a block: p50, p99", $"{Table.Figure(node.P50)}, {Table.Figure(node.P99)}");
        foreach (var link in report.Links.Where(l => l.Dropped > 0)) table.Add($"dropped on {link.Name}", link.Dropped.ToString(CultureInfo.InvariantCulture));
        table.Add("samples received", report.Nodes.First(n => n.Name == "source").SamplesOut.ToString(CultureInfo.InvariantCulture));
        table.Add("working set, MB", Table.Figure(Environment.WorkingSet / 1e6));
        settings.Show($"eeg-live, {settings.Seconds.ToString(CultureInfo.InvariantCulture)} s after {Warm} s of warm-up", table);
    }

    private static async Task Wait(Session session, double seconds)
    {
        var over = Task.Delay(TimeSpan.FromSeconds(seconds));
        if (await Task.WhenAny(over, session.Completion) != over) await session.Completion; // tells why it ended
    }

    /// <summary>The amplifier: a simulated person, in blocks of 10 ms.</summary>
    private static async Task Send(string name)
    {
        var graph = new Graph("amplifier")
            .Add("person", new Simulate.Subject(new() { Channels = cap, Rate = 1000, Block = 10, MuscleRate = 6, PopRate = 3 }))
            .Add("out", new Lsl.Outlet(new() { Name = name, Times = Lsl.LslTimes.Shifted }))
            .Link("person > out");
        await using var session = graph.Start();
        await session.Completion;
    }

    private static ProcessStartInfo Self(string[] arguments)
    {
        var program = Environment.ProcessPath!;
        var isHost = Path.GetFileNameWithoutExtension(program) == "dotnet";
        return new ProcessStartInfo(program, [.. isHost ? [typeof(EegLiveRun).Assembly.Location] : Array.Empty<string>(), "eeg-live", .. arguments]);
    }

    private static string Milliseconds(double microseconds) => Table.Figure(microseconds / 1000);
}
