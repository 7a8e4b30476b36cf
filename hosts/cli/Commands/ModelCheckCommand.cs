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
            var times = new List<(Execution How, StepTime Time)>();
            foreach (var one in Alternatives(how))
            {
                line.Show($"timing a step{(one.Threads > 1 ? $" on {one.Threads} threads" : "")}");
                times.Add((one, StepTime.Measure(from, one)));
            }
            line.Clear();
            if (parsed.GetValue(json)) ModelJson.Write(shell.Out, checks, times);
            else Show(checks, times, shell);
            return checks.All(c => c.Holds) ? ExitCode.Ok : ExitCode.Failed;
        });
    }

    /// <summary>Such as "120 µs median, 150 µs p99 of 300 steps on cpu, one thread".</summary>
    public static string Shown(StepTime time, Execution how) => $"{Quantity.Time(time.Median)} median, {Quantity.Time(time.P99)} p99 of {time.Steps} steps on {Where(how)}";

    private static string Where(Execution how) => SettingText.Of(how.Provider) + (how.Provider != Provider.Cpu ? "" : how.Threads == 1 ? ", one thread" : $", {how.Threads} threads");

    /// <summary>On the processor, as many threads as there are, by powers of two: which is best depends on the model.</summary>
    private static IEnumerable<Execution> Alternatives(Execution how)
    {
        if (how.Provider != Provider.Cpu) return [how];
        return Enumerable.Range(0, 4).Select(n => 1 << n).Where(n => n <= Environment.ProcessorCount).Select(n => how with { Threads = n });
    }

    private static void Show(IReadOnlyList<ModelCheck> checks, IReadOnlyList<(Execution How, StepTime Time)> times, Shell shell)
    {
        var table = new TextTable("check", "", "found");
        foreach (var check in checks) table.Add(check.Name, check.Holds ? "ok" : "FAILED", check.Found);
        table.Write(shell);
        shell.Out.WriteLine();
        var best = times.MinBy(t => t.Time.Median).How;
        var steps = new TextTable("a step on", " median", " p99", "");
        foreach (var (how, time) in times) steps.Add(Where(how), Quantity.Time(time.Median), Quantity.Time(time.P99), how == best && times.Count > 1 ? $"best: 'threads: {how.Threads}'" : "");
        steps.Write(shell);
        shell.Out.WriteLine();
        shell.Out.WriteLine($"providers  {string.Join(", ", ModelDescription.Providers)}");
    }
}
