using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis.Text;

namespace Streaming.Generators;

/// <summary>Writes the other half of a node.</summary>
internal static class NodeSource
{
    private const string engine = "global::Streaming.";

    public static SourceText Of(NodeModel node)
    {
        var code = Code.In(node.Type);
        Constructors(code, node);
        Description(code, node);
        Members(code, node);
        StateSource.Members(code, node.State, node.StateForm);
        return code.ToSource();
    }

    private static void Constructors(Code code, NodeModel node)
    {
        var ports = node.Inputs.Concat(node.Outputs).Where(p => p.Property.Length > 0).ToList();
        if (node.Settings is null)
        {
            code.Member("Makes one; Configure makes it ready.").Open($"public {node.Type.Name}()");
        }
        else
        {
            code.Line("/// <summary>Makes one with these settings; Configure makes it ready.</summary>")
                .Line("/// <param name=\"settings\">Its settings.</param>")
                .Line(Code.Generated)
                .Open($"public {node.Type.Name}(Settings settings)")
                .Line("Current = settings;");
        }
        foreach (var port in ports) code.Line($"{port.Property}.Name = {Code.Text(port.Name)};");
        code.Close();
        if (node.Settings is null) return;
        if (!node.Settings.Items.Any(s => s.Required))
            code.Member("Makes one with the settings it has when none are given.").Open($"public {node.Type.Name}() : this(new Settings())").Close();
        code.Member("The settings in force.").Line("public Settings Current { get; private set; }");
    }

    private static void Description(Code code, NodeModel node)
    {
        code.Member("Name, ports and settings of this node, and how to make one.")
            .Line($"public static {engine}NodeDescriptor Description {{ get; }} = DescribeNode();")
            .Line()
            .Line(Code.Generated)
            .Open($"private static {engine}NodeDescriptor DescribeNode()");
        if (node.Settings is { } given) code.Line($"var defaults = new Settings(){Given(given)};");
        code.Inset($"return new {engine}NodeDescriptor(")
            .Line($"{Code.Text(node.Name)},")
            .Line($"{Code.Text(node.Summary)},")
            .Line($"{Code.Text(node.Remarks)},")
            .Line($"{engine}GapPolicy.{node.Gap},")
            .Line($"{Code.Boolean(node.Waits)},")
            .Line($"{Code.Boolean(node.Paced)},")
            .Line($"{Code.Text(node.Example)},");
        Ports(code, node.Inputs);
        Ports(code, node.Outputs);
        code.Inset("[");
        foreach (var setting in node.Settings?.Items ?? default) code.Line($"{Info(setting)},");
        code.Outset("],");
        if (node.Settings is { } settings)
        {
            code.Line("reader =>").Open();
            Read(code, "settings", "defaults", settings.Items, s => Value(s, "defaults"));
            code.Line("reader.Complete();").Line($"return new {node.Type.Name}(settings);").Close();
        }
        else code.Line("reader =>").Open().Line("reader.Complete();").Line($"return new {node.Type.Name}();").Close();
        code.Outset(");").Close();
    }

    private static string Given(SettingsModel settings)
    {
        var required = settings.Items.Where(s => s.Required).Select(s => $"{s.Property} = {Nothing(s)}").ToList();
        return required.Count == 0 ? "" : $" {{ {string.Join(", ", required)} }}";
    }

    private static string Nothing(SettingModel setting) => setting.Kind switch
    {
        SettingKind.Text => "\"\"",
        SettingKind.Numbers or SettingKind.Texts or SettingKind.Matrix => "[]",
        SettingKind.Map => $"{engine}ValueMap.Empty",
        _ => "default",
    };

