using System.Text.Json;

namespace Streaming.Tests;

/// <summary>Law 8: a run that is saved, and goes on in another process, gives what the uninterrupted run gives.</summary>
public sealed class ResumeTests : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("1s")]
    [InlineData("2500ms")]
    public async Task TwoProcessesWriteWhatOneWrites(string pause)
    {
        folder.Write("graph.yaml", """
            nodes:
              source: { node: simulate.subject, protocol: ssvep, seconds: 4 }
              band:   { node: dsp.butterworth, low: 5, high: 50 }
              score:  { node: dsp.zscore }
              window: { node: dsp.window, length: 0.5, hop: 0.1 }
              psd:    { node: dsp.psd }
              out:    { node: record.csv, path: out.csv }
              more:   { node: record.jsonl, path: out.jsonl }
            links:
              - source > band > score > out
              - score > window > psd > more
              - source.events > more
            """);
        await Ran("--set", "out.path=whole.csv", "--set", "more.path=whole.jsonl");
        await Ran("--set", "out.path=first.csv", "--set", "more.path=first.jsonl", "--for", pause, "--save-state", "half.state");
        await Ran("--set", "out.path=second.csv", "--set", "more.path=second.jsonl", "--from-state", "half.state");
        var first = File.ReadAllLines(folder["first.csv"]);
        Assert.InRange(first.Length, 200, 800);
        Assert.Equal(File.ReadAllLines(folder["whole.csv"]), first.Concat(File.ReadAllLines(folder["second.csv"]).Skip(1)));
        // Which of two streams is written first is no matter; each has its own order.
        string[] Stream(string file, string name) => [.. File.ReadAllLines(folder[file]).Where(l => l.Contains("\"time\"", StringComparison.Ordinal) && l.Contains(name, StringComparison.Ordinal))];
        var names = File.ReadAllLines(folder["whole.jsonl"]).Select(l => JsonDocument.Parse(l).RootElement.GetProperty("stream").ToString()).Distinct().ToList();
        Assert.Equal(2, names.Count);
        foreach (var name in names)
        {
            Assert.NotEmpty(Stream("second.jsonl", name));
            Assert.Equal(Stream("whole.jsonl", name), Stream("first.jsonl", name).Concat(Stream("second.jsonl", name)));
        }
    }

    [Fact]
    public async Task TheConclusionIsThatOfTheWholeRun()
    {
        var ssvep = Cli.Graph("ssvep");
        var whole = await Conclusions("--report", "whole.json");
        await Conclusions("--for", "47s", "--save-state", "half.state", "--report", "first.json");
        var second = await Conclusions("--from-state", "half.state", "--report", "second.json");
        Assert.Equal(whole, second);
        Assert.Contains("\"right\"", whole, StringComparison.Ordinal);

        async Task<string> Conclusions(params string[] args)
        {
            var said = await Cli.RunProcess(folder.Path, ["run", ssvep, "--speed", "max", .. args]);
            Assert.Equal(0, said.Code);
            using var json = JsonDocument.Parse(File.ReadAllText(folder[args[^1]]));
            return json.RootElement.GetProperty("results").ToString();
        }
    }

    /// <summary>--for counts the stream of this run, so three times a second is three seconds.</summary>
    [Fact]
    public async Task ForCountsFromWhereARunGoesOn()
    {
        folder.Write("graph.yaml", Simple);
        await Ran("--set", "out.path=whole.csv", "--for", "3s");
        await Ran("--set", "out.path=1.csv", "--for", "1s", "--save-state", "1.state");
        await Ran("--set", "out.path=2.csv", "--for", "1s", "--from-state", "1.state", "--save-state", "2.state");
        await Ran("--set", "out.path=3.csv", "--for", "1s", "--from-state", "2.state");
        Assert.Equal(File.ReadAllLines(folder["whole.csv"]), File.ReadAllLines(folder["1.csv"]).Concat(File.ReadAllLines(folder["2.csv"]).Skip(1)).Concat(File.ReadAllLines(folder["3.csv"]).Skip(1)));
    }

    [Fact]
    public async Task AStateThatDoesNotFitIsToldAndNothingRuns()
    {
        folder.Write("graph.yaml", Simple);
        await Ran("--set", "out.path=1.csv", "--for", "1s", "--save-state", "a.state");
        var state = File.ReadAllBytes(folder["a.state"]);
        const string expected = "expected a state that this graph saved with --save-state, found another file; ";
        await Told("none.state", "expected a state saved with --save-state, found nothing there; check the path");
        await Told(".", "expected a state saved with --save-state, found a folder; check the path");
        folder.Write("empty.state", "");
        await Told("empty.state", $"{expected}these 0 bytes are no saved state, or a damaged one: their checksum is wrong. Save the session again");
        folder.Write("text.state", "hello");
        await Told("text.state", $"{expected}these 5 bytes are no saved state");
        folder.Write("cut.state", state[..(state.Length / 2)]);
        await Told("cut.state", $"{expected}these {state.Length / 2} bytes are no saved state");
        await Told("a.state", $"{expected}node 'band' was saved with other settings", "--set", "band.order=2");
        folder.Write("graph.yaml", Simple.Replace("graph: simple", "graph: other", StringComparison.Ordinal));
        await Told("a.state", $"{expected}the state was saved by the graph 'simple', not by 'other'");

        async Task Told(string file, string message, params string[] more)
        {
            var said = await Cli.Run(["run", folder["graph.yaml"], "--speed", "max", "--set", $"out.path={folder["never.csv"]}", "--from-state", folder[file], .. more]);
            Assert.Equal((2, ""), (said.Code, said.Out));
            Assert.StartsWith($"{folder[file]}: {message}", Assert.Single(said.Errors), StringComparison.Ordinal);
            Assert.False(File.Exists(folder["never.csv"]));
        }
    }

    [Fact]
    public async Task AGraphThatCameToItsEndHasNoStateToSave()
    {
        folder.Write("graph.yaml", Simple);
        var said = await Cli.RunProcess(folder.Path, "run", "graph.yaml", "--speed", "max", "--set", "source.seconds=1", "--save-state", "a.state");
        Assert.Equal(1, said.Code);
        Assert.Equal("a.state: no state was saved, since the graph had come to its end; stop it earlier with --for or Ctrl-C", said.Errors[^1]);
    }

    private const string Simple = """
        graph: simple
        nodes:
          source: { node: simulate.subject, protocol: rest }
          band:   { node: dsp.butterworth, low: 5, high: 50 }
          out:    { node: record.csv, path: out.csv }
        links: [ source > band > out ]
        """;

    private async Task Ran(params string[] args)
    {
        var said = await Cli.RunProcess(folder.Path, ["run", "graph.yaml", "--speed", "max", .. args]);
        Assert.True(said.Code == 0, said.Error);
    }
}
