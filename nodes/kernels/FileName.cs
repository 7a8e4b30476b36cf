using System.Globalization;

namespace Streaming.Kernels;

/// <summary>Turns what a user wrote as the path of a file to be written into the path of one that is not there yet.</summary>
internal static class FileName
{
    /// <summary>Replaces <c>{date}</c> by 2026-01-31 and <c>{time}</c> by 17-05-09, both local.</summary>
    /// <exception cref="FormatException">The path holds another word in braces.</exception>
    public static string Expand(string pattern, TimeProvider time)
    {
        var now = time.GetLocalNow();
        var path = pattern
            .Replace("{date}", now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{time}", now.ToString("HH-mm-ss", CultureInfo.InvariantCulture), StringComparison.Ordinal);
        var open = path.IndexOf('{', StringComparison.Ordinal);
        var close = open < 0 ? -1 : path.IndexOf('}', open);
        if (close < 0) return path;
        var word = path[open..(close + 1)];
        throw new FormatException($"path '{pattern}', character {pattern.IndexOf(word, StringComparison.Ordinal) + 1}: expected {{date}} or {{time}}, found {word}. Use one of the two, or no braces.");
    }

    /// <summary>The n-th choice for a name: <c>a.xdf</c>, <c>a_2.xdf</c>, <c>a_3.xdf</c>, ..</summary>
    public static string Numbered(string path, int n) =>
        n == 1 ? path : Path.Combine(Path.GetDirectoryName(path) ?? "", $"{Path.GetFileNameWithoutExtension(path)}_{n.ToString(CultureInfo.InvariantCulture)}{Path.GetExtension(path)}");
}
