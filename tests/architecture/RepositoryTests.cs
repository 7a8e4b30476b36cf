using System.Diagnostics;

namespace Streaming.Tests;

/// <summary>What is easily forgotten when a project is added.</summary>
public class RepositoryTests
{
    private const int largest = 1 << 20;
    private const int largestModel = 20 << 20;

    public static TheoryData<string> Projects => [.. Project.All.Select(p => p.Path)];

    public static TheoryData<string> Families => [.. Project.All.Where(p => p.Room == "nodes").Select(p => p.Path)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void EveryProjectIsInTheSolution(string path) =>
        Assert.True(
            File.ReadAllText(Path.Combine(Repository.Root, "Streaming.sln")).Contains($"\"{path.Replace('/', '\\')}\"", StringComparison.Ordinal),
            $"Streaming.sln lacks {path}; add it with 'dotnet sln add {path}'");

    [Theory]
    [MemberData(nameof(Families))]
    public void EveryFamilyIsHeldToTheLaws(string path) => AssertReferences("tests/conformance/Streaming.Conformance.Tests.csproj", path);

    [Theory]
    [MemberData(nameof(Families))]
    public void EveryFamilyIsCompiledAheadOfTime(string path)
    {
        if (Find(path).Property("IsAotCompatible") != "false") AssertReferences("tests/aot/program/Streaming.Aot.csproj", path);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void EveryFamilySaysWhatItIs(string path) =>
        Assert.True(Find(path).Property("Description").Length > 0, $"{path} has no <Description>, which its package shows");

    /// <summary>Recordings and models of others come from where they are published, not from the history of this repository; our own models are small.</summary>
    [Fact]
    public void NoTrackedFileIsLargerThanAMebibyteButAModelOfOurs()
    {
        var large = Tracked().Select(f => new FileInfo(Path.Combine(Repository.Root, f))).Where(f => f.Exists && f.Length > (IsModel(f) ? largestModel : largest)).Select(f => $"{f.FullName} ({f.Length:N0} bytes)");
        Assert.Empty(large);
    }

    private static bool IsModel(FileInfo file) => file.Name == "model.onnx" && file.Directory!.Parent!.FullName == Path.Combine(Repository.Root, "models");

    private static void AssertReferences(string suite, string family) =>
        Assert.True(Find(suite).References.Contains(family), $"{suite} lacks {family}; reference it there");

    private static Project Find(string path) => Project.All.Single(p => p.Path == path);

    private static string[] Tracked()
    {
        Assert.SkipUnless(Path.Exists(Path.Combine(Repository.Root, ".git")), "needs the history: this is no clone");
        using var git = Process.Start(new ProcessStartInfo("git", ["-C", Repository.Root, "ls-files", "-z"]) { RedirectStandardOutput = true })!;
        var names = git.StandardOutput.ReadToEnd().Split('\0', StringSplitOptions.RemoveEmptyEntries);
        git.WaitForExit();
        Assert.True(git.ExitCode == 0, $"git ls-files ended with {git.ExitCode}");
        Assert.NotEmpty(names);
        return names;
    }
}
