namespace Streaming;

/// <summary>
/// Reads a graph from YAML. Every error names file, line and column; all errors of a file are found in one go. The form is published as a JSON schema by
/// <see cref="GraphSchema"/>.
/// </summary>
public static class GraphFile
{
    /// <summary>The file looked for when a graph is named by its folder.</summary>
    public const string FileName = "graph.yaml";

    /// <summary>Reads a graph file.</summary>
    /// <param name="path">The file, or a folder that holds a graph.yaml.</param>
    /// <param name="catalog">The nodes it may use.</param>
    /// <param name="overrides">Settings ("node.setting") and parameters ("name") that replace those of the file, with their values in YAML.</param>
    /// <exception cref="GraphException">It cannot be read.</exception>
    public static Graph Load(string path, NodeCatalog catalog, params IReadOnlyList<KeyValuePair<string, string>> overrides)
    {
        var file = Directory.Exists(path) ? Path.Combine(path, FileName) : path;
        if (!File.Exists(file))
            throw new GraphException(new GraphError(new Place(path), "", "", $"a graph file, or a folder with a {FileName}", "nothing there", "check the path"));
        return Parse(File.ReadAllText(file), Shown(file), Path.GetDirectoryName(Path.GetFullPath(file))!, catalog, overrides);
    }

    /// <summary>Reads a graph from text.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="file">The name shown in errors.</param>
    /// <param name="folder">The folder that relative paths of files to read count from; those of files to write count from the working folder.</param>
    /// <param name="catalog">The nodes it may use.</param>
    /// <param name="overrides">Settings and parameters that replace those of the text.</param>
    /// <exception cref="GraphException">It cannot be read.</exception>
    public static Graph Parse(string yaml, string file, string folder, NodeCatalog catalog, params IReadOnlyList<KeyValuePair<string, string>> overrides)
    {
        var errors = new List<GraphError>();
        var given = new Graphs.Overrides(overrides);
        var reader = new Graphs.GraphReader(catalog, given, errors);
        var graph = reader.Read(yaml, file, folder);
        errors.AddRange(given.Unused(reader.Nodes, reader.Parameters));
        if (errors.Count > 0) throw new GraphException(errors.OrderBy(e => e.Place.Line).ThenBy(e => e.Place.Column).ToList());
        return graph!;
    }

    // A path below the working directory is shown from there, as compilers do.
    internal static string Shown(string file)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, Path.GetFullPath(file));
        return relative.StartsWith("..", StringComparison.Ordinal) ? file : relative;
    }
}
