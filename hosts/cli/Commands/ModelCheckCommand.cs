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
        "Run a model on seeded noise and check that it streams: state is carried, cutting the stream changes nothing, a saved run goes on alike, outputs are finite, several sessions step as one, nothing is allocated. With another provider also that nothing falls back to the processor, that states stay on the device, and that results agree with the processor's. Exit code 1 where one fails.",
        "streaming model check silero.onnx",
        "streaming model check models/denoise --provider webgpu",
        "streaming model check models/silero --json")
    {
        Add(path);
        var execution = new ExecutionOptions(this);
        Add(json);
        SetAction(parsed =>
        {
            var from = parsed.GetRequiredValue(path);
            var how = execution.Read(parsed);
            using var line = new PassingLine(shell);
            var checks = ModelCheck.Run(from, how, name => line.Show($"checking: {name}"));
            line.Show("timing a step");
            var time = StepTime.Measure(from, how);
            line.Clear();
            if (parsed.GetValue(json)) ModelJson.Write(shell.Out, checks, time);
            else Show(checks, time, how, shell);
            return checks.All(c => c.Holds) ? ExitCode.Ok : ExitCode.Failed;
        });
    }

    /// <summary>Such as "120 µs median, 150 µs p99 of 300 steps on cpu, one thread".</summary>
    public static string Shown(StepTime time, Execution how) =>
        $"{Quantity.Time(time.Median)} median, {Quantity.Time(time.P99)} p99 of {time.Steps} steps on {SettingText.Of(how.Provider)}{(how.Provider == Provider.Cpu ? ", one thread" : "")}";

    private static void Show(IReadOnlyList<ModelCheck> checks, StepTime time, Execution how, Shell shell)
    {
        var table = new TextTable("check", "", "found");
        foreach (var check in checks) table.Add(check.Name, check.Holds ? "ok" : "FAILED", check.Found);
        table.Write(shell);
        shell.Out.WriteLine();
        shell.Out.WriteLine($"step       {Shown(time, how)}");
        shell.Out.WriteLine($"providers  {string.Join(", ", ModelDescription.Providers)}");
    }
}
