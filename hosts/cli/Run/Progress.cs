using System.Globalization;
using Streaming.Cli.Text;
using Streaming.View;

namespace Streaming.Cli.Run;

/// <summary>Shows how a run goes on while it does.</summary>
internal abstract class Progress(Shell shell, Plan plan, double limit)
{
    private readonly IReadOnlyList<string> sources = [.. plan.Graph.Nodes.Where(n => n.Node.InputInfo.Count == 0).Select(n => n.Name)];

    protected Shell Shell => shell;

    /// <summary>
    /// On a terminal a line that is drawn over; else plain lines. A display in the graph shows more than either: on a terminal it has the screen to itself and
    /// notes wait until the end, elsewhere its lines are notes.
    /// </summary>
    public static Progress For(Shell shell, Plan plan, double limit)
    {
        var displays = plan.Nodes.Select(n => n.Node).OfType<TerminalView>().ToList();
        if (shell.IsOutTerminal && displays.Any(d => !d.Current.Plain)) return new HeldProgress(shell, plan, limit);
        if (displays.Count > 0) return new NotesProgress(shell, plan, limit);
        return shell.IsErrorTerminal ? new LineProgress(shell, plan, limit) : new LogProgress(shell, plan, limit);
    }

    /// <summary>Says something to the user; called on any thread.</summary>
    public abstract void Note(string text);

    /// <summary>The user asked the run to end, and it will.</summary>
    public virtual void Stopping() => Note("stopping; press Ctrl-C again to stop at once");

    /// <summary>Returns when the session has ended.</summary>
    public async Task FollowAsync(Session session)
    {
        var started = shell.Time.GetTimestamp();
        var before = Totals(session);
        var beforeAt = started;
        using var ended = new CancellationTokenSource();
        while (!session.Completion.IsCompleted)
        {
            var wait = Task.Delay(Interval(shell.Time.GetElapsedTime(started)), shell.Time, ended.Token);
            if (await Task.WhenAny(session.Completion, wait).ConfigureAwait(false) != wait) break;
            var now = shell.Time.GetTimestamp();
            var totals = Totals(session);
            Show(Line(session, before, totals, shell.Time.GetElapsedTime(beforeAt, now).TotalSeconds));
            (before, beforeAt) = (totals, now);
        }
        await ended.CancelAsync().ConfigureAwait(false);
    }

    /// <summary>The run is over.</summary>
    public virtual void Close()
    {
    }

    protected abstract TimeSpan Interval(TimeSpan elapsed);

    protected abstract void Show(string line);

    private (double StreamTime, long[] Samples) Totals(Session session) =>
        (session.StreamTime, [.. session.Nodes.Where(n => sources.Contains(n.Name)).Select(n => n.SamplesOut)]);

    private string Line(Session session, (double StreamTime, long[] Samples) before, (double StreamTime, long[] Samples) now, double seconds)
    {
        var (median, p99) = session.Latency;
        var pace = (now.StreamTime - before.StreamTime) / seconds;
        var parts = new List<string>
        {
            double.IsFinite(limit) ? $"{Quantity.Clock(now.StreamTime)} of {Quantity.Clock(limit)}" : Quantity.Clock(now.StreamTime),
            pace.ToString("0.0", CultureInfo.InvariantCulture) + "x",
        };
        for (var i = 0; i < sources.Count; i++) parts.Add($"{sources[i]} {Quantity.Rate((now.Samples[i] - before.Samples[i]) / seconds)}");
        parts.Add($"latency {Quantity.Time(median)}, p99 {Quantity.Time(p99)}");
        parts.Add($"dropped {Quantity.Count(session.Links.Sum(l => l.Dropped))}");
        return string.Join("  ", parts);
    }
}

/// <summary>One line on a terminal, drawn over every second.</summary>
internal sealed class LineProgress(Shell shell, Plan plan, double limit) : Progress(shell, plan, limit)
{
    private const string Erase = "\r\e[K";
    private readonly Lock gate = new();
    private string shown = "";

    public override void Note(string text)
    {
        lock (gate) Shell.Error.Write($"{Erase}{text}{Environment.NewLine}{shown}");
    }

    public override void Close()
    {
        lock (gate) Shell.Error.Write(Erase);
    }

    protected override TimeSpan Interval(TimeSpan elapsed) => TimeSpan.FromSeconds(1);

    protected override void Show(string line)
    {
        lock (gate)
        {
            // A line that breaks could not be drawn over.
            shown = line.Length < Shell.Width ? line : line[..(Shell.Width - 1)];
            Shell.Error.Write(Erase + shown);
        }
    }
}

/// <summary>Plain lines: after 1, 2, 4 … seconds, then each minute, so that a log of months stays short.</summary>
internal sealed class LogProgress(Shell shell, Plan plan, double limit) : NotesProgress(shell, plan, limit)
{
    protected override TimeSpan Interval(TimeSpan elapsed) => TimeSpan.FromSeconds(Math.Clamp(Math.Round(elapsed.TotalSeconds), 1, 60));

    protected override void Show(string line) => Note(line);
}

/// <summary>Notes alone.</summary>
internal class NotesProgress(Shell shell, Plan plan, double limit) : Progress(shell, plan, limit)
{
    private readonly Lock gate = new();

    public override void Note(string text)
    {
        lock (gate) Shell.Error.WriteLine(text);
    }

    protected override TimeSpan Interval(TimeSpan elapsed) => TimeSpan.FromMinutes(1);

    protected override void Show(string line)
    {
    }
}

/// <summary>Notes at the end: a node draws on the terminal.</summary>
internal sealed class HeldProgress(Shell shell, Plan plan, double limit) : Progress(shell, plan, limit)
{
    private readonly Lock gate = new();
    private readonly List<string> notes = [];

    public override void Note(string text)
    {
        lock (gate) notes.Add(text);
    }

    // At the end it would be no news.
    public override void Stopping()
    {
    }

    public override void Close()
    {
        foreach (var note in notes) Shell.Error.WriteLine(note);
    }

    protected override TimeSpan Interval(TimeSpan elapsed) => TimeSpan.FromMinutes(1);

    protected override void Show(string line)
    {
    }
}
