using System.CommandLine;
using Streaming.Cli.Network;
using Streaming.Record;

namespace Streaming.Cli.Commands;

/// <summary>Records the streams of a network to XDF.</summary>
internal sealed class LslRecordCommand : Verb
{
    private readonly Argument<string> path = new("PATH")
    {
        Description = "The file, with {date} or {time}; default {date}_{time}.xdf",
        Arity = ArgumentArity.ZeroOrOne,
        DefaultValueFactory = _ => "{date}_{time}.xdf",
    };

    private readonly LslChoice choice;
    private readonly Option<string[]> require = new("--require") { Description = "A stream that must be there: warns while it is not", HelpName = "NAME" };
    private readonly Option<double> wait = LslCommand.Time("--wait", "How long to look before it begins; default 2s", 2);
    private readonly Option<double> limit = LslCommand.Time("--for", "Stop after so long: 30s, 5m; else when Ctrl-C is pressed", double.PositiveInfinity);

    public LslRecordCommand(Shell shell) : base(
        "record",
        "Record all or chosen streams to one XDF file",
        "Record all streams, or those chosen, to one XDF file, with stamps as sent and clock offsets. One that vanishes goes on when it is back; one that first comes later gets a file of its own. Exit code 1 where a required stream was missing.",
        "streaming lsl record {date}/run1.xdf --require BioSemi --require Markers",
        "streaming lsl record --scope link --where \"hostname='lab3'\" --for 10m")
    {
        Add(path);
        choice = new LslChoice(this);
        Add(require);
        Add(wait);
        Add(limit);
        SetAction((parsed, _) => Task.Run(() => new NetworkRecording(
            shell,
            choice.Read(parsed),
            Pattern(parsed.GetValue(path)!, shell),
            parsed.GetValue(require) ?? [],
            parsed.GetValue(wait),
            parsed.GetValue(limit)).RunAsync()));
    }

    private static string Pattern(string pattern, Shell shell)
    {
        try
        {
            var expanded = Path.GetFullPath(RecordingName.Expand(pattern, shell.Time));
            if (Directory.Exists(expanded)) throw new UsageException($"PATH: expected the name of a file, found the folder '{pattern}'; add a name");
            return Path.GetExtension(pattern).Equals(".xdf", StringComparison.OrdinalIgnoreCase)
                ? pattern
                : throw new UsageException($"PATH: expected a file ending with .xdf, found '{pattern}'; XDF is what holds streams of any rate together");
        }
        catch (FormatException e)
        {
            throw new UsageException(e.Message);
        }
    }
}
