using System.IO.Compression;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Streaming.Tests;

/// <summary>The packages as somebody else would use them: outside the repository, from a folder of packages, with the code of their README.</summary>
public sealed partial class PackageTests(PackageTests.Packages packages) : IClassFixture<PackageTests.Packages>
{
    /// <summary>Everything that ships, packed from what was built.</summary>
    public sealed class Packages : IAsyncLifetime
    {
        public DirectoryInfo Scratch { get; } = Directory.CreateTempSubdirectory("packages");

        public string Folder => Path.Combine(Scratch.FullName, "feed");

        public async ValueTask InitializeAsync()
        {
            var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
            await Command.Run("dotnet", ["pack", Path.Combine(Repository.Root, "Streaming.sln"), "-c", configuration, "--no-build", "-o", Folder, .. Command.Alone]);
        }

        public ValueTask DisposeAsync()
        {
            Scratch.Delete(recursive: true);
            return ValueTask.CompletedTask;
        }
    }

    [Fact]
    public void EveryPackageSaysWhatItIsAndBringsItsDocumentationAndSymbols()
    {
        var files = Directory.GetFiles(packages.Folder, "*.nupkg");
        Assert.True(files.Length >= 7, $"only {files.Length} packages");
        foreach (var file in files)
        {
            using var package = ZipFile.OpenRead(file);
            var names = package.Entries.Select(e => e.FullName).ToList();
            var manifest = XDocument.Load(package.Entries.Single(e => e.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open()).Root!.Elements().Single();
            string Said(string element) => manifest.Elements().Single(e => e.Name.LocalName == element).Value;
            Assert.Equal("Apache-2.0", Said("license"));
            Assert.Contains(Said("readme"), names);
            Assert.NotEqual("Package Description", Said("description"));
            Assert.True(File.Exists(Path.ChangeExtension(file, ".snupkg")), $"{file} has no symbols");
            if (names.Any(n => n.StartsWith("tools/", StringComparison.Ordinal))) continue;
            Assert.Contains($"lib/net10.0/{Said("id")}.dll", names);
            Assert.Contains($"lib/net10.0/{Said("id")}.xml", names);
        }
    }

    [Fact]
    public void TheEngineBringsItsGeneratorAndTheToolItsCommand()
    {
        using var engine = ZipFile.OpenRead(Find("Streaming.Engine"));
        Assert.NotNull(engine.GetEntry("analyzers/dotnet/cs/Streaming.Generators.dll"));
        using var cli = ZipFile.OpenRead(Find("Streaming.Cli"));
        using var settings = new StreamReader(cli.Entries.Single(e => e.Name == "DotnetToolSettings.xml").Open());
        Assert.Contains("<Command Name=\"streaming\"", settings.ReadToEnd());
    }

    /// <summary>Who installs families alone gets the engine, its generator and its analyzers with them. Nothing is downloaded.</summary>
    [Fact]
    public async Task TheCodeOfTheReadmeRuns()
    {
        var project = packages.Scratch.CreateSubdirectory("demo").FullName;
        var blocks = Code().Matches(File.ReadAllText(Path.Combine(Repository.Root, "engine", "README.md")));
        var recording = Path.Combine(project, "alpha.xdf");
        File.WriteAllText(
            Path.Combine(project, "Program.cs"),
            $"{blocks[0].Groups[1].Value.Replace("\"alpha.xdf\"", $"@\"{recording}\"", StringComparison.Ordinal)}\nConsole.WriteLine(Demo.Family.Nodes.Single().Name);\n{blocks[1].Groups[1].Value}");
        var others = typeof(PackageTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "PackageRoot").Value;
        File.WriteAllText(Path.Combine(project, "Demo.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <RestoreSources>{packages.Folder};{others}</RestoreSources>
                <RestorePackagesPath>packages</RestorePackagesPath>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Streaming.Simulate" Version="*" />
                <PackageReference Include="Streaming.Dsp" Version="*" />
                <PackageReference Include="Streaming.Record" Version="*" />
              </ItemGroup>
            </Project>
            """);
        await Command.Run("dotnet", ["build", project, "-o", Path.Combine(project, "out"), .. Command.Alone]);
        var said = await Command.Run("dotnet", Path.Combine(project, "out", "Demo.dll"));
        Assert.Equal("demo.abs", said.Trim());
        Assert.True(new FileInfo(recording).Length > 60 * 250 * 8 * sizeof(float), "the recording is too short");
    }

    private string Find(string id) => Assert.Single(Directory.GetFiles(packages.Folder, id + ".*.nupkg"));

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Code();
}
