namespace Streaming.Graphs;

/// <summary>
/// Decides which nodes share a thread. A source and a node that waits for something outside have one of their own; everything else joins the thread of what it
/// reads from, since a fused hop costs nanoseconds and a woken thread tens of microseconds.
/// </summary>
internal static class Segmentation
{
    /// <summary>The segment of each node. Links between segments never form a cycle, so waiting links cannot lock each other.</summary>
    public static Dictionary<string, int> Of(IReadOnlyList<GraphNode> order, IReadOnlyList<ResolvedLink> links)
    {
        var segment = new Dictionary<string, int>();
        var hasSource = new HashSet<int>();
        var count = 0;
        foreach (var node in order)
        {
            var from = links.Where(l => l.To == node).Select(l => segment[l.From.Name]).Distinct().ToList();
            if (from.Count == 0)
            {
                hasSource.Add(count);
                segment[node.Name] = count++;
            }
            else if (node.Node.Descriptor.Waits)
            {
                segment[node.Name] = count++;
            }
            else if (from.Count == 1)
            {
                segment[node.Name] = from[0];
            }
            else
            {
                segment[node.Name] = Join(from) ?? count++;
            }
        }
        return segment;

        // A source's thread waits for its device and must not also wait for links; any other that lies behind all the rest can take the join.
        int? Join(List<int> from)
        {
            foreach (var candidate in from)
            {
                if (hasSource.Contains(candidate)) continue;
                if (from.All(other => other == candidate || !Leads(candidate, other))) return candidate;
            }
            return null;
        }

        bool Leads(int a, int b)
        {
            var reached = new HashSet<int> { a };
            var open = new Queue<int>([a]);
            while (open.TryDequeue(out var at))
            {
                foreach (var link in links)
                {
                    if (!segment.TryGetValue(link.From.Name, out var f) || !segment.TryGetValue(link.To.Name, out var t) || f != at) continue;
                    if (t == b) return true;
                    if (reached.Add(t)) open.Enqueue(t);
                }
            }
            return false;
        }
    }
}
