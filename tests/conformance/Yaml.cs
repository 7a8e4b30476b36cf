namespace Streaming.Tests;

/// <summary>Reads the settings of an example as the graph file does.</summary>
internal static class Yaml
{
    public static SettingValue Parse(string text, Place place) => SettingText.Parse(text, place);
}
