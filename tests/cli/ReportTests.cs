using System.Text.Json;

namespace Streaming.Tests;

/// <summary>What the report of a run holds, and that its counts add up.</summary>
public sealed class ReportTests : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task HoldsNodesLinksLatenciesAndResults()
    {
        var said = await Cli.Run("run", Cli.Graph("ssvep"), "--speed", "max", "--report", folder["report.json"]);
        Assert.Equal(0, said.Code);
        using var json = JsonDocument.Parse(File.ReadAllText(folder["report.json"]));
        var report = json.RootElement;
        Assert.Equal(("ssvep", "ended"), (report.GetProperty("graph").GetString(), report.GetProperty("outcome").GetString()));
        Assert.Equal(JsonValueKind.Null, report.GetProperty("failure").ValueKind);
        Assert.Equal(120, report.GetProperty("streamSeconds").GetDouble(), 1e-6);
        Assert.True(report.GetProperty("wallSeconds").GetDouble() > 0);

        var nodes = report.GetProperty("nodes").EnumerateArray().ToDictionary(n => n.GetProperty("name").GetString()!);
        Assert.Equal(["source", "poz", "band", "trial", "decide", "accuracy", "view"], nodes.Keys);
        long Count(string node, string what) => nodes[node].GetProperty(what).GetInt64();
        Assert.Equal((0, 30_000), (Count("source", "samplesIn"), Count("poz", "samplesIn")));
        Assert.Equal(Count("poz", "samplesOut"), Count("band", "samplesIn"));
        Assert.Equal(Count("poz", "blocksOut"), Count("band", "blocksIn"));
        Assert.Equal((0, 0), (Count("source", "blocksIn"), Count("view", "blocksOut")));
        Assert.InRange(Count("source", "blocksOut"), Count("poz", "blocksIn"), Count("source", "samplesOut"));
        foreach (var name in (string[])["source", "poz", "band", "trial"])
        {
            var times = nodes[name].GetProperty("microseconds");
            var (p50, p99, most) = (times.GetProperty("p50").GetDouble(), times.GetProperty("p99").GetDouble(), times.GetProperty("max").GetDouble());
            Assert.True(0 < p50 && p50 <= p99 && p99 <= most, $"{name}: {times}");
        }
        Assert.All(nodes.Keys, name => Assert.Equal((name, 0), (name, Count(name, "allocatedBytes"))));

        var links = report.GetProperty("links").EnumerateArray().ToDictionary(l => l.GetProperty("name").GetString()!);
        Assert.Equal(10, links.Count);
        long Link(string name, string what) => links[name].GetProperty(what).GetInt64();
        Assert.All(links.Keys, name => Assert.Equal(Link(name, "in"), Link(name, "out") + Link(name, "dropped")));
        Assert.Equal(30_000, Link("band.output > trial.signal", "in"));
        Assert.Equal(Count("source", "samplesOut"), Link("source.signal > poz.input", "in") + Link("source.events > trial.markers", "in"));
        Assert.Equal(Count("decide", "samplesIn"), Link("trial.windows > decide.windows", "out"));
        Assert.Equal(Count("view", "samplesIn"), links.Keys.Where(l => l.Contains("> view", StringComparison.Ordinal)).Sum(l => Link(l, "out")));
        // A result never misses what a display may.
        Assert.All(links.Keys.Where(l => !l.Contains("> view", StringComparison.Ordinal)), name => Assert.Equal(0, Link(name, "dropped")));

        var latency = report.GetProperty("latency");
        Assert.Equal(1.3, latency.GetProperty("algorithmicSeconds").GetDouble(), 1e-9);
        var measured = latency.GetProperty("measured").EnumerateArray().ToDictionary(l => l.GetProperty("node").GetString()!);
        Assert.Equal(["accuracy", "view"], measured.Keys.Order());
        Assert.True(measured["view"].GetProperty("microseconds").GetProperty("p50").GetDouble() > 0);

        var results = report.GetProperty("results").GetProperty("accuracy").EnumerateArray().ToDictionary(c => c.GetProperty("name").GetString()!, c => c.GetProperty("value").GetDouble());
        Assert.Equal(results["right"] / results["decisions"], results["accuracy"]);
        Assert.Equal(Count("decide", "samplesIn"), results["decisions"]);
        Assert.True(results["information transfer rate"] > 0);
    }

    [Fact]
    public async Task TellsWhatFailed()
    {
        var graph = folder.Write("graph.yaml", """
            nodes:
              source: { node: files.csv, path: bad.csv, rate: 10 }
              out:    { node: record.csv, path: x }
            links: [ source > out ]
            """);
        folder.Write("bad.csv", "a\n1\nx\n2\n");
        var said = await Cli.Run("run", graph, "--speed", "max", "--report", folder["report.json"], "--set", $"out.path={folder["out.csv"]}");
        Assert.Equal(1, said.Code);
        using var json = JsonDocument.Parse(File.ReadAllText(folder["report.json"]));
        Assert.Equal("failed", json.RootElement.GetProperty("outcome").GetString());
        Assert.Equal(said.Errors[^1], json.RootElement.GetProperty("failure").GetString());
    }
}
