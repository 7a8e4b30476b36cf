using System.Globalization;
using Streaming.Inference;

namespace Streaming.Speech;

/// <summary>Reads tokens.txt: a piece and its number in each line, in order from 0, the blank last.</summary>
internal static class TokenTable
{
    /// <summary>What stands for the blank.</summary>
    public const string Blank = "<blk>";

    private const int Most = 1 << 20;

    /// <summary>The tokens of a file, without the blank.</summary>
    /// <exception cref="ModelException">A line is none, or out of order, or the blank is not last.</exception>
    public static ValueList<string> Read(string path)
    {
        var tokens = new List<string>();
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (line.Length == 0) continue;
            var space = line.LastIndexOf(' ');
            if (space < 1 || !int.TryParse(line.AsSpan(space + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                throw Wrong(path, number, "a piece and its number, such as '▁seven 7'", $"'{line}'");
            if (id != tokens.Count || id > Most) throw Wrong(path, number, $"the number {tokens.Count}, since tokens stand in order from 0", $"{id}");
            if (tokens.Count > 0 && tokens[^1] == Blank) throw Wrong(path, number, $"'{Blank}' as the last token", $"'{line}' after it");
            tokens.Add(line[..space]);
        }
        if (tokens.Count < 2 || tokens[^1] != Blank) throw Wrong(path, Math.Max(1, number), $"tokens, the last of them '{Blank} {Math.Max(1, tokens.Count)}'", tokens.Count == 0 ? "none" : $"'{tokens[^1]}' as the last");
        return ValueList.From(tokens[..^1]);
    }

    private static ModelException Wrong(string path, int line, string expected, string found) => new(new Place(path, line, 1).ToString(), expected, found, "export the tokens again, with the blank last");
}
