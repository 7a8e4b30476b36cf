using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace Streaming.Tests;

/// <summary>A project file with what it takes from the Directory.Build.props above it.</summary>
/// <param name="Path">From the root of the repository, with slashes: nodes/dsp/Streaming.Dsp.csproj.</param>
internal sealed record Project(string Path)
{
    /// <summary>Every project of the repository.</summary>
    public static IReadOnlyList<Project> All { get; } =
        [.. Directory.EnumerateFiles(Repository.Root, "*.csproj", SearchOption.AllDirectories)
            .Select(f => System.IO.Path.GetRelativePath(Repository.Root, f).Replace('\\', '/'))
            .Where(f => !f.Split('/').Any(part => part is "bin" or "obj" or "artifacts"))
            .Order(StringComparer.Ordinal).Select(f => new Project(f))];

    /// <summary>The folder: nodes/dsp.</summary>
    public string Folder => System.IO.Path.GetDirectoryName(Path)!.Replace('\\', '/');

    /// <summary>The room of the house: engine, nodes, hosts, perf or tests.</summary>
    public string Room => Path.Split('/')[0];

    /// <summary>Paths of the projects it references, its own generator included.</summary>
    public IEnumerable<string> References =>
        from file in Files()
        from reference in XDocument.Load(file).Descendants("ProjectReference")
        from include in ((string?)reference.Attribute("Include") ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries)
        where !include.Contains('*')
        let full = include.Replace("$(RepositoryRoot)", Repository.Root + "/")
        select System.IO.Path.GetRelativePath(Repository.Root, System.IO.Path.GetFullPath(full, System.IO.Path.GetDirectoryName(file)!)).Replace('\\', '/');

    /// <summary>The value of a property that the project file sets itself; else empty.</summary>
    public string Property(string name) => XDocument.Load(Full(Path)).Descendants(name).FirstOrDefault()?.Value ?? "";

    /// <summary>Names of the assemblies that its compiled form references.</summary>
    public IReadOnlyList<string> AssemblyReferences()
    {
        var name = Property("AssemblyName") is { Length: > 0 } given ? given : System.IO.Path.GetFileNameWithoutExtension(Path);
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var built = Directory.GetFiles(Full(Folder + "/bin/" + configuration), name + ".dll", SearchOption.AllDirectories);
        using var image = new PEReader(File.OpenRead(built.MaxBy(File.GetLastWriteTimeUtc)!));
        var metadata = image.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(h => metadata.GetString(metadata.GetAssemblyReference(h).Name))];
    }

    public override string ToString() => Path;

    private static string Full(string path) => System.IO.Path.Combine(Repository.Root, path);

    // MSBuild takes the nearest Directory.Build.props, and ours import the next one above.
    private IEnumerable<string> Files()
    {
        yield return Full(Path);
        for (var folder = Folder; ; folder = System.IO.Path.GetDirectoryName(folder)!)
        {
            var props = Full(System.IO.Path.Combine(folder, "Directory.Build.props"));
            if (File.Exists(props)) yield return props;
            if (folder.Length == 0) yield break;
        }
    }
}
