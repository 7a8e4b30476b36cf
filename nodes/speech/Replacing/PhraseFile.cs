namespace Streaming.Speech;

/// <summary>
/// Reads phrases from a text file (UTF-8), one a line: <c>phrase</c> is hidden, <c>phrase = text</c> replaced, <c>phrase =</c> removed. Empty lines, and what begins with #, are passed over.
/// </summary>
internal static class PhraseFile
{
    public static void Read(string path, Phrases into)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FormatMismatchException("a file of words, one a line", $"{path}: {e.Message.TrimEnd('.')}", "correct the setting 'file'");
        }
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (line.Length == 0 || line[0] == '#') continue;
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            into.Add(equals < 0 ? line : line[..equals], equals < 0 ? null : line[(equals + 1)..], FormattableString.Invariant($"{path}, line {i + 1}"));
        }
    }
}
