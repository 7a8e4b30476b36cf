using System.Runtime.InteropServices;

namespace Streaming.Tests;

/// <summary>A program with every node family, compiled ahead of time without a warning, says the same as the one compiled while it runs, to the last bit.</summary>
public sealed class AotTests : IDisposable
{
    private readonly DirectoryInfo scratch = Directory.CreateTempSubdirectory("aot");

    [Fact]
    public async Task CompiledAheadOfTimeGraphsOfEveryFamilySayTheSame()
    {
        Assert.SkipUnless(HasLinker(), "needs a linker: clang or gcc; on Windows, Visual Studio with C++");
        var (project, configuration) = Program();
        var native = scratch.CreateSubdirectory("native").FullName;
        await Command.Run("dotnet", ["publish", project, "-c", configuration, "--no-build", "-o", native, .. Command.Alone]);

        var expected = await Results(Path.Combine(project, "bin", configuration, "net10.0", RuntimeInformation.RuntimeIdentifier));
        var found = await Results(native);
        Assert.Equal(expected.Keys.Order(), found.Keys.Order());
        Assert.NotEmpty(expected["decisions.jsonl"]);
        Assert.NotEmpty(expected["lsl.txt"]);
        Assert.NotEmpty(expected["movements.jsonl"]);
        // An XDF file bears the date at which it was made; what it holds was played into replayed.csv.
        foreach (var name in expected.Keys.Where(n => n != "raw.xdf"))
            Assert.True(expected[name].AsSpan().SequenceEqual(found[name]), $"{name} differs where compiled ahead of time");
    }

    public void Dispose() => scratch.Delete(recursive: true);

    /// <summary>All files that the program in a folder leaves.</summary>
    private async Task<Dictionary<string, byte[]>> Results(string program)
    {
        var folder = scratch.CreateSubdirectory(Guid.NewGuid().ToString("N"));
        await Command.Run(Path.Combine(program, "Streaming.Aot"), folder.FullName);
        return folder.GetFiles().ToDictionary(f => f.Name, f => File.ReadAllBytes(f.FullName));
    }

    /// <summary>The program's folder, and the configuration that these tests were built in.</summary>
    private static (string Project, string Configuration) Program()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);   // tests/aot/bin/Release/net10.0
        return (Path.Combine(at.Parent!.Parent!.Parent!.FullName, "program"), at.Parent.Name);
    }

    private static bool HasLinker() => OperatingSystem.IsWindows()
        ? File.Exists(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFilesX86), "Microsoft Visual Studio", "Installer", "vswhere.exe"))
        : Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(p => File.Exists(Path.Combine(p, "clang")) || File.Exists(Path.Combine(p, "gcc")));
}
