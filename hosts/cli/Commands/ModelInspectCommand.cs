using System.CommandLine;
using System.Globalization;
using Streaming.Cli.Text;
using Streaming.Inference;

namespace Streaming.Cli.Commands;

/// <summary>Says what a model is: its file, its ports, what it remembers, how long a step takes.</summary>
internal sealed class ModelInspectCommand : Verb
{
    private readonly Argument<string> path = ModelCommand.Path();
    private readonly Option<bool> json = new("--json") { Description = "Answer as JSON" };

    public ModelInspectCommand(Shell shell) : base(
        "inspect",
        "Say what a model is",
        "Say what a model is: operators, streams, state and how it was paired, constants, the time of a step, and what is in doubt without a card.",
        "streaming model inspect silero.onnx",
        "streaming model inspect models/silero --json")
    {
        Add(path);
        var execution = new ExecutionOptions(this);
        Add(json);
        SetAction(parsed =>
        {
            var from = parsed.GetRequiredValue(path);
            var how = execution.Read(parsed);
            var model = ModelDescription.Read(from);
            using var line = new PassingLine(shell);
            line.Show("timing a step");
            var time = model.Doubts.Count == 0 ? StepTime.Measure(from, how) : null;
            line.Clear();
            if (parsed.GetValue(json)) ModelJson.Write(shell.Out, model, time);
            else Show(from, model, time, how, shell);
            return ExitCode.Ok;
        });
    }

    private static void Show(string path, ModelDescription model, StepTime? time, Execution how, Shell shell)
    {
        var about = new TextTable("", "");
        about.Add("model", model.Path);
        about.Add("card", model.HasCard ? model.CardPath : "none; what follows is what names and shapes make plain");
        if (model.Opset > 0) about.Add("opset", model.Opset.ToString(CultureInfo.InvariantCulture));
        if (model.Parameters >= 0) about.Add("parameters", Quantity.Count(model.Parameters));
        if (model.Operators.Count > 0) about.Add("operators", Frequent(model.Operators, shell.WrapsAt - "parameters  ".Length));
        about.Add("providers", string.Join(", ", ModelDescription.Providers));
        about.Add("step", time is null ? "not timed: settle what is in doubt first" : ModelCheckCommand.Shown(time, how));
        about.Write(shell);
        Ports("input", " hop", model.Inputs, shell);
        Ports("output", " sent", model.Outputs, shell);
        States(model, shell);
        if (model.Constants.Count > 0)
        {
            shell.Out.WriteLine();
            var constants = new TextTable("constant", "value");
            foreach (var (tensor, values) in model.Constants) constants.Add(tensor, SettingText.Of(values));
            constants.Write(shell);
        }
        if (model.Doubts.Count == 0) return;
        shell.Out.WriteLine();
        var doubts = new TextTable("", "in doubt");
        foreach (var doubt in model.Doubts) doubts.Add("-", doubt);
        doubts.Write(shell);
        shell.Out.WriteLine();
        shell.Out.WriteLine($"'streaming model card {path} --write' begins a card to settle it in.");
    }

    private static void Ports(string side, string count, IReadOnlyList<ModelPort> ports, Shell shell)
    {
        if (ports.Count == 0) return;
        shell.Out.WriteLine();
        var context = ports.Any(p => p.Context > 0);
        var table = context ? new TextTable(side, "stream", count, " context", "tensor") : new TextTable(side, "stream", count, "tensor");
        foreach (var port in ports)
        {
            var hop = port.Hop > 0 ? Quantity.Count(port.Hop) : "?";
            if (context) table.Add(port.Name, Stream(port), hop, Quantity.Count(port.Context), port.Tensor);
            else table.Add(port.Name, Stream(port), hop, port.Tensor);
        }
        table.Write(shell);
    }

    private static void States(ModelDescription model, Shell shell)
    {
        if (model.States.Count == 0) return;
        shell.Out.WriteLine();
        var table = new TextTable("state", "paired by", " bytes", "tensors");
        foreach (var (state, index) in model.States.Select((s, i) => (s, i + 1)))
            table.Add(index.ToString(CultureInfo.InvariantCulture), By(state.Pairing), state.Bytes < 0 ? "?" : Quantity.Count(state.Bytes), $"{state.Input} > {state.Output}");
        table.Write(shell);
        if (model.States.Any(s => s.Bytes < 0)) return;
        var inPlace = model.States.Where(s => s.IsScattered).Sum(s => s.Bytes);
        shell.Out.WriteLine($"state: {Quantity.Bytes(model.States.Sum(s => s.Bytes))} for each session{(inPlace > 0 ? $", {Quantity.Bytes(inPlace)} of it written in place" : "")}");
    }

    /// <summary>Such as "signal float32[1] 16000 Hz".</summary>
    private static string Stream(ModelPort port)
    {
        if (port.Format is not { } format) return "in doubt";
        // Without a rate of its own it takes any, which the format's own text would call irregular.
        return format.Rate > 0 ? $"{format}" : $"{SettingText.Of(format.Kind)} {SettingText.Of(format.Element)}[{string.Join('x', format.Shape)}]";
    }

    private static string By(Pairing pairing) => pairing switch
    {
        Pairing.Card => "card",
        Pairing.Name => "name",
        _ => "in doubt",
    };

    /// <summary>As many as fit on one line, the most frequent first.</summary>
    private static string Frequent(IReadOnlyList<KeyValuePair<string, int>> operators, int width)
    {
        var words = operators.Select(o => string.Create(CultureInfo.InvariantCulture, $"{o.Key} {o.Value}")).ToList();
        for (var shown = words.Count; shown > 0; shown--)
        {
            var more = words.Count - shown;
            var line = string.Join(", ", words.Take(shown)) + (more == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" and {more} more"));
            if (line.Length <= width) return line;
        }
        return string.Create(CultureInfo.InvariantCulture, $"{words.Count} kinds");
    }
}
