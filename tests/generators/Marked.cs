using System.Text;
using Microsoft.CodeAnalysis;

namespace Streaming.Tests;

/// <summary>Source in which «» mark the places where something is to be found.</summary>
internal static class Marked
{
    public static (string Source, string[] Places) Read(string marked)
    {
        var source = new StringBuilder();
        var starts = new Stack<int>();
        var places = new List<string>();
        foreach (var c in marked)
        {
            if (c == '«') starts.Push(source.Length);
            else if (c == '»') places.Add(Shown(starts.Peek(), source.ToString()[starts.Pop()..]));
            else source.Append(c);
        }
        return (source.ToString(), [.. places]);
    }

    public static string Shown(int start, string text) => $"{start}: {text}";

    public static string Shown(Diagnostic diagnostic, string source) =>
        Shown(diagnostic.Location.SourceSpan.Start, source.Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length));
}
