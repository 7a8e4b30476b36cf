using System.Text;

namespace Streaming.Files;

/// <summary>Gives the same string for the same bytes, so that markers which come again and again allocate nothing.</summary>
internal sealed class TextCache
{
    private const int Most = 1024, Longest = 256;
    private readonly Dictionary<string, string> known = [];

    public string Of(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > Longest) return Encoding.UTF8.GetString(utf8);
        Span<char> text = stackalloc char[Longest];
        text = text[..Encoding.UTF8.GetChars(utf8, text)];
        var lookup = known.GetAlternateLookup<ReadOnlySpan<char>>();
        if (lookup.TryGetValue(text, out var found)) return found;
        found = new string(text);
        if (known.Count < Most) known[found] = found;
        return found;
    }
}
