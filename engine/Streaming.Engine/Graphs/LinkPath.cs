namespace Streaming.Graphs;

/// <summary>Reads the little language of links: "a > b.port > c", "a, b > record", "[a, b] > record".</summary>
internal static class LinkPath
{
    public static IReadOnlyList<GraphLink> Parse(string text, Place place, LinkPolicy? policy, int? capacity)
    {
        var stages = new List<List<LinkEnd>>();
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] != '>') continue;
            stages.Add(Ends(text, start, i, place));
            start = i + 1;
        }
        if (stages.Count < 2) throw Unreadable(text, place, "at least two nodes");
        var links = new List<GraphLink>();
        for (var i = 1; i < stages.Count; i++)
            foreach (var from in stages[i - 1])
                foreach (var to in stages[i])
                    links.Add(new GraphLink(from, to, policy, capacity));
        return links;
    }

    private static List<LinkEnd> Ends(string text, int start, int end, Place place)
    {
        var ends = new List<LinkEnd>();
        var at = start;
        for (var i = start; i <= end; i++)
        {
            if (i < end && text[i] != ',') continue;
            var piece = text.AsSpan(at, i - at);
            var word = piece.Trim(" \t[]");
            var offset = word.IsEmpty ? 0 : piece.IndexOf(word);
            if (word.IsEmpty || word.ContainsAny(" \t[]")) throw Unreadable(text, place, "the name of a node");
            var here = place.Line > 0 ? place with { Column = place.Column + at + offset } : place;
            var dot = word.LastIndexOf('.');
            ends.Add(dot < 0 ? new LinkEnd(word.ToString(), "", here) : new LinkEnd(word[..dot].ToString(), word[(dot + 1)..].ToString(), here));
            at = i + 1;
        }
        return ends;
    }

    private static GraphException Unreadable(string text, Place place, string expected) =>
        new(new GraphError(place, "", "", $"{expected} in a link", $"'{text}'", "write it as 'source > node.port > sink'"));
}
