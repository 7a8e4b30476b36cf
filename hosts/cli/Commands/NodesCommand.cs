using System.CommandLine;
using System.Globalization;
using Streaming.Cli.Text;

namespace Streaming.Cli.Commands;

/// <summary>Shows every node, or all about one.</summary>
internal sealed class NodesCommand : Verb
{
    private readonly Argument<string> name = new("NAME")
    {
        Description = "A node such as dsp.notch, or a family such as dsp; all nodes where left out",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public NodesCommand(Shell shell) : base(
        "nodes",
        "Show every node, or all about one",
        "Show every node, or the settings, units, ranges and ports of one.",
        "streaming nodes",
        "streaming nodes dsp",
        "streaming nodes simulate.subject")
    {
        Add(name);
        SetAction(parsed => Show(parsed.GetValue(name) ?? "", shell));
    }

    private static int Show(string name, Shell shell)
    {
        var catalog = shell.Catalog();
        if (name.Length > 0 && catalog.Find(name) is { } node)
        {
            ShowOne(node, shell);
            return ExitCode.Ok;
        }
        var chosen = catalog.Nodes.Where(n => name.Length == 0 || n.Name.StartsWith(name.TrimEnd('.') + ".", StringComparison.Ordinal)).ToList();
        if (chosen.Count == 0) throw new UsageException($"expected a node or a family of nodes, found '{name}'; {catalog.RemedyFor(name)}");
        var table = new TextTable("node", "");
        foreach (var one in chosen) table.Add(one.Name, one.Summary);
        table.Write(shell);
        shell.Out.WriteLine();
        shell.Out.WriteLine("'streaming nodes NAME' shows the settings and ports of one.");
        return ExitCode.Ok;
    }

    private static void ShowOne(NodeDescriptor node, Shell shell)
    {
        var output = shell.Out;
        output.WriteLine(node.Name);
        foreach (var line in Wrapped.Lines(About(node), shell.WrapsAt)) output.WriteLine(line);
        Ports("input", node.Inputs, shell);
        Ports("output", node.Outputs, shell);
        if (node.Settings.Count > 0)
        {
            output.WriteLine();
            var table = new TextTable("setting", "value", "");
            foreach (var setting in node.Settings) table.Add(setting.Name, Value(setting), Text(setting));
            table.Write(shell);
        }
        output.WriteLine();
        output.WriteLine(node.Example.Length == 0 ? $"example: {{ node: {node.Name} }}" : $"example: {{ node: {node.Name}, {node.Example} }}");
    }

    /// <summary>The documentation often begins with the summary in other words; then it is enough.</summary>
    private static string About(NodeDescriptor node)
    {
        if (node.Remarks.Length == 0) return node.Summary;
        return node.Remarks.Split(' ')[0] == node.Summary.Split(' ')[0] ? node.Remarks : $"{node.Summary} {node.Remarks}";
    }

    private static void Ports(string side, IReadOnlyList<PortInfo> ports, Shell shell)
    {
        if (ports.Count == 0) return;
        shell.Out.WriteLine();
        var table = new TextTable(side, "takes", "");
        if (side == "output") table = new TextTable(side, "sends", "");
        foreach (var port in ports)
        {
            var kinds = port.Kinds.Count > 0 ? string.Join(", ", port.Kinds.Select(SettingText.Of)) : port.Element is { } element ? SettingText.Of(element) : "any";
            var text = port.Summary;
            if (port.Many) text += " Any number of streams.";
            if (port.Optional) text += " Optional.";
            if (side == "input" && port.Policy != LinkPolicy.Wait) text += $" When slow: {SettingText.Of(port.Policy)}.";
            table.Add(port.Name, kinds, text.Trim());
        }
        table.Write(shell);
    }

    /// <summary>What may be written: the words, or the type with its range and unit.</summary>
    private static string Value(SettingInfo setting)
    {
        if (setting.Type == SettingType.Choice) return string.Join(" | ", setting.Choices);
        var value = setting.Type switch
        {
            SettingType.Boolean => "true | false",
            SettingType.Integer => "whole number",
            SettingType.Number => "number",
            SettingType.Text => setting.IsPath ? "path" : "text",
            SettingType.Numbers => "numbers",
            SettingType.Texts => setting.IsPath ? "paths" : "texts",
            SettingType.Matrix => "rows of numbers",
            _ => "names with texts",
        };
        var range = Range(setting.Minimum, setting.Maximum);
        if (range.Length > 0) value = setting.Type is SettingType.Integer or SettingType.Number ? range : $"{value} {range}";
        return setting.Unit.Length == 0 ? value : $"{value} {setting.Unit}";
    }

    private static string Range(double minimum, double maximum) => (double.IsFinite(minimum), double.IsFinite(maximum)) switch
    {
        (true, true) => string.Create(CultureInfo.InvariantCulture, $"{minimum} to {maximum}"),
        (true, false) => string.Create(CultureInfo.InvariantCulture, $"from {minimum}"),
        (false, true) => string.Create(CultureInfo.InvariantCulture, $"up to {maximum}"),
        _ => "",
    };

    private static string Text(SettingInfo setting)
    {
        var text = setting.Summary;
        if (setting.Required) text += " Required.";
        else if (setting.Default is not ("" or "[]" or "{}")) text += $" Default: {setting.Default}.";
        if (setting.Live) text += " May change while running.";
        return text.Trim();
    }
}
