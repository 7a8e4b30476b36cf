using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

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
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            if (stream.Documents.Count > 0) return Graphs.YamlSettings.Of(stream.Documents[0].RootNode, node => new Place(file, (int)node.Start.Line, (int)node.Start.Column));
        }
        catch (YamlException e)
        {
            throw new GraphException(new GraphError(new Place(file, (int)e.Start.Line, (int)e.Start.Column), "", "", "YAML", e.Message.TrimEnd('.'), "check indentation, quotes and brackets near there"));
        }
        throw new GraphException(new GraphError(new Place(file, 1, 1), "", "", what, "an empty file", remedy));
    }
}
