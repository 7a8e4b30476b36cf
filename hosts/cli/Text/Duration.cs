using System.Globalization;
using System.Text.RegularExpressions;

namespace Streaming.Cli.Text;

/// <summary>Reads durations such as 250ms, 30s, 1h30m.</summary>
internal static partial class Duration
{
    /// <summary>Seconds, or NaN where the text is no duration longer than nothing.</summary>
    public static double Parse(string text)
    {
        if (!Whole().IsMatch(text)) return double.NaN;
        var seconds = 0.0;
        foreach (Match part in Part().Matches(text))
            seconds += double.Parse(part.Groups[1].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture) * Unit(part.Groups[2].ValueSpan);
        return seconds > 0 && double.IsFinite(seconds) ? seconds : double.NaN;
    }

    private static double Unit(ReadOnlySpan<char> unit) => unit switch
    {
        "ms" => 1e-3,
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        _ => 86400,
    };

    [GeneratedRegex(@"^(\d+(\.\d+)?(ms|s|m|h|d))+$", RegexOptions.CultureInvariant)]
    private static partial Regex Whole();

    [GeneratedRegex(@"(\d+(?:\.\d+)?)(ms|s|m|h|d)", RegexOptions.CultureInvariant)]
    private static partial Regex Part();
}
