using System.Globalization;
using Streaming.Cli.Text;

namespace Streaming.Cli.Network;

/// <summary>Shows watched streams: as a table that is drawn over on a terminal, else in lines.</summary>
internal sealed class WatchView(Shell shell, Reach reach)
{
    private const string Up = "\e[{0}A\r", Erase = "\e[J", HideCursor = "\e[?25l", ShowCursor = "\e[?25h";
    private const int LongestName = 24;
    private readonly long started = shell.Time.GetTimestamp();
    private int drawn;
    private double told;

    /// <summary>Shows what is new, and how things stand where it is time for that.</summary>
    public void Show(StreamWatch watch, IReadOnlyList<string> news)
    {
        var elapsed = shell.Time.GetElapsedTime(started).TotalSeconds;
        if (shell.IsOutTerminal)
        {
            Draw(watch, elapsed, news);
            return;
        }
        foreach (var one in news) shell.Out.WriteLine($"{Quantity.Clock(elapsed)}  {one}");
        // After 2, 4, 8 … seconds, then each minute, so that a log of months stays short.
        if (elapsed < told + Math.Clamp(told, 2, 60)) return;
        told = elapsed;
        foreach (var row in watch.Rows.Where(r => !r.HasEnded)) shell.Out.WriteLine($"{Quantity.Clock(elapsed)}  {Line(row)}");
    }

    /// <summary>Leaves the last table standing.</summary>
    public void Close()
    {
        if (drawn > 0) shell.Out.Write(ShowCursor);
    }

    private void Draw(StreamWatch watch, double elapsed, IReadOnlyList<string> news)
    {
        using var text = new StringWriter();
        var page = shell with { Out = text, IsOutTerminal = false };
        text.WriteLine();
        if (watch.Rows.Count > 0)
        {
            var table = new TextTable("name", "type", " samples/s", " of", " last stamp", " clock offset", " drops", "");
            foreach (var row in watch.Rows) table.Add(Cells(row));
            table.Write(page);
        }
        else
        {
            foreach (var line in Wrapped.Lines(reach.Nothing(elapsed), shell.Width - 1)) text.WriteLine(line);
        }
        text.WriteLine();
        text.WriteLine($"{Quantity.Streams(watch.Rows.Count(r => !r.HasEnded))} {reach}  {Quantity.Clock(elapsed)}  Ctrl-C ends");
        var lines = text.ToString().TrimEnd('\r', '\n').Split(Environment.NewLine).Select(Fit).ToList();
        // What is taller than the terminal could not be drawn over.
        if (lines.Count > shell.Height - 1) lines = [.. lines.Take(shell.Height - 2), lines[^1]];
        var above = string.Concat(news.Select(n => $"{Fit($"{Quantity.Clock(elapsed)}  {n}")}{Environment.NewLine}"));
        var up = drawn > 0 ? string.Format(CultureInfo.InvariantCulture, Up, drawn) : HideCursor;
        shell.Out.Write($"{up}{Erase}{above}{string.Concat(lines.Select(l => l + Environment.NewLine))}");
        drawn = lines.Count;
    }

    private string Fit(string line) => line.Length < shell.Width ? line : line[..(shell.Width - 1)];

    private static string[] Cells(StreamWatch.Row row) =>
    [
        Name(row),
        Shown.Text(row.Stream.Type),
        row.HasEnded ? "-" : double.IsNaN(row.Rate) ? "-" : Quantity.Digits(row.Rate),
        row.Stream.IsRegular ? row.Stream.Rate.ToString("0.##", CultureInfo.InvariantCulture) : "-",
        row.HasEnded ? "-" : Quantity.Time(row.Age),
        Offset(row.Sight),
        Quantity.Count(row.Sight.Missing),
        State(row),
    ];

    private static string Line(StreamWatch.Row row)
    {
        var of = row.Stream.IsRegular ? $" of {Shown.Rate(row.Stream.Rate)}" : "";
        var last = double.IsNaN(row.Age) ? "no sample yet" : $"last stamp {Quantity.Time(row.Age)} ago";
        return $"{Name(row)}  {Quantity.Rate(row.Rate)}{of}  {last}  offset {Offset(row.Sight)}  drops {Quantity.Count(row.Sight.Missing)}";
    }

    private static string Name(StreamWatch.Row row)
    {
        var name = Shown.Text(row.Stream.Name);
        return name.Length <= LongestName ? name : string.Concat(name.AsSpan(0, LongestName - 1), "…");
    }

    /// <summary>With its uncertainty, half the round trip.</summary>
    private static string Offset(Sight sight) => double.IsNaN(sight.Offset) ? "-" : $"{Quantity.Time(sight.Offset)} ± {Quantity.Time(sight.RoundTrip / 2)}";

    private static string State(StreamWatch.Row row)
    {
        if (row.HasEnded) return $"{row.Sight.End} {Quantity.Time(Math.Floor(row.Gone))} ago";
        if (row.Restarts > 0) return $"restarted {(row.Restarts == 1 ? "once" : $"{row.Restarts} times")}";
        return row.Sight.Samples == 0 ? "no sample yet" : "";
    }
}
