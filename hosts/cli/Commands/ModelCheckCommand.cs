using System.CommandLine;
using Streaming.Cli.Text;
using Streaming.Inference;

namespace Streaming.Cli.Commands;

/// <summary>Runs a model on seeded noise and says whether it streams.</summary>
internal sealed class ModelCheckCommand : Verb
{
    private readonly Argument<string> path = ModelCommand.Path();
    private readonly Option<bool> json = new("--json") { Description = "Answer as JSON" };

    public ModelCheckCommand(Shell shell) : base(
        "check",
        "Run it on noise and check that it streams",
        "Run a model on seeded noise and check that it streams: state is carried, cutting the stream changes nothing, a saved run goes on alike, outputs are finite, nothing is allocated. Exit code 1 where one fails.",
        "streaming model check silero.onnx",
        "streaming model check models/silero --json")
    {
        Add(path);
        Add(json);
        SetAction(parsed =>
        {
            var from = parsed.GetRequiredValue(path);
            var checks = ModelCheck.Run(from);
            var time = StepTime.Measure(from);
            if (parsed.GetValue(json)) ModelJson.Write(shell.Out, checks, time);
            else Show(checks, time, shell);
            return checks.All(c => c.Holds) ? ExitCode.Ok : ExitCode.Failed;
        });
    }

    /// <summary>Such as "120 µs median, 150 µs p99 of 300".</summary>
    public static string Shown(StepTime time) => $"{Quantity.Time(time.Median)} median, {Quantity.Time(time.P99)} p99 of {time.Steps} steps on one thread";

    private static void Show(IReadOnlyList<ModelCheck> checks, StepTime time, Shell shell)
    {
        var table = new TextTable("check", "", "found");
        foreach (var check in checks) table.Add(check.Name, check.Holds ? "ok" : "FAILED", check.Found);
        table.Write(shell);
        shell.Out.WriteLine();
        shell.Out.WriteLine($"step       {Shown(time)}");
        var providers = ModelDescription.Providers;
        shell.Out.WriteLine(providers.Count == 1
            ? $"providers  only {providers[0]} is in this build: nothing to compare it with"
            : $"providers  {string.Join(", ", providers)}; models run on cpu, the others are not compared with it");
    }
}
