using System.Xml;
using System.Xml.XPath;

namespace Streaming.Lsl;

/// <summary>Says whether a stream is meant by a query: XPath 1.0 on its full info, made a truth value. Safe for several threads.</summary>
internal sealed class QueryMatcher
{
    private const int MostSteps = 100_000, MostRemembered = 100;

    private readonly XPathNavigator info;
    private readonly Dictionary<string, bool> remembered = new(StringComparer.Ordinal);

    /// <param name="fullInfo">The stream's XML with its description.</param>
    public QueryMatcher(string fullInfo)
    {
        using var xml = XmlReader.Create(new StringReader(fullInfo), new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, CheckCharacters = false });
        info = new XPathDocument(xml).CreateNavigator();
        info.MoveToFirstChild();
    }

    /// <summary>An empty query means every stream; one that is no expression, or takes too long, means none.</summary>
    public bool Matches(string query)
    {
        if (query.Length == 0) return true;
        if (query.Length > LslQuery.Longest) return false;
        lock (remembered)
        {
            if (remembered.TryGetValue(query, out var known)) return known;
            if (remembered.Count >= MostRemembered) remembered.Clear();
            return remembered[query] = IsTrue(query);
        }
    }

    /// <summary>Null, or why a text is no query.</summary>
    public static string? Fault(string query)
    {
        if (query.Length > LslQuery.Longest) return $"{query.Length} characters, more than {LslQuery.Longest}";
        if (query.Trim().Length == 0) return null;
        try
        {
            XPathExpression.Compile(query);
            return null;
        }
        catch (Exception e) when (e is XPathException or ArgumentException)
        {
            return e.Message;
        }
    }

    private bool IsTrue(string query)
    {
        try
        {
            return new BudgetNavigator(info.Clone(), new(MostSteps)).Evaluate(XPathExpression.Compile(query)) switch
            {
                bool truth => truth,
                double number => number is not (0 or double.NaN),
                string text => text.Length > 0,
                XPathNodeIterator nodes => nodes.MoveNext(),
                _ => false,
            };
        }
        catch (Exception e) when (e is XPathException or ArgumentException or FormatException or InvalidOperationException or NotSupportedException or OverflowException)
        {
            return false;
        }
    }
}
