using System.CommandLine;
using Streaming.Cli.Network;

namespace Streaming.Cli.Commands;

/// <summary>Shows live which streams are there and what comes of each.</summary>
internal sealed class LslWatchCommand : Verb
{
    private const double Interval = 1;           // s
    private readonly LslChoice choice;
    private readonly Option<double> limit = LslCommand.Time("--for", "Stop after so long: 30s, 5m; else when Ctrl-C is pressed", double.PositiveInfinity);

    public LslWatchCommand(Shell shell) : base(
        "watch",
        "Show live what comes of each stream",
        "Show live which streams appear and vanish, how many samples come of each, how old the last stamp is, how far its clock is off (± half the round trip), and how many samples are missing by their stamps. Each stream shown is read: for its sender this is one consumer more.",
        "streaming lsl watch",
        "streaming lsl watch --where \"type='EEG'\" --scope link",
        "streaming lsl watch --for 1m > log.txt")
    {
        choice = new LslChoice(this);
        Add(limit);
        SetAction((parsed, _) => Task.Run(() => Watch(choice.Read(parsed), parsed.GetValue(limit), shell)));
    }

    private static int Watch(Reach reach, double seconds, Shell shell)
    {
        using var interrupts = shell.Listen();
        using var backend = reach.Open();
        using var watch = new StreamWatch(backend, reach.Where, shell.Time);
        var view = new WatchView(shell, reach);
        var started = shell.Time.GetTimestamp();
        if (!shell.IsOutTerminal) shell.Out.WriteLine($"watching streams {reach}");
        while (!interrupts.Stop.IsCancellationRequested)
        {
            var left = seconds - shell.Time.GetElapsedTime(started).TotalSeconds;
            if (left <= 0) break;
            var found = watch.Look(Math.Min(Interval, left), interrupts.Stop);
            view.Show(watch, watch.Update(found));
        }
        view.Close();
        return ExitCode.Ok;
    }
}
