namespace Streaming.Tests;

/// <summary>A command line that cannot be understood is told in one line, with help named, and nothing runs: exit code 2.</summary>
public class UsageTests
{
    [Theory]
    [InlineData("runn graph", "expected a command, found 'runn'; did you mean 'run'? (see 'streaming --help')")]
    [InlineData("nwe", "expected a command, found 'nwe'; did you mean 'new'? (see 'streaming --help')")]
    [InlineData("new grpah", "expected a command, found 'grpah'; did you mean 'graph'? (see 'streaming new --help')")]
    [InlineData("run", "expected GRAPH after 'streaming run', found nothing (see 'streaming run --help')")]
    [InlineData("new node", "expected NAME after 'streaming new node', found nothing (see 'streaming new node --help')")]
    [InlineData("run g extra", "expected nothing more after 'streaming run GRAPH', found 'extra'; quote what holds spaces (see 'streaming run --help')")]
    [InlineData("run g --sped max", "expected an option of 'streaming run', found '--sped'; did you mean '--speed'? (see 'streaming run --help')")]
    [InlineData("check g --speed max", "expected an option of 'streaming check', found '--speed'; one of: --set, --json, --help, --verbose (see 'streaming check --help')")]
    [InlineData("run g --speed", "--speed: expected SPEED, found nothing (see 'streaming run --help')")]
    [InlineData("run g --speed fast", "--speed: expected live, max, or a factor above 0 such as 10 or 0.5, found 'fast' (see 'streaming run --help')")]
    [InlineData("run g --speed 0", "--speed: expected live, max, or a factor above 0 such as 10 or 0.5, found '0' (see 'streaming run --help')")]
    [InlineData("run g --speed -2", "--speed: expected live, max, or a factor above 0 such as 10 or 0.5, found '-2' (see 'streaming run --help')")]
    [InlineData("run g --for 5", "--for: expected a duration such as 250ms, 30s, 5m or 1h30m, found '5' (see 'streaming run --help')")]
    [InlineData("run g --for 0s", "--for: expected a duration such as 250ms, 30s, 5m or 1h30m, found '0s' (see 'streaming run --help')")]
    [InlineData("run g --for ever", "--for: expected a duration such as 250ms, 30s, 5m or 1h30m, found 'ever' (see 'streaming run --help')")]
    [InlineData("run g --set low", "--set: expected node.setting=value, found 'low'; such as --set source.seed=2 (see 'streaming run --help')")]
    [InlineData("run g --set =5", "--set: expected node.setting=value, found '=5'; such as --set source.seed=2 (see 'streaming run --help')")]
    [InlineData("nodes dsp.notc", "expected a node or a family of nodes, found 'dsp.notc'; did you mean 'dsp.notch'?")]
    [InlineData("new node 9lives", "expected a name of letters and digits, perhaps after a family and a dot, found '9lives'; such as 'streaming new node dsp.smooth'")]
    [InlineData("new graph a:b", "expected a name of letters, digits, '-' and '_', found 'a:b'; such as 'streaming new graph mine'")]
    [InlineData("model chek m", "expected a command, found 'chek'; did you mean 'check'? (see 'streaming model --help')")]
    [InlineData("model check", "expected PATH after 'streaming model check', found nothing (see 'streaming model check --help')")]
    [InlineData("model import m", "--to: expected FOLDER, found nothing (see 'streaming model import --help')")]
    [InlineData("model import m --to a --lookahead fast", "--lookahead: expected a whole number of milliseconds, found 'fast' (see 'streaming model import --help')")]
    [InlineData("model import m --to a --left 1.5", "--left: expected a whole number of encoder frames, found '1.5' (see 'streaming model import --help')")]
    [InlineData("model card none.onnx", "none.onnx: expected a model: a folder or a file ending with .onnx or .ort, found nothing there; check the path; in a graph file it counts from that file's folder")]
    [InlineData("lsl lst", "expected a command, found 'lst'; did you mean 'list'? (see 'streaming lsl --help')")]
    [InlineData("inspect none.edf", "none.edf: expected a recording, found nothing there; check the path")]
    public async Task IsToldInOneLine(string line, string message)
    {
        var said = await Cli.Run(line.Split(' '));
        Assert.Equal((2, ""), (said.Code, said.Out));
        Assert.Equal(message, Assert.Single(said.Errors));
    }

    [Fact]
    public async Task AFileThatCannotBeWrittenIsToldBeforeAnythingRuns()
    {
        using var folder = new Folder();
        var graph = Cli.Graph("ssvep");
        foreach (var option in (string[])["--report", "--save-state"])
        {
            await Told($"{option}: expected a file in a folder that exists, found no '{folder["none"]}'; make it first", option, Path.Combine(folder["none"], "a"));
            await Told($"{option}: expected the name of a file, found the folder '{folder.Path}'; add a name", option, folder.Path);
            await Told($"{option}: expected a file that can be written, found '{folder[new string('a', 300)]}' (", option, folder[new string('a', 300)]);
        }
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));

        async Task Told(string message, string option, string path)
        {
            var said = await Cli.Run("run", graph, "--speed", "max", option, path);
            Assert.Equal((2, ""), (said.Code, said.Out));
            Assert.StartsWith(message, Assert.Single(said.Errors), StringComparison.Ordinal);
        }
    }
}
