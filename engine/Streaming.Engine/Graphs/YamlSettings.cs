using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Streaming.Graphs;

/// <summary>Turns YAML into setting values that know where they stand.</summary>
internal static class YamlSettings
{
    /// <summary>Parses a value given on the command line: YAML in one line, so lists and maps work.</summary>
    /// <exception cref="GraphException">It is not YAML.</exception>
    public static SettingValue Parse(string text, Place place)
    {
        if (text.Length == 0) return new ScalarValue("", place);
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents.Count == 0 ? new ScalarValue(text, place) : Of(stream.Documents[0].RootNode, _ => place);
        }
        catch (YamlException e)
        {
            throw new GraphException(new GraphError(place, "", "", "a value as in a graph file", $"'{text}'", e.Message));
        }
    }

    /// <summary>A node of a document; <paramref name="placeOf"/> says where it stands.</summary>
    public static SettingValue Of(YamlNode node, Func<YamlNode, Place> placeOf) => node switch
    {
        YamlScalarNode scalar => new ScalarValue(scalar.Value ?? "", placeOf(node)),
        YamlSequenceNode sequence => new ListValue([.. sequence.Children.Select(c => Of(c, placeOf))], placeOf(node)),
        YamlMappingNode map => new MapValue([.. map.Children.Select(c => (new ScalarValue((c.Key as YamlScalarNode)?.Value ?? c.Key.ToString(), placeOf(c.Key)), Of(c.Value, placeOf)))], placeOf(node)),
        _ => new ScalarValue("", placeOf(node)),
    };
}
