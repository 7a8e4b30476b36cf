using System.CommandLine;
using System.Globalization;
using Streaming.Cli.Text;

namespace Streaming.Cli.Commands;

/// <summary>Answers before anything runs: formats, threads, latency, memory; or what is wrong and where.</summary>
internal sealed class CheckCommand : Verb
{
    private readonly GraphChoice graph = new();
    private readonly Option<bool> json = new("--json") { Description = "Answer as JSON, errors included" };

    public CheckCommand(Shell shell) : base(
        "check",
        "Say what flows where, or what is wrong, before anything runs",
        "Check a graph without running it: the format on every link, threads, latency and memory, or every error with its place.",
        "streaming check graphs/ssvep",
        "streaming check graphs/ssvep --set source.path=recording.edf",
        "streaming check mine/graph.yaml --json")
    {
        graph.AddTo(this);
        Add(json);
        SetAction(parsed => parsed.GetValue(json) ? AsJson(parsed, shell) : AsText(parsed, shell));
    }

    private int AsText(ParseResult parsed, Shell shell)
    {
        var plan = graph.Compile(parsed, shell);
        var output = shell.Out;
        output.WriteLine($"{plan.Graph.Name}: ready to run, {Counted(plan.Nodes.Count, "node")} on {Counted(plan.Segments, "thread")}");
        if (plan.Graph.Summary.Length > 0)
            foreach (var line in Wrapped.Lines(plan.Graph.Summary, shell.WrapsAt)) output.WriteLine(line);
        output.WriteLine();
        var links = new TextTable("link", "format");
        foreach (var link in plan.Links) links.Add(link.Name, link.Format.ToString());
        links.Write(shell);
        output.WriteLine();
        var threads = new TextTable("thread", "nodes");
        foreach (var segment in plan.Nodes.GroupBy(n => n.Segment).OrderBy(s => s.Key))
            threads.Add(segment.Key.ToString(CultureInfo.InvariantCulture), string.Join(" > ", segment.Select(n => n.Name)));
        threads.Write(shell);
        var crossing = plan.Links.Where(l => l.CrossesThread).ToList();
        if (crossing.Count > 0)
        {
            output.WriteLine();
            var between = new TextTable("between threads", " blocks", "when full");
            foreach (var link in crossing) between.Add(link.Name, Quantity.Count(link.Capacity), When(link.Policy));
            between.Write(shell);
        }
        output.WriteLine();
        output.WriteLine($"latency  {Quantity.Time(plan.Latency)} by design{Slowest(plan)}");
        output.WriteLine($"memory   {Quantity.Bytes(plan.LinkBytes)} in links between threads when all are full");
        return ExitCode.Ok;
    }

    private int AsJson(ParseResult parsed, Shell shell)
    {
        try
        {
            CheckJson.Write(shell.Out, graph.Compile(parsed, shell));
            return ExitCode.Ok;
        }
        catch (GraphException e)
        {
            CheckJson.Write(shell.Out, e.Errors);
            return ExitCode.Wrong;
        }
    }

    private static string Slowest(Plan plan)
    {
        var slow = plan.Nodes.Where(n => n.OwnLatency > 0).Select(n => $"{n.Name} {Quantity.Time(n.OwnLatency)}").ToList();
        return slow.Count == 0 ? "" : $" ({string.Join(", ", slow)})";
    }

    private static string When(LinkPolicy policy) => policy switch
    {
        LinkPolicy.Wait => "its writer waits",
        LinkPolicy.DropOldest => "the oldest block is dropped and counted",
        _ => "the run fails",
    };

    private static string Counted(int count, string what) => count == 1 ? $"1 {what}" : $"{Quantity.Count(count)} {what}s";
}
