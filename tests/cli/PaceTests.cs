namespace Streaming.Tests;

/// <summary>Law 2 at the front door: a run at the pace of life gives the samples, decisions and stamps of one that runs flat out.</summary>
public sealed class PaceTests : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task ASimulationGivesTheSameAtAnyPace()
    {
        var graph = folder.Write("graph.yaml", """
            nodes:
              source: { node: simulate.subject, protocol: ssvep }
              poz:    { node: dsp.select, channels: [POz] }
              band:   { node: dsp.butterworth, low: 5, high: 50 }
              window: { node: dsp.window, length: 0.4, hop: 0.04 }
              decide: { node: dsp.ssvep, frequencies: [30, 20] }
              out:    { node: record.csv, path: out.csv }
              chosen: { node: record.csv, path: decisions.csv }
            links:
              - source > poz > band > window > decide > chosen
              - band > out
            """);
        var max = await Outputs(graph, "max", "1s");
        Assert.Equal(max, await Outputs(graph, "live", "1s"));
        Assert.Equal(max, await Outputs(graph, "7.5", "1s"));
        Assert.Equal((1 + 250, 1 + 16), (max.Signal.Count(c => c == '\n'), max.Decisions.Count(c => c == '\n')));
    }

    [Fact]
    public async Task ARecordingGivesTheSameAtAnyPace()
    {
        SampleRecordings.WriteTo(folder.Path);
        var graph = folder.Write("graph.yaml", """
            nodes:
              source: { node: files.recording, path: recording.csv }
              band:   { node: dsp.butterworth, low: 5, high: 50 }
              out:    { node: record.csv, path: out.csv }
              chosen: { node: record.csv, path: decisions.csv }
            links: [ source > band > out, source.events > chosen ]
            """);
        var max = await Outputs(graph, "max", "10s");
        Assert.Equal(max, await Outputs(graph, "20", "10s"));
        Assert.StartsWith("time,Fp1", max.Signal, StringComparison.Ordinal);
        Assert.Contains("\n100.004,", max.Signal, StringComparison.Ordinal);
        Assert.Contains("\n104.996,", max.Signal, StringComparison.Ordinal);
    }

    private async Task<(string Signal, string Decisions)> Outputs(string graph, string speed, string duration)
    {
        var (signal, decisions) = (folder[$"signal-{speed}.csv"], folder[$"decisions-{speed}.csv"]);
        var said = await Cli.Run("run", graph, "--speed", speed, "--for", duration, "--set", $"out.path={signal}", "--set", $"chosen.path={decisions}");
        Assert.True(said.Code == 0, said.Error);
        return (File.ReadAllText(signal), File.ReadAllText(decisions));
    }
}
