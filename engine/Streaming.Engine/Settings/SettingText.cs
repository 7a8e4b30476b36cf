using System.Globalization;

namespace Streaming;

/// <summary>Writes the value of a setting as a user would, and reads it: generated code shows defaults with it.</summary>
public static class SettingText
{
    /// <summary>Reads a value as in a graph file: YAML in one line, so lists and maps work.</summary>
    /// <exception cref="GraphException">It is not YAML.</exception>
    public static SettingValue Parse(string text, Place place) => Graphs.YamlSettings.Parse(text, place);

    /// <summary>true or false.</summary>
    public static string Of(bool value) => value ? "true" : "false";

    /// <summary>A whole number.</summary>
    public static string Of(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A number.</summary>
    public static string Of(float value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A number.</summary>
    public static string Of(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A text.</summary>
    public static string Of(string? value) => value ?? "";

    /// <summary>One of a few words, in camel case.</summary>
    public static string Of<T>(T value) where T : struct, Enum => CamelCase(value.ToString());

    /// <summary>A list of numbers.</summary>
    public static string Of(ValueList<double> value) => $"[{string.Join(", ", value.Select(Of))}]";

    /// <summary>A list of texts.</summary>
    public static string Of(ValueList<string> value) => $"[{string.Join(", ", value)}]";

    /// <summary>A list of rows.</summary>
    public static string Of(ValueList<ValueList<double>> value) => $"[{string.Join(", ", value.Select(Of))}]";

    /// <summary>Names with texts.</summary>
    public static string Of(ValueMap value) => value.Entries.Count == 0 ? "{}" : value.ToString();

    /// <summary>The words of an enumeration, in camel case.</summary>
    public static IReadOnlyList<string> Choices<T>() where T : struct, Enum => Array.ConvertAll(Enum.GetNames<T>(), CamelCase);

    private static string CamelCase(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
