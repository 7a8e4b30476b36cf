namespace Streaming.Cli.Text;

/// <summary>Columns of text; the last one wraps. A column whose header begins with a space is set to the right.</summary>
internal sealed class TextTable(params string[] headers)
{
    private const string Between = "  ";
    private readonly List<string[]> rows = [];

    public void Add(params string[] cells) => rows.Add(cells);

    public void Write(Shell shell)
    {
        var right = Array.ConvertAll(headers, h => h.StartsWith(' '));
        var titles = Array.ConvertAll(headers, h => h.Trim());
        var all = titles.Any(t => t.Length > 0) ? rows.Prepend(titles) : rows;
        var widths = Enumerable.Range(0, headers.Length).Select(i => all.Max(r => r[i].Length)).ToArray();
        var last = headers.Length - 1;
        var before = widths.Take(last).Sum(w => w + Between.Length);
        foreach (var row in all)
        {
            var line = "";
            for (var i = 0; i < last; i++) line += (right[i] ? row[i].PadLeft(widths[i]) : row[i].PadRight(widths[i])) + Between;
            if (right[last])
            {
                shell.Out.WriteLine(line + row[last].PadLeft(widths[last]));
                continue;
            }
            foreach (var piece in Wrapped.Lines(row[last], Math.Max(20, shell.WrapsAt - before)))
            {
                shell.Out.WriteLine((line + piece).TrimEnd());
                line = new string(' ', before);
            }
        }
    }
}
