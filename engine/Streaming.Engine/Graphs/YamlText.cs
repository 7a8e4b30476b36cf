using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Streaming.Graphs;

/// <summary>Reads one YAML document, and knows where it cannot be read.</summary>
internal static class YamlText
{
    private const int Deepest = 64;

    /// <returns>The root, or null where there is none or something is wrong; then what, and where.</returns>
    public static (YamlNode? Root, string? Fault, int Line, int Column) Read(string text)
    {
        var parser = new Parser(new StringReader(text));
        try
        {
            // Read once without building anything: a deep document would overflow the stack, and some faults are thrown without their place.
            for (var depth = 0; parser.MoveNext();)
            {
                depth += parser.Current!.NestingIncrease;
                if (depth > Deepest) return At(parser.Current.Start, $"brackets more than {Deepest} deep");
            }
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return (stream.Documents.Count == 0 ? null : stream.Documents[0].RootNode, null, 1, 1);
        }
        catch (YamlException e)
        {
            return At(e.Start.Index > 0 || parser.Current is null ? e.Start : parser.Current.End, e.Message.TrimEnd('.'));
        }
        catch (InvalidOperationException)
        {
            return At(parser.Current?.End ?? Mark.Empty, "a bracket or quote that is not closed");
        }
    }

    private static (YamlNode?, string?, int, int) At(Mark mark, string fault) => (null, fault, (int)mark.Line, (int)mark.Column);
}
