namespace Streaming.Tests;

/// <summary>What 'new' writes works as it stands, and nothing is written over.</summary>
public sealed class NewTests : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task ANewGraphChecksAndRuns()
    {
        var mine = folder["mine"];
        var made = await Cli.Run("new", "graph", mine);
        Assert.Equal((0, ""), (made.Code, made.Error));
        Assert.EndsWith($"Run it with: streaming run {mine}", made.Out.TrimEnd(), StringComparison.Ordinal);
        Assert.Equal(["README.md", "graph.schema.json", "graph.yaml"], Directory.GetFiles(mine).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var said = await Cli.Run("check", mine);
        Assert.Equal((0, ""), (said.Code, said.Error));
        Assert.StartsWith("mine: ready to run, ", said.Out, StringComparison.Ordinal);
        // As its README says.
        Assert.Equal(0, (await Cli.Run("run", mine, "--speed", "max", "--for", "10s", "--set", "low=8", "--set", "high=13")).Code);

        var again = await Cli.Run("new", "graph", mine);
        Assert.Equal((2, ""), (again.Code, again.Out));
        Assert.Equal($"{Path.Combine(mine, "graph.yaml")}: expected a name that is free, found a file; choose another name, or move the file away", Assert.Single(again.Errors));
    }

    [Fact]
    public async Task ANewNodeIsACSharpFileOfItsName()
    {
        var made = await Cli.RunProcess(folder.Path, "new", "node", "dsp.smooth");
        Assert.Equal((0, ""), (made.Code, made.Error));
        var text = File.ReadAllText(folder["Smooth.cs"]);
        Assert.Contains("namespace Streaming.Dsp;", text, StringComparison.Ordinal);
        Assert.Contains("[Node(\"dsp.smooth\"", text, StringComparison.Ordinal);
        Assert.Contains("public sealed partial class Smooth : IBlockNode<float>", text, StringComparison.Ordinal);
        Assert.DoesNotContain("{family}", text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(2, (await Cli.RunProcess(folder.Path, "new", "node", "dsp.smooth")).Code);
    }
}
