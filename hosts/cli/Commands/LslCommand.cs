using System.CommandLine;

namespace Streaming.Cli.Commands;

/// <summary>Lists, watches and records what is on a Lab Streaming Layer network.</summary>
internal sealed class LslCommand : Verb
{
    public LslCommand(Shell shell) : base(
        "lsl",
        "List, watch or record Lab Streaming Layer streams",
        "List, watch or record the streams of Lab Streaming Layer. Only this machine is searched and reached unless --scope says otherwise: LSL neither encrypts nor asks for a password, so with a wider scope everyone on that network can read along.",
        "streaming lsl list                        what is there",
        "streaming lsl watch --scope link          what comes from other machines, live",
        "streaming lsl record {date}.xdf           all of it, to one file")
    {
        Add(new LslListCommand(shell));
        Add(new LslWatchCommand(shell));
        Add(new LslRecordCommand(shell));
        NeedVerb(shell);
    }

    /// <summary>An option that takes a duration.</summary>
    public static Option<double> Time(string name, string description, double otherwise) => new(name)
    {
        Description = description,
        HelpName = "DURATION",
        DefaultValueFactory = _ => otherwise,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            var seconds = Text.Duration.Parse(text);
            if (double.IsNaN(seconds)) result.AddError($"{name}: expected a duration such as 250ms, 30s, 5m or 1h30m, found '{text}'");
            return seconds;
        },
    };
}
