namespace Streaming.Tests;

/// <summary>The graphs of the repository: each compiles with the nodes of this program, and the published schema is theirs.</summary>
public class ShippedGraphTests
{
    internal static readonly NodeCatalog Catalog = Streaming.Cli.Families.Catalog();

    [Theory]
    [InlineData("ssvep")]
    [InlineData("alpha")]
    [InlineData("record")]
    public void AShippedGraphIsReadyToRun(string name)
    {
        var plan = GraphFile.Load(Path.Combine(Graphs(), name), Catalog).Compile();
        Assert.Equal(name, plan.Graph.Name);
        Assert.NotEmpty(plan.Links);
    }

    [Fact]
    public void ThePublishedSchemaIsCurrent() =>
        Assert.Equal(GraphSchema.Write(Catalog).Trim(), File.ReadAllText(Path.Combine(Graphs(), "graph.schema.json")).Trim());

    [Fact]
    public void ThePublishedSchemaOfCardsIsCurrent() =>
        Assert.Equal(Inference.CardSchema.Write().Trim(), File.ReadAllText(Path.Combine(Graphs(), "..", "models", "card.schema.json")).Trim());

    /// <summary>The claim of the graphs' READMEs, on the recordings it was made with.</summary>
    [Fact]
    public async Task TheFlickerIsRecognisedInAtLeast95PercentOfTheTrials()
    {
        double right = 0, decisions = 0;
        foreach (var file in Directory.GetFiles(SharedData.Path("eeg/muse-ssvep"), "*.csv").Order())
        {
            var results = await Conclude("ssvep", ("source.path", file), ("view.plain", "true"));
            right += results["right"];
            decisions += results["decisions"];
        }
        Assert.True(right / decisions >= 0.95, $"{right} of {decisions}");
    }

    [Fact]
    public async Task ClosedEyesHaveAtLeastFiveTimesTheAlphaPower()
    {
        var results = await Conclude(
            "alpha",
            ("closed.path", SharedData.Path("eeg/eegmmidb/S001R02_first60s.edf")),
            ("open.path", SharedData.Path("eeg/eegmmidb/S001R01_first60s.edf")),
            ("view.plain", "true"));
        Assert.True(results["closed / open"] >= 5, $"{results["closed / open"]}");
        Assert.InRange(results["closed peak"], 9.5, 10.5);
    }

    private static async Task<Dictionary<string, double>> Conclude(string name, params (string Key, string Value)[] set)
    {
        var graph = GraphFile.Load(Path.Combine(Graphs(), name), Catalog, [.. set.Select(s => KeyValuePair.Create(s.Key, s.Value))]);
        await using var session = graph.Start(new RunOptions { Speed = 0 });
        await session.Completion.WaitAsync(TimeSpan.FromSeconds(60));
        return session.Report().Results.SelectMany(r => r.Value).GroupBy(c => c.Name).ToDictionary(g => g.Key, g => g.First().Value);
    }

    internal static string Graphs() => Path.Combine(Repository.Root, "graphs");
}
