using System.CommandLine;
using System.Globalization;
using Streaming.Cli.Run;
using Streaming.Cli.Text;

namespace Streaming.Cli.Commands;

/// <summary>Runs a graph until it ends, is stopped, or has run for long enough.</summary>
internal sealed class RunCommand : Verb
{
    private readonly GraphChoice graph = new();

    private readonly Option<double> speed = new("--speed")
    {
        Description = "live, max, or a factor such as 10; default live",
        HelpName = "SPEED",
        DefaultValueFactory = static _ => 1,
        CustomParser = static result =>
        {
            var text = result.Tokens[0].Value;
            if (text == "live") return 1;
            if (text == "max") return 0;
            if (double.TryParse(text.TrimEnd('x'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var factor) && factor is > 0 and <= 1e6) return factor;
            result.AddError($"--speed: expected live, max, or a factor above 0 such as 10 or 0.5, found '{text}'");
            return 1;
        },
    };

    private readonly Option<double> limit = Limit();
    private readonly Option<string> report = new("--report") { Description = "Write what was measured and concluded, as JSON", HelpName = "FILE" };
    private readonly Option<string> saveState = new("--save-state") { Description = "When stopped, save the state to go on from", HelpName = "FILE" };
    private readonly Option<string> fromState = new("--from-state") { Description = "Go on where a saved run stopped", HelpName = "FILE" };

    public RunCommand(Shell shell) : base(
        "run",
        "Run a graph",
        "Run a graph. Ctrl-C ends it in good order: what is under way is worked off and every file is closed. A second Ctrl-C stops at once.",
        "streaming run graphs/ssvep --for 30s",
        "streaming run graphs/ssvep --set source.path=recording.edf --speed max",
        "streaming run graphs/alpha --for 1m --save-state half.state",
        "streaming run graphs/alpha --from-state half.state --report report.json")
    {
        graph.AddTo(this);
        Add(speed);
        Add(limit);
        Add(report);
        Add(saveState);
        Add(fromState);
        SetAction((parsed, _) =>
        {
            var plan = graph.Compile(parsed, shell);
            return new GraphRun(shell, plan, new RunChoices(
                parsed.GetValue(speed),
                parsed.GetValue(limit),
                parsed.GetValue(report),
                parsed.GetValue(saveState),
                parsed.GetValue(fromState))).RunAsync();
        });
    }

    /// <summary>The option that ends a run after so much stream.</summary>
    public static Option<double> Limit() => new("--for")
    {
        Description = "Stop after so much stream: 250ms, 30s, 5m, 1h30m",
        HelpName = "DURATION",
        DefaultValueFactory = static _ => double.PositiveInfinity,
        CustomParser = static result =>
        {
            var text = result.Tokens[0].Value;
            var seconds = Duration.Parse(text);
            if (double.IsNaN(seconds)) result.AddError($"--for: expected a duration such as 250ms, 30s, 5m or 1h30m, found '{text}'");
            return seconds;
        },
    };
}
