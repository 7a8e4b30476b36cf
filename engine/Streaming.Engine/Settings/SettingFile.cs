namespace Streaming;

/// <summary>Reads a YAML file, a graph or a model's card, into values that know where they stand.</summary>
public static class SettingFile
{
    /// <summary>Reads a text.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="file">The name shown in errors.</param>
    /// <param name="what">What the file should hold, such as "a graph", for messages.</param>
    /// <param name="remedy">What to do where it is empty.</param>
    /// <exception cref="GraphException">It is empty or no YAML.</exception>
    public static SettingValue Parse(string yaml, string file, string what, string remedy)
    {
        var (root, fault, line, column) = Graphs.YamlText.Read(yaml);
        var place = new Place(file, line, column);
        if (fault is not null) throw new GraphException(new GraphError(place, "", "", "YAML", fault, "check indentation (spaces, no tabs), quotes and brackets near there"));
        if (root is null) throw new GraphException(new GraphError(place, "", "", what, "an empty file", remedy));
        return Graphs.YamlSettings.Of(root, node => new Place(file, (int)node.Start.Line, (int)node.Start.Column));
    }
}
