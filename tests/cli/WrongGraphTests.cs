namespace Streaming.Tests;

/// <summary>What is wrong with a graph or its settings is told in one line: its place, what was expected, what was found, what to do; and the exit code is 2.</summary>
public sealed class WrongGraphTests : IDisposable
{
    private const string Good = """
        graph: demo
        nodes:
          source: { node: simulate.subject, protocol: ssvep, seconds: 2 }
          band:   { node: dsp.butterworth, low: 5, high: 50 }
          out:    { node: record.csv, path: out.csv }
        links:
          - source > band > out
        """;

    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("dsp.butterworth", "dsp.buterworth", ":4:19: node 'band': expected a node of this program, found 'dsp.buterworth'; did you mean 'dsp.butterworth'?")]
    [InlineData("low: 5", "lo: 5", ":4:36: node 'band', 'lo': expected a setting of dsp.butterworth, found 'lo'; did you mean 'low'?")]
    [InlineData("low: 5", "low: five", ":4:41: node 'band', 'low': expected a number from 0 to 1000000000 Hz, found 'five'")]
    [InlineData("low: 5", "order: 99, low: 5", ":4:43: node 'band', 'order': expected a number from 1 to 12, found '99'; choose a value in that range")]
    [InlineData("protocol: ssvep", "protocol: svep", ":3:47: node 'source', 'protocol': expected one of rest, ssvep, free, motorImagery, p300, found 'svep'; did you mean 'ssvep'?")]
    [InlineData(", path: out.csv", "", ":5:3: node 'out', 'path': expected a value, since it is required, found none; write 'path: …' there, or --set out.path=…")]
    [InlineData("source > band", "source.sginal > band", ":7:5: node 'source', 'sginal': expected an output of simulate.subject, found 'sginal'; did you mean 'signal'?")]
    [InlineData("band > out", "band.inpt > out", ":7:14: node 'band', 'inpt': expected an input or output of dsp.butterworth, found 'inpt'; did you mean 'input'?")]
    [InlineData("band > out", "bnad > out", ":7:14: node 'bnad': expected a node of this graph, found 'bnad'; did you mean 'band'?")]
    [InlineData("source > band > out", "source > out", ":4:3: node 'band', 'input': expected a link into this input, found none; add a link such as 'source > band.input'")]
    [InlineData("source > band > out", "source > band > out\n  - out > band", ":8:5: node 'out': expected a node with an output, found record.csv, which has none; it is a sink: link to it, not from it")]
    [InlineData("source > band > out", "source > band > band > out", ":7:21: node 'band', 'input': expected one link into an input, found a second one, besides 'source.signal'; link one of them elsewhere, or merge them before")]
    [InlineData("source > band > out", "band > band\n  - source > out", ":7:12: node 'band': expected links that lead onwards, found the cycle band > band; remove one of these links")]
    [InlineData("high: 50", "high: 500", ":4:3: node 'band', 'input': expected high between 0 and 125 Hz, half the rate of the signal, found 500 Hz; choose a frequency in between")]
    [InlineData("dsp.butterworth, low: 5, high: 50", "dsp.psd", ":4:3: node 'band', 'input': expected windows, found signal float32[8] 250 Hz µV; put dsp.window or dsp.epochs before it")]
    [InlineData("source > band", "source.events > band", ":7:21: node 'band', 'input': expected a stream of float32, found events from 'source.events'; link 'source.signal' instead")]
    [InlineData("dsp.butterworth, low: 5, high: 50", "dsp.select, channels: [POzz]", ":4:3: node 'band', 'input': expected a signal with channel 'POzz', found channels Fp1, Fp2, T7, T8, POz, O1, Oz, O2; name one of those, or alternatives as 'POz|Pz'")]
    [InlineData("links:", "  again:  { node: record.csv, path: ./out.csv }\nlinks:\n  - source > again", ":6:37: node 'again': expected a file of its own for each node that writes, found './out.csv', which 'out' writes too; give one of them another path")]
    [InlineData("simulate.subject, protocol: ssvep, seconds: 2", "files.recording, path: none.edf", ":3:3: node 'source': expected a recording that can be read, found no such file at FOLDER/none.edf; check the path and who may read it")]
    [InlineData("links:", "lnks:", ":6:1: expected a part of a graph, found 'lnks'; did you mean 'links'?")]
    [InlineData("  band:", "\tband:", ":3:65: expected YAML, found While scanning a mapping, found invalid tab as indentation; check indentation (spaces, no tabs), quotes and brackets near there")]
    [InlineData("seconds: 2 }", "seconds: 2", ":3:61: expected YAML, found a bracket or quote that is not closed; check indentation (spaces, no tabs), quotes and brackets near there")]
    public async Task IsToldInOneLine(string right, string wrong, string message)
    {
        var yaml = Good.Replace(right, wrong, StringComparison.Ordinal);
        Assert.NotEqual(Good, yaml);
        foreach (var command in (string[])["check", "graph", "run"])
        {
            var said = await Cli.Run(command, folder.Write("graph.yaml", yaml));
            Assert.Equal((2, ""), (said.Code, said.Out));
            Assert.Equal(Shown(message), Assert.Single(said.Errors));
        }
    }

    [Theory]
    [InlineData("", ":1:1: expected a graph, found an empty file; see 'streaming new graph NAME' for one to begin with")]
    [InlineData("# nothing\n", ":1:1: expected a graph, found an empty file; see 'streaming new graph NAME' for one to begin with")]
    [InlineData("hello", ":1:1: expected a graph: 'nodes:' and 'links:', found something else; see 'streaming new graph NAME' for one to begin with")]
    [InlineData("graph: x", ":1:1: expected 'nodes:' with a name and a type for each node, found none; write 'nodes:' and below it '  source: { node: … }'")]
    [InlineData("nodes:\n  a: { node: dsp.gain }\n  a: { node: dsp.gain }", ":3:3: expected YAML, found Duplicate key a; check indentation (spaces, no tabs), quotes and brackets near there")]
    public async Task AFileThatIsNoGraphIsToldInOneLine(string yaml, string message)
    {
        var said = await Cli.Run("run", folder.Write("graph.yaml", yaml));
        Assert.Equal((2, ""), (said.Code, said.Out));
        Assert.Equal(Shown(message), Assert.Single(said.Errors));
    }

    [Theory]
    [InlineData("band.lo=4", "--set band.lo: node 'band', 'lo': expected a setting of dsp.butterworth, found 'lo'; did you mean 'low'?")]
    [InlineData("bnd.low=4", "--set bnd.low: expected a node of this graph, found 'bnd'; did you mean 'band'?")]
    [InlineData("low=4", "--set low: expected a setting of a node, found 'low'; write --set NODE.SETTING=VALUE; this graph has no parameters")]
    [InlineData("band=4", "--set band: expected a setting of that node, found 'band'; write --set band.SETTING=VALUE")]
    [InlineData("band.order=99", "--set band.order: node 'band', 'order': expected a number from 1 to 12, found '99'; choose a value in that range")]
    [InlineData("band.low=", "--set band.low: node 'band', 'low': expected a number from 0 to 1000000000 Hz, found ''")]
    [InlineData("band.low=[1", "--set band.low: expected a value as in a graph file, found '[1'; mend it: While parsing a flow sequence, did not find expected ',' or ']'")]
    public async Task AWrongSettingOnTheCommandLineIsToldInOneLine(string set, string message)
    {
        var said = await Cli.Run("run", folder.Write("graph.yaml", Good), "--set", set);
        Assert.Equal((2, ""), (said.Code, said.Out));
        Assert.Equal(message, Assert.Single(said.Errors));
    }

    [Fact]
    public async Task CheckAnswersInJsonToo()
    {
        var said = await Cli.Run("check", folder.Write("graph.yaml", Good.Replace("low: 5", "lo: 5", StringComparison.Ordinal)), "--json");
        Assert.Equal((2, ""), (said.Code, said.Error));
        using var json = System.Text.Json.JsonDocument.Parse(said.Out);
        var error = Assert.Single(json.RootElement.GetProperty("errors").EnumerateArray());
        Assert.False(json.RootElement.GetProperty("ok").GetBoolean());
        Assert.Equal((4, 36), (error.GetProperty("line").GetInt32(), error.GetProperty("column").GetInt32()));
        Assert.Equal(("band", "lo", "did you mean 'low'?"), (error.GetProperty("node").GetString(), error.GetProperty("port").GetString(), error.GetProperty("remedy").GetString()));
    }

    [Fact]
    public async Task AMissingGraphIsTold()
    {
        Assert.Equal($"{folder["none"]}: expected a graph file, or a folder with a graph.yaml, found nothing there; check the path", Assert.Single((await Cli.Run("run", folder["none"])).Errors));
        Assert.Equal($"{folder.Path}: expected a graph file, or a folder with a graph.yaml, found nothing there; check the path", Assert.Single((await Cli.Run("check", folder.Path)).Errors));
    }

    private string Shown(string message) => folder["graph.yaml"] + message.Replace("FOLDER", folder.Path, StringComparison.Ordinal);
}
