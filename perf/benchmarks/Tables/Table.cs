using System.Globalization;
using System.Text;

namespace Streaming.Benchmarks;

/// <summary>A Markdown table, its columns padded so that it also reads in a terminal.</summary>
internal sealed class Table(params string[] header)
{
    private readonly List<string[]> rows = [];

    /// <summary>Adds a row; cells that are not given stay empty.</summary>
    public void Add(params string[] cells) => rows.Add([.. header.Select((_, i) => i < cells.Length ? cells[i] : "")]);

    public override string ToString()
    {
        var widths = header.Select((h, i) => Math.Max(3, rows.Append(header).Max(r => r[i].Length))).ToArray();
        var text = new StringBuilder();
        Line(header);
        text.AppendLine("|" + string.Join("|", widths.Select((w, i) => i == 0 ? new string('-', w + 2) : new string('-', w + 1) + ":")) + "|");
        foreach (var row in rows) Line(row);
        return text.ToString();

        void Line(string[] cells) =>
            text.AppendLine("| " + string.Join(" | ", cells.Select((c, i) => i == 0 ? c.PadRight(widths[i]) : c.PadLeft(widths[i]))) + " |");
    }

    /// <summary>Three digits that count.</summary>
    public static string Figure(double value) => double.IsNaN(value) ? "–" : Math.Abs(value) switch
    {
        >= 100 => value.ToString("0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.00", CultureInfo.InvariantCulture),
    };

    public static string Microseconds(double seconds) => Figure(seconds * 1e6);
}