    private static void Ports(Code code, EquatableArray<PortModel> ports)
    {
        code.Inset("[");
        foreach (var port in ports)
        {
            var element = port.Element is null ? "null" : $"{engine}ElementType.{port.Element}";
            var kinds = Code.List(port.Kinds.Select(k => $"{engine}StreamKind.{k}"));
            code.Line($"new {engine}PortInfo({Code.Text(port.Name)}, {Code.Text(port.Summary)}, {element}, {kinds}, "
                + $"{Code.Boolean(port.Optional)}, {Code.Boolean(port.Many)}, {engine}LinkPolicy.{port.Policy}),");
        }
        code.Outset("],");
    }

    private static string Info(SettingModel s)
    {
        var standard = s.Required ? "\"\"" : $"{engine}SettingText.Of(defaults.{s.Property})";
        var choices = s.Kind == SettingKind.Choice ? $"{engine}SettingText.Choices<{s.EnumType}>()" : "[]";
        return $"new {engine}SettingInfo({Code.Text(s.Name)}, {Code.Text(s.Summary)}, {engine}SettingType.{s.Kind}, {standard}, {Code.Text(s.Unit)}, "
            + $"{Code.Double(s.Minimum)}, {Code.Double(s.Maximum)}, {choices}, {Code.Boolean(s.Required)}, {Code.Boolean(s.Live)}, {Code.Boolean(s.IsPath)}, {Code.Boolean(s.IsWritten)})";
    }

    private static void Read(Code code, string name, string from, IEnumerable<SettingModel> settings, Func<SettingModel, string> value)
    {
        code.Line($"var {name} = {from} with").Open();
        foreach (var setting in settings) code.Line($"{setting.Property} = {value(setting)},");
        code.Close(";");
    }

    private static string Value(SettingModel setting, string from) => $"reader.{setting.Kind}({Code.Text(setting.Name)}, {from}.{setting.Property})";

    // A change need not repeat what is required.
    private static string Changed(SettingModel setting) => setting.Required ? $"{IsGiven(setting)} ? {Value(setting, "Current")} : Current.{setting.Property}" : Value(setting, "Current");

    private static string IsGiven(SettingModel setting) => $"global::System.Linq.Enumerable.Contains(reader.Given, {Code.Text(setting.Name)})";

    private static void Members(Code code, NodeModel node)
    {
        var inputs = node.Inputs.Where(p => p.Property.Length > 0 && !p.Many).Select(p => p.Property).ToList();
        var outputs = node.Outputs.Where(p => p.Property.Length > 0).Select(p => p.Property).ToList();
        code.Line()
            .Line(Code.Generated)
            .Line($"{engine}NodeDescriptor {engine}INode.Descriptor => Description;");
        if (!node.MakesPorts)
        {
            code.Line()
                .Line(Code.Generated)
                .Line($"global::System.Collections.Generic.IReadOnlyList<{engine}Input> {engine}INode.InputPorts => {Array("Input", inputs)};")
                .Line()
                .Line(Code.Generated)
                .Line($"global::System.Collections.Generic.IReadOnlyList<{engine}Output> {engine}INode.OutputPorts => {Array("Output", outputs)};");
        }
        if (node.Inputs.FirstOrDefault(p => p.Many) is { } many)
            code.Line().Line(Code.Generated).Line($"{engine}Inputs? {engine}INode.Streams => {many.Property};");

        code.Line().Line(Code.Generated).Open($"void {engine}INode.Change({engine}SettingReader reader)");
        var live = node.Settings?.Items.Where(s => s.Live).ToArray() ?? [];
        if (live.Length > 0) Read(code, "changed", "Current", live, Changed);
        code.Line("reader.CompleteLive();");
        if (live.Length > 0)
        {
            // A node may refuse: then nothing has changed.
            code.Line("var before = Current;")
                .Line("Current = changed;")
                .Open("try")
                .Line($"(({engine}INode)this).SettingsChanged();")
                .Close()
                .Open("catch")
                .Line("Current = before;")
                .Line("throw;")
                .Close();
        }
        code.Close();
    }

    private static string Array(string type, List<string> ports) => ports.Count == 0 ? "[]" : $"field ??= new {engine}{type}[] {{ {string.Join(", ", ports)} }}";
}
