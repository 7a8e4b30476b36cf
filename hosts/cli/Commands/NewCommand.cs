using System.CommandLine;
using System.Text.RegularExpressions;

namespace Streaming.Cli.Commands;

/// <summary>Writes a node or a graph to begin with; never over anything.</summary>
internal sealed partial class NewCommand : Verb
{
    public NewCommand(Shell shell) : base(
        "new",
        "Write a node or a graph to begin with",
        "Write a node or a graph to begin with. Nothing that exists is written over.",
        "streaming new graph mine              mine/graph.yaml, which runs at once",
        "streaming new node smooth             Smooth.cs, a node of the block form")
    {
        Add(new GraphTemplate(shell));
        Add(new NodeTemplate(shell));
        NeedVerb(shell);
    }

    /// <summary>Writes files, all or none.</summary>
    private static void Write(Shell shell, params ReadOnlySpan<(string Path, string Text)> files)
    {
        foreach (var (path, _) in files)
            if (File.Exists(path)) throw new UsageException($"{path}: expected a name that is free, found a file; choose another name, or move the file away");
        foreach (var (path, text) in files)
        {
            if (Path.GetDirectoryName(path) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
            using var stream = new FileStream(path, FileMode.CreateNew);
            using var writer = new StreamWriter(stream);
            writer.Write(text);
            shell.Out.WriteLine($"wrote {path}");
        }
    }

    private static string Template(string name)
    {
        using var stream = typeof(NewCommand).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    private sealed class GraphTemplate : Verb
    {
        private const string Schema = "graph.schema.json";
        private readonly Argument<string> name = new("NAME") { Description = "The folder to make; its last part is the graph's name" };

        public GraphTemplate(Shell shell) : base("graph", "A folder with a graph that runs at once", "Write a folder with a graph that runs at once, and its README.", "streaming new graph mine", "streaming run mine")
        {
            Add(name);
            SetAction(parsed =>
            {
                var folder = parsed.GetRequiredValue(name).TrimEnd('/', '\\');
                var title = Path.GetFileName(folder);
                if (!GraphName().IsMatch(title)) throw new UsageException($"expected a name of letters, digits, '-' and '_', found '{title}'; such as 'streaming new graph mine'");
                var schema = NearestSchema(folder);
                string Fill(string template) => Template(template)
                    .Replace("{name}", title, StringComparison.Ordinal).Replace("{folder}", folder, StringComparison.Ordinal)
                    .Replace("{schema}", schema ?? Schema, StringComparison.Ordinal);
                (string, string)[] files = [(Path.Combine(folder, GraphFile.FileName), Fill("graph.yaml")), (Path.Combine(folder, "README.md"), Fill("graph.md"))];
                if (schema is null) files = [.. files, (Path.Combine(folder, Schema), GraphSchema.Write(shell.Catalog()))];
                Write(shell, files);
                shell.Out.WriteLine($"Run it with: streaming run {folder}");
                return ExitCode.Ok;
            });
        }

        /// <summary>The schema of a folder above, as seen from the new one.</summary>
        private static string? NearestSchema(string folder)
        {
            var from = Path.GetFullPath(folder);
            for (var at = Path.GetDirectoryName(from); at is not null; at = Path.GetDirectoryName(at))
            {
                var candidate = Path.Combine(at, Schema);
                if (File.Exists(candidate)) return Path.GetRelativePath(from, candidate).Replace('\\', '/');
            }
            return null;
        }
    }

    private sealed class NodeTemplate : Verb
    {
        private readonly Argument<string> name = new("NAME") { Description = "The node's name, such as 'smooth' or 'dsp.smooth'" };

        public NodeTemplate(Shell shell) : base("node", "A C# file with a node of the block form", "Write a C# file with a node of the block form.", "streaming new node smooth", "streaming new node dsp.smooth")
        {
            Add(name);
            SetAction(parsed =>
            {
                var full = parsed.GetRequiredValue(name);
                if (!NodeName().IsMatch(full)) throw new UsageException($"expected a name of letters and digits, perhaps after a family and a dot, found '{full}'; such as 'streaming new node dsp.smooth'");
                var dot = full.IndexOf('.');
                var family = dot < 0 ? "my" : Camel(full[..dot]);
                var word = full[(dot + 1)..];
                var type = char.ToUpperInvariant(word[0]) + word[1..];
                var text = Template("node.txt")
                    .Replace("{family}", family, StringComparison.Ordinal)
                    .Replace("{Family}", char.ToUpperInvariant(family[0]) + family[1..], StringComparison.Ordinal)
                    .Replace("{name}", Camel(word), StringComparison.Ordinal)
                    .Replace("{Type}", type, StringComparison.Ordinal);
                Write(shell, ($"{type}.cs", text));
                shell.Out.WriteLine($"Put it into the project of its family, such as nodes/{family}/; 'streaming nodes {family}.{Camel(word)}' then shows it.");
                return ExitCode.Ok;
            });
        }

        private static string Camel(string word) => char.ToLowerInvariant(word[0]) + word[1..];
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9_-]*$")]
    private static partial Regex GraphName();

    [GeneratedRegex("^([A-Za-z][A-Za-z0-9]*\\.)?[A-Za-z][A-Za-z0-9]*$")]
    private static partial Regex NodeName();
}
