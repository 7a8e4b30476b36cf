using System.Linq;
using System.Text;
using System.Threading;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace Streaming.Generators;

/// <summary>The documentation of a symbol as plain text on one line.</summary>
internal readonly struct Documentation
{
    private readonly XElement? root;

    private Documentation(XElement? root) => this.root = root;

    public string Summary => Text("summary");

    public string Remarks => Text("remarks");

    public static Documentation Of(ISymbol symbol, CancellationToken cancellation)
    {
        var xml = symbol.GetDocumentationCommentXml(cancellationToken: cancellation);
        if (string.IsNullOrWhiteSpace(xml)) return default;
        try
        {
            return new(XElement.Parse($"<doc>{xml}</doc>", LoadOptions.PreserveWhitespace));
        }
        catch (XmlException)
        {
            return default; // the compiler reports what is badly formed
        }
    }

    private string Text(string tag)
    {
        var text = new StringBuilder();
        if (root?.Descendants(tag).FirstOrDefault() is { } element) Append(text, element);
        return string.Join(" ", text.ToString().Split((char[]?)null, System.StringSplitOptions.RemoveEmptyEntries));
    }

    private static void Append(StringBuilder text, XElement element)
    {
        foreach (var node in element.Nodes())
        {
            if (node is XText plain) text.Append(plain.Value);
            else if (node is XElement { IsEmpty: true } empty) text.Append(Referred(empty));
            else if (node is XElement inner)
            {
                // Blocks are words apart; inline tags touch what stands beside them.
                var block = inner.Name.LocalName is "para" or "list" or "item" or "term" or "description" or "code";
                if (block) text.Append(' ');
                Append(text, inner);
                if (block) text.Append(' ');
            }
        }
    }

    private static string Referred(XElement tag) =>
        tag.Attribute("cref") is { } reference ? ShortName(reference.Value)
        : (tag.Attribute("name") ?? tag.Attribute("langword") ?? tag.Attribute("href"))?.Value ?? " ";

    // "M:Streaming.Input`1.Advance(System.Int32)" is shown as "Advance", and "!:Missing{T}.Name" as "Name".
    private static string ShortName(string reference)
    {
        var depth = 0;
        var name = new StringBuilder();
        foreach (var c in reference.Substring(reference.IndexOf(':') + 1))
        {
            if (c is '(' or '{' or '<') depth++;
            else if (c is ')' or '}' or '>') depth--;
            else if (depth == 0) name.Append(c);
        }
        var parts = name.ToString().Split('.').Where(p => p.Length > 0 && p[0] != '#').ToArray();
        return parts.Length == 0 ? reference : parts[parts.Length - 1].Split('`')[0];
    }
}
