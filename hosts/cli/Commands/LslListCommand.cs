using System.CommandLine;
using Streaming.Cli.Network;
using Streaming.Cli.Text;
using Streaming.Lsl;

namespace Streaming.Cli.Commands;

/// <summary>Lists the streams that are there.</summary>
internal sealed class LslListCommand : Verb
{
    private const int UidShown = 8;
    private readonly LslChoice choice;
    private readonly Option<double> wait = LslCommand.Time("--wait", "How long to look; default 1.5s", 1.5);
    private readonly Option<bool> json = new("--json") { Description = "Answer as JSON, with all that a stream says of itself" };

    public LslListCommand(Shell shell) : base(
        "list",
        "List the streams that are there",
        "List the streams of Lab Streaming Layer that answer within a moment.",
        "streaming lsl list",
        "streaming lsl list --scope link --where \"type='EEG'\"",
        "streaming lsl list --json --wait 5s")
    {
        choice = new LslChoice(this);
        Add(wait);
        Add(json);
        SetAction(parsed => List(choice.Read(parsed), parsed.GetValue(wait), parsed.GetValue(json), shell));
    }

    private static int List(Reach reach, double seconds, bool asJson, Shell shell)
    {
        using var interrupts = shell.Listen();
        IReadOnlyList<LslStreamInfo> found;
        using (var line = new PassingLine(shell))
        using (var backend = reach.Open())
        {
            line.Show($"looking for streams {reach}");
            found = [.. backend.Resolve(reach.Where, int.MaxValue, TimeSpan.FromSeconds(seconds), interrupts.Stop).OrderBy(s => s.Type, StringComparer.Ordinal).ThenBy(s => s.Name, StringComparer.Ordinal)];
        }
        if (asJson) Json.Write(shell.Out, writer =>
        {
            writer.WriteStartArray();
            foreach (var stream in found) StreamJson.Write(writer, stream);
            writer.WriteEndArray();
        });
        else if (found.Count == 0) foreach (var text in Wrapped.Lines(reach.Nothing(seconds), shell.WrapsAt)) shell.Out.WriteLine(text);
        else Show(found, reach, shell);
        return ExitCode.Ok;
    }

    private static void Show(IReadOnlyList<LslStreamInfo> found, Reach reach, Shell shell)
    {
        var table = new TextTable("name", "type", " channels", "format", " rate", "host", "source id", "uid");
        foreach (var stream in found)
        {
            table.Add(
                Shown.Text(stream.Name),
                Shown.Text(stream.Type),
                Quantity.Count(stream.ChannelCount),
                stream.Format.Name(),
                Shown.Rate(stream.Rate),
                Shown.Text(stream.Hostname),
                Shown.Text(stream.SourceId),
                Shown.Text(stream.Uid.Length > UidShown ? stream.Uid[..UidShown] : stream.Uid));
        }
        table.Write(shell);
        shell.Out.WriteLine();
        shell.Out.WriteLine($"{Quantity.Streams(found.Count)} {reach}");
        if (found.Any(s => s.SourceId.Length == 0)) shell.Out.WriteLine("A stream without a source id is not found again when its program restarts.");
    }
}
