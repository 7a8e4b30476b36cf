using System.Globalization;

namespace Streaming.Cli.Commands;

/// <summary>Draws a graph.</summary>
internal sealed class GraphCommand : Verb
{
    private readonly GraphChoice graph = new();

    public GraphCommand(Shell shell) : base(
        "graph",
        "Draw a graph as a Mermaid flowchart",
        "Draw a graph as a Mermaid flowchart, with the format on every link and a box for every thread.",
        "streaming graph graphs/ssvep",
        "streaming graph graphs/ssvep > ssvep.mmd")
    {
        graph.AddTo(this);
        SetAction(parsed =>
        {
            Draw(graph.Compile(parsed, shell), shell.Out);
            return ExitCode.Ok;
        });
    }

    private static void Draw(Plan plan, TextWriter output)
    {
        var ids = plan.Nodes.Select((n, i) => (n.Name, Id: string.Create(CultureInfo.InvariantCulture, $"n{i}"))).ToDictionary(n => n.Name, n => n.Id);
        output.WriteLine("flowchart LR");
        foreach (var segment in plan.Nodes.GroupBy(n => n.Segment).OrderBy(s => s.Key))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  subgraph t{segment.Key}[\"thread {segment.Key}\"]"));
            foreach (var node in segment)
            {
                var (open, close) = Shape(node.Node.Descriptor);
                output.WriteLine($"    {ids[node.Name]}{open}\"{Quoted(node.Name)}<br>{node.Node.Descriptor.Name}\"{close}");
            }
            output.WriteLine("  end");
        }
        foreach (var link in plan.Links)
        {
            // A thick arrow crosses from one thread to another.
            var arrow = link.CrossesThread ? "==>" : "-->";
            output.WriteLine($"  {ids[link.From]} {arrow}|\"{Quoted(link.Format.ToString())}\"| {ids[link.To]}");
        }
    }

    private static (string Open, string Close) Shape(NodeDescriptor node) =>
        node.Inputs.Count == 0 ? ("([", "])") : node.Outputs.Count == 0 ? ("[[", "]]") : ("[", "]");

    private static string Quoted(string text) => text.Replace("\"", "#quot;", StringComparison.Ordinal);
}
