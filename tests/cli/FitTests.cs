using System.Globalization;

namespace Streaming.Tests;

/// <summary>The command fit: who learns when, what is written, what is said.</summary>
public sealed class FitTests : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task AGraphThatHasNotLearntSaysWithWhichCommandItDoes()
    {
        foreach (var command in (string[])["check", "graph", "run"])
        {
            var said = await Cli.Run([command, Cli.Graph("p300"), .. Fits("lda")]);
            Assert.Equal((2, ""), (said.Code, said.Out));
            var error = Assert.Single(said.Errors);
            Assert.Matches(@"graph\.yaml:\d+:3: node 'lda': expected what this node learnt, found no such file at .*lda\.json; let it learn with 'streaming fit .*p300.graph\.yaml'$", error);
        }
    }

    [Fact]
    public async Task AllLearnInTurnAndWhatTheyLearntServesAnotherSession()
    {
        var said = await Cli.Run(["fit", Cli.Graph("motor-imagery"), .. Fits("csp", "lda")]);
        Assert.Equal(0, said.Code);
        Assert.Equal(["csp.json", "lda.json"], Directory.GetFiles(folder.Path).Select(f => Path.GetFileName(f)).Order());
        var csp = said.Out.IndexOf("what csp learnt is in ", StringComparison.Ordinal);
        var lda = said.Out.IndexOf("what lda learnt is in ", StringComparison.Ordinal);
        Assert.InRange(csp, 0, lda);
        Assert.Matches(@"windows of fists +\d+\n", said.Out[csp..lda]);
        Assert.Matches(@"accuracy on windows left out +0\.\d+\n", said.Out[csp..lda]);
        Assert.Matches(@"shrinkage +0\.\d+\n", said.Out[lda..]);

        var run = await Cli.Run(["run", Cli.Graph("motor-imagery"), .. Fits("csp", "lda"), "--set", "source.seed=2", "--set", "view.plain=true", "--speed", "max"]);
        Assert.Equal(0, run.Code);
        // Simulated people are as hard to read as real ones: neither always nor by chance.
        Assert.InRange(Figure(run.Out, "accuracy  accuracy"), 0.7, 0.95);
    }

    [Fact]
    public async Task AP300LearntOnOneSimulatedSessionTellsTargetsInAnother()
    {
        Assert.Equal(0, (await Cli.Run(["fit", Cli.Graph("p300"), .. Fits("lda")])).Code);
        var run = await Cli.Run(["run", Cli.Graph("p300"), .. Fits("lda"), "--set", "source.seed=2", "--set", "view.plain=true", "--speed", "max"]);
        Assert.InRange(Figure(run.Out, "area under the curve"), 0.68, 0.9);
    }

    [Fact]
    public async Task OneMayLearnAloneWhereThoseBeforeItHave()
    {
        var said = await Cli.Run(["fit", Cli.Graph("motor-imagery"), "lda", .. Fits("csp", "lda")]);
        Assert.Equal(2, said.Code);
        Assert.Contains("node 'csp': expected what this node learnt, found no such file at ", Assert.Single(said.Errors), StringComparison.Ordinal);
        Assert.Equal(0, (await Cli.Run(["fit", Cli.Graph("motor-imagery"), "csp", .. Fits("csp", "lda")])).Code);
        Assert.Equal([folder["csp.json"]], Directory.GetFiles(folder.Path));
        Assert.Equal(0, (await Cli.Run(["fit", Cli.Graph("motor-imagery"), "lda", .. Fits("csp", "lda")])).Code);
    }

    [Fact]
    public async Task TooLittleToLearnFromIsSaidAndNothingIsWritten()
    {
        File.WriteAllText(folder["csp.json"], "as it was");
        var said = await Cli.Run(["fit", Cli.Graph("motor-imagery"), .. Fits("csp", "lda"), "--for", "8s"]);
        Assert.Equal((1, ""), (said.Code, said.Out));
        Assert.Matches(@"graph\.yaml:\d+:3: node 'csp': expected at least 2 windows of each class, found \d of fists, \d of feet; link the true events to 'truth', name them in 'classes', and give 'streaming fit .*graph\.yaml' longer recordings$", said.Errors[^1]);
        Assert.Equal("as it was", File.ReadAllText(folder["csp.json"]));
    }

    [Fact]
    public async Task StoppedAtOnceItLeavesTheFilesAsTheyWere()
    {
        File.WriteAllText(folder["lda.json"], "as it was");
        var said = await Cli.Run(shell => shell with { Listen = () => new Streaming.Cli.Interrupts(new(true), new(true)) }, ["fit", Cli.Graph("p300"), .. Fits("lda"), "--set", "source.seconds=0"]);
        Assert.Equal((130, ""), (said.Code, said.Out));
        Assert.Equal("as it was", File.ReadAllText(folder["lda.json"]));
    }

    [Fact]
    public async Task AGraphInWhichNothingLearnsIsNamed()
    {
        var said = await Cli.Run("fit", Cli.Graph("ssvep"));
        Assert.Equal((2, ""), (said.Code, said.Out));
        Assert.Equal("expected nodes that learn in 'ssvep', found none with a setting 'fit'; see 'streaming nodes' for those that have one", Assert.Single(said.Errors));
    }

    [Fact]
    public async Task AFileThatCannotBeWrittenIsSaidBeforeAnythingRuns()
    {
        Directory.CreateDirectory(folder["lda.json"]);
        var said = await Cli.Run(["fit", Cli.Graph("p300"), .. Fits("lda")]);
        Assert.Equal((2, ""), (said.Code, said.Out));
        Assert.Equal($"lda.fit: expected the name of a file, found the folder '{folder["lda.json"]}'; add a name", Assert.Single(said.Errors));
    }

    private string[] Fits(params string[] nodes) => [.. nodes.SelectMany(n => (string[])["--set", $"{n}.fit={folder[n + ".json"]}"])];

    private static double Figure(string table, string name)
    {
        var line = table.Split('\n').Single(l => l.Contains(name, StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^1], CultureInfo.InvariantCulture);
    }
}
