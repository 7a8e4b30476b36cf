namespace Streaming.Tests;

/// <summary>References point downwards only: hosts to nodes to the engine; a family never knows another, and the engine knows neither nodes nor models.</summary>
public class ReferenceTests
{
    private const string inference = "nodes/inference";

    public static TheoryData<string> Projects => [.. Project.All.Select(p => p.Path)];

    public static TheoryData<string> Shipped => [.. Project.All.Where(p => p.Room is "engine" or "nodes" or "hosts").Select(p => p.Path)];

    [Theory]
    [InlineData("hosts/cli", "nodes/dsp", true)]
    [InlineData("nodes/dsp", "engine/Streaming.Engine", true)]
    [InlineData("nodes/eeg", "nodes/inference", true)]
    [InlineData("perf/benchmarks", "nodes/dsp", true)]
    [InlineData("tests/record", "nodes/files", true)]
    [InlineData("nodes/dsp", "nodes/files", false)]
    [InlineData("nodes/dsp", "hosts/cli", false)]
    [InlineData("nodes/inference", "nodes/dsp", false)]
    [InlineData("engine/Streaming.Engine", "nodes/dsp", false)]
    [InlineData("hosts/web", "hosts/cli", false)]
    [InlineData("hosts/cli", "tests/cli", false)]
    public void TheRuleIsTheHouseRule(string from, string to, bool allowed) => Assert.Equal(allowed, IsAllowed(from, to));

    [Theory]
    [MemberData(nameof(Projects))]
    public void AProjectReferencesOnlyWhatIsBelowIt(string path)
    {
        var project = Find(path);
        foreach (var reference in project.References)
        {
            var target = Find(reference);
            Assert.True(IsAllowed(project.Folder, target.Folder), $"{path} references {reference}; references point downwards only: hosts to nodes to engine");
        }
    }

    [Theory]
    [MemberData(nameof(Shipped))]
    public void AnAssemblyReferencesOnlyWhatIsBelowIt(string path)
    {
        var project = Find(path);
        foreach (var name in project.AssemblyReferences())
        {
            var target = Project.All.FirstOrDefault(p => Path.GetFileNameWithoutExtension(p.Path) == name);
            if (target is not null) Assert.True(IsAllowed(project.Folder, target.Folder), $"{path} is compiled against {name}; references point downwards only: hosts to nodes to engine");
            if (name.StartsWith("Microsoft.ML.OnnxRuntime", StringComparison.Ordinal)) Assert.Equal(inference, project.Folder);
        }
    }

    /// <summary>YAML for graph files and MessagePack for states are all that the engine takes from others.</summary>
    [Fact]
    public void TheEngineStandsAlone()
    {
        var foreign = Find("engine/Streaming.Engine/Streaming.Engine.csproj").AssemblyReferences().Where(n => !n.StartsWith("System.", StringComparison.Ordinal));
        Assert.Subset(new HashSet<string> { "YamlDotNet", "MessagePack", "MessagePack.Annotations" }, foreign.ToHashSet());
    }

    private static bool IsAllowed(string from, string to)
    {
        var (below, above) = (Storey(to), Storey(from));
        if (below < above) return true;
        if (from.StartsWith("nodes/", StringComparison.Ordinal)) return to == inference && from != inference;
        // The engine carries its generator, and one test may run another's program.
        return below == above && above is 0 or 4;
    }

    private static int Storey(string folder) => Array.IndexOf(["engine", "nodes", "hosts", "perf", "tests"], folder.Split('/')[0]);

    private static Project Find(string path) => Assert.Single(Project.All, p => p.Path == path);
}
