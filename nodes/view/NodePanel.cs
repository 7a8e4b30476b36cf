using System.Globalization;

namespace Streaming.View;

/// <summary>What a row of the table of nodes says.</summary>
/// <param name="Name">The node's name in the graph.</param>
/// <param name="Type">The node's type.</param>
/// <param name="In">Samples a second that come in.</param>
/// <param name="Out">Samples a second that go out.</param>
/// <param name="Median">Seconds per block.</param>
/// <param name="P99">Seconds per block, the 99th percentile.</param>
/// <param name="Dropped">Samples dropped on the links that lead to it.</param>
internal readonly record struct NodeRow(string Name, string Type, double In, double Out, double Median, double P99, long Dropped);

/// <summary>The table of nodes.</summary>
internal static class NodePanel
{
    private const int Number = 9, LeastText = 12;
    private static readonly string[] headings = ["in/s", "out/s", "p50", "p99", "dropped"];

    public static void Draw(Screen screen, Area area, IReadOnlyList<NodeRow> nodes)
    {
        screen.Title(area, "nodes", "");
        var right = area.X + area.Width;
        for (var x = Right(0) - Number; x < right; x++) screen.Put(x, area.Y, ' ', Ink.Plain);
        for (var i = 0; i < headings.Length; i++) screen.WriteBefore(Right(i), area.Y, $" {headings[i]}", Ink.Label);
        var rows = area.Height - 1;
        var shown = nodes.Count <= rows ? nodes.Count : rows - 1;
        for (var i = 0; i < shown; i++) Row(nodes[i], area.Y + 1 + i);
        if (shown < nodes.Count && rows > 0) screen.Write(area.X, area.Y + rows, $"and {nodes.Count - Math.Max(0, shown)} more", Ink.Label);

        int Right(int column) => right - (headings.Length - 1 - column) * Number;

        void Row(NodeRow node, int y)
        {
            var room = Math.Max(0, area.Width - headings.Length * Number - 1);
            var nameWidth = room < 2 * LeastText ? room : room / 2; // better one whole name than two halves
            screen.Write(area.X, y, Figure.Fit(node.Name, nameWidth - 1), Ink.Plain);
            screen.Write(area.X + nameWidth, y, Figure.Fit(node.Type, room - nameWidth), Ink.Label);
            screen.WriteBefore(Right(0), y, Figure.Rate(node.In), Ink.Plain);
            screen.WriteBefore(Right(1), y, Figure.Rate(node.Out), Ink.Plain);
            screen.WriteBefore(Right(2), y, Figure.Time(node.Median), Ink.Plain);
            screen.WriteBefore(Right(3), y, Figure.Time(node.P99), Ink.Plain);
            screen.WriteBefore(Right(4), y, node.Dropped.ToString(CultureInfo.InvariantCulture), node.Dropped > 0 ? Ink.Warning : Ink.Label);
        }
    }
}
