namespace Streaming.Tests;

/// <summary>Help fits a screen of 24 lines of 80 columns and shows examples.</summary>
public class HelpTests
{
    [Theory]
    [InlineData("")]
    [InlineData("run")]
    [InlineData("check")]
    [InlineData("fit")]
    [InlineData("nodes")]
    [InlineData("graph")]
    [InlineData("new")]
    [InlineData("new graph")]
    [InlineData("new node")]
    [InlineData("inspect")]
    [InlineData("model")]
    [InlineData("model get")]
    [InlineData("model import")]
    [InlineData("model inspect")]
    [InlineData("model card")]
    [InlineData("model check")]
    [InlineData("audio")]
    [InlineData("audio list")]
    [InlineData("lsl")]
    [InlineData("lsl list")]
    [InlineData("lsl watch")]
    [InlineData("lsl record")]
    [InlineData("schema")]
    public async Task FitsAScreenAndShowsExamples(string command)
    {
        var said = await Cli.Run([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
        var lines = said.Out.TrimEnd().Split('\n');
        Assert.Equal((0, ""), (said.Code, said.Error));
        Assert.True(lines.Length <= 24, $"{lines.Length} lines");
        Assert.All(lines, line => Assert.True(line.Length <= 80, line));
        Assert.Contains($"Usage: {$"streaming {command}".TrimEnd()} ", said.Out.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Contains(lines, line => line.StartsWith($"  {$"streaming {command}".TrimEnd()} ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WithoutACommandItShowsHelpAndTheExitCodes()
    {
        var said = await Cli.Run();
        Assert.Equal(2, said.Code);
        Assert.Contains("Exit codes: 0 ok, 1 a run failed, 2 wrong usage or graph, 130 stopped at once.", said.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryNodeShowsItsSettingsAndPorts()
    {
        var nodes = Streaming.Cli.Families.Catalog().Nodes.ToList();
        var all = await Cli.Run("nodes");
        Assert.All(nodes, node => Assert.Contains($"{node.Name} ", all.Out, StringComparison.Ordinal));
        foreach (var node in nodes)
        {
            var said = await Cli.Run("nodes", node.Name);
            Assert.Equal((0, ""), (said.Code, said.Error));
            string[] named = [.. node.Settings.Select(s => s.Name), .. node.Inputs.Select(p => p.Name), .. node.Outputs.Select(p => p.Name)];
            Assert.All(named, name => Assert.Contains($"\n{name} ", said.Out, StringComparison.Ordinal));
            Assert.All(node.Settings.Where(s => s.Unit.Length > 0), s => Assert.Contains($" {s.Unit} ", said.Out, StringComparison.Ordinal));
        }
    }
}
