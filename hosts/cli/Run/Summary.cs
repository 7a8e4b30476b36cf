using System.Globalization;
using Streaming.Cli.Text;

namespace Streaming.Cli.Run;

/// <summary>What a run measured and concluded, for people.</summary>
internal static class Summary
{
    public static void Write(Shell shell, RunReport report, Outcome outcome)
    {
        var output = shell.Out;
        var pace = report.WallTime > 0 ? report.StreamTime / report.WallTime : 0;
        output.WriteLine($"{report.Graph} {Said(outcome)}: {Quantity.Time(report.StreamTime)} of stream in {Quantity.Time(report.WallTime)} ({Quantity.Digits(pace)}x)");
        output.WriteLine();
        var table = new TextTable("node", " in", " out", " rate", " p50", " p99", " dropped");
        foreach (var node in report.Nodes)
        {
            table.Add(
                node.Name,
                Quantity.Count(node.SamplesIn),
                Quantity.Count(node.SamplesOut),
                Quantity.Rate(Math.Max(node.SamplesIn, node.SamplesOut) / report.WallTime),
                Quantity.Time(node.P50 * 1e-6),
                Quantity.Time(node.P99 * 1e-6),
                Quantity.Count(report.Links.Where(l => l.Name.Contains($" > {node.Name}.", StringComparison.Ordinal)).Sum(l => l.Dropped)));
        }
        table.Write(shell);
        output.WriteLine();
        var slowest = report.Latencies.OrderByDescending(l => l.P99).FirstOrDefault(l => !double.IsNaN(l.P99));
        output.Write($"latency {Quantity.Time(report.AlgorithmicLatency)} by design");
        output.WriteLine(slowest is null ? "" : $", and from arrival to '{slowest.Node}' {Quantity.Time(slowest.P50 * 1e-6)}, p99 {Quantity.Time(slowest.P99 * 1e-6)}");
        if (report.Results.Count == 0) return;
        output.WriteLine();
        var results = new TextTable("result", "", " value", "");
        foreach (var (node, conclusions) in report.Results)
            foreach (var conclusion in conclusions)
                results.Add(node, conclusion.Name, Figure(conclusion.Value), conclusion.Unit);
        results.Write(shell);
    }

    private static string Figure(double value) => double.IsFinite(value) ? value.ToString("0.###", CultureInfo.InvariantCulture) : "-";

    private static string Said(Outcome outcome) => outcome switch
    {
        Outcome.Ended => "ended",
        Outcome.Stopped => "was stopped",
        Outcome.Aborted => "was stopped at once",
        _ => "failed",
    };
}
