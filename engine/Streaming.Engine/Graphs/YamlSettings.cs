using YamlDotNet.RepresentationModel;

namespace Streaming.Graphs;

/// <summary>Turns YAML into setting values that know where they stand.</summary>
internal static class YamlSettings
{
    /// <summary>Parses a value given on the command line: YAML in one line, so lists and maps work; a dash alone is a text, though in YAML it would begin a list.</summary>
    /// <exception cref="GraphException">It is not YAML.</exception>
    public static SettingValue Parse(string text, Place place)
    {
        if (text is "" or FilePathAttribute.StandardInput) return new ScalarValue(text, place);
        var (root, fault, _, _) = YamlText.Read(text);
        if (fault is not null) throw new GraphException(new GraphError(place, "", "", "a value as in a graph file", $"'{text}'", $"mend it: {fault}"));
        return root is null ? new ScalarValue(text, place) : Of(root, _ => place);
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
