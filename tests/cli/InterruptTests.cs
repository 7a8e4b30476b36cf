using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Streaming.Cli;
using Streaming.Files.Xdf;

namespace Streaming.Tests;

/// <summary>The first Ctrl-C drains and closes every sink, the second stops at once.</summary>
public sealed class InterruptTests : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task TheFirstDrainsAndClosesEverySink()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs signals");
        folder.Write("graph.yaml", """
            nodes:
              source: { node: simulate.subject, protocol: ssvep }
              csv:    { node: record.csv, path: out.csv }
              xdf:    { node: record.xdf, path: out.xdf }
              wav:    { node: record.wav, path: out.wav }
            links: [ source > csv, source > wav, "source, source.events > xdf" ]
            """);
        using var process = Cli.Start(folder.Path, "run", "graph.yaml", "--report", "report.json");
        var output = process.StandardOutput.ReadToEndAsync();
        for (var sinks = 0; sinks < 3;) if (await Line(process) is { } line && line.StartsWith("recording to", StringComparison.Ordinal)) sinks++;
        await Signal(process);
        Assert.Equal("stopping; press Ctrl-C again to stop at once", await Line(process));
        await process.WaitForExitAsync().WaitAsync(Cli.Patience);
        Assert.Equal(0, process.ExitCode);
        Assert.Contains("was stopped: ", await output, StringComparison.Ordinal);

        using var json = JsonDocument.Parse(File.ReadAllText(folder["report.json"]));
        Assert.Equal("stopped", json.RootElement.GetProperty("outcome").GetString());
        var samples = json.RootElement.GetProperty("nodes").EnumerateArray().Single(n => n.GetProperty("name").GetString() == "csv").GetProperty("samplesIn").GetInt64();
        Assert.All(json.RootElement.GetProperty("links").EnumerateArray(), l => Assert.Equal(0, l.GetProperty("dropped").GetInt64()));
        var text = File.ReadAllText(folder["out.csv"]);
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        Assert.Equal(1 + samples, text.Count(c => c == '\n'));
        var xdf = XdfFile.Open(folder["out.xdf"]);
        Assert.Empty(xdf.Notes);
        Assert.Equal(samples, xdf.Streams.Single(s => s.Format != XdfFormat.String).SampleCount);
        var wav = await Cli.Run("inspect", folder["out.wav"]);
        Assert.Equal((0, ""), (wav.Code, wav.Error));
        Assert.Contains($" {samples.ToString("N0", CultureInfo.InvariantCulture)} ", wav.Out, StringComparison.Ordinal);
    }

    /// <summary>The recorder is much slower than the simulation, so that hundreds of megabytes are under way when the run is stopped.</summary>
    [Fact]
    public async Task TheSecondStopsAtOnce()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs signals");
        folder.Write("graph.yaml", """
            nodes:
              source: { node: simulate.subject, protocol: rest }
              window: { node: dsp.window, length: 2, hop: 0.004 }
              out:    { node: record.jsonl, path: out.jsonl }
            links:
              - source > window
              - { link: window > out, capacity: 1000 }
            """);
        using var process = Cli.Start(folder.Path, "run", "graph.yaml", "--speed", "max");
        var output = process.StandardOutput.ReadToEndAsync();
        while (await Line(process) is { } line && !line.Contains("latency", StringComparison.Ordinal)) { }
        await Signal(process);
        while (await Line(process) is { } line && !line.StartsWith("stopping", StringComparison.Ordinal)) { }
        await Signal(process);
        await process.WaitForExitAsync().WaitAsync(Cli.Patience);
        Assert.Equal(130, process.ExitCode);
        Assert.Contains("was stopped at once", await output, StringComparison.Ordinal);
    }

    /// <summary>A node that hangs in a driver cannot be stopped, but the program can.</summary>
    [Fact]
    public async Task TheSecondEndsARunWhoseNodeNeverReturns()
    {
        var (stop, abort) = (new CancellationTokenSource(), new CancellationTokenSource());
        using var stuck = new Stuck();
        var graph = folder.Write("graph.yaml", "nodes: { source: { node: test.stuck }, view: { node: view.terminal } }\nlinks: [ source > view ]");
        var run = Cli.Run(shell => shell with
        {
            Listen = () => new Interrupts(stop.Token, abort.Token),
            Catalog = () => new NodeCatalog(View.Family.Nodes, [Stuck.Description with { Create = _ => stuck }]),
        }, "run", graph, "--speed", "max");
        await stuck.Entered.Task.WaitAsync(Cli.Patience);
        stop.Cancel();
        Assert.False(run.IsCompleted);
        abort.Cancel();
        var said = await run;
        Assert.Equal(130, said.Code);
        Assert.Contains("was stopped at once", said.Out, StringComparison.Ordinal);
    }

    private static async Task<string?> Line(Process process) => await process.StandardError.ReadLineAsync().WaitAsync(Cli.Patience);

    private static async Task Signal(Process process)
    {
        using var kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }
}

/// <summary>A source that does not come back from a step.</summary>
[Node("test.stuck", Summary = "Waits for ever.", Waits = true)]
internal sealed partial class Stuck : IStreamNode, IDisposable
{
    private readonly ManualResetEventSlim never = new();

    [Output] public Output<float> Signal { get; } = new();

    public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Configure() => Signal.Format = StreamFormat.Signal(1, 250);

    public StepResult Step()
    {
        Entered.TrySetResult();
        never.Wait();
        return StepResult.Done;
    }

    public void Dispose() => never.Set();
}
