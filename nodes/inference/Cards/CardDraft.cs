using System.Text.RegularExpressions;

namespace Streaming.Inference;

/// <summary>The card that a model's own names and shapes make plain, and what they leave in doubt.</summary>
/// <param name="Card">What is plain.</param>
/// <param name="Doubts">What is not.</param>
internal sealed partial record CardDraft(Card Card, IReadOnlyList<Doubt> Doubts)
{
    /// <summary>Drafts the card of a model.</summary>
    public static CardDraft Of(string name, IReadOnlyList<TensorInfo> inputs, IReadOnlyList<TensorInfo> outputs)
    {
        var doubts = new List<Doubt>();
        var states = Pair(inputs, outputs, doubts);
        var constants = new List<CardConstant>();
        var fed = new List<CardPort>();
        foreach (var input in inputs.Where(i => !states.Any(s => s.Input == i.Name)))
        {
            if (input.Dimensions.Count > 0) fed.Add(Port(input, "input", doubts));
            else
            {
                constants.Add(new(input.Name, [RateName().IsMatch(input.Name) ? 16000 : 0]));
                doubts.Add(new(input.Name, $"the value of {input}"));
            }
        }
        var sent = outputs.Where(o => !states.Any(s => s.Output == o.Name)).Select(o => Port(o, "output", doubts)).ToList();
        return new CardDraft(new Card { Model = name, Inputs = ValueList.From(fed), Outputs = ValueList.From(sent), States = ValueList.From(states), Constants = ValueList.From(constants) }, doubts);
    }

    private static List<CardState> Pair(IReadOnlyList<TensorInfo> inputs, IReadOnlyList<TensorInfo> outputs, List<Doubt> doubts)
    {
        var states = new List<CardState>();
        foreach (var input in inputs)
        {
            var named = outputs.Where(o => IsNext(input.Name, o.Name) && Fits(input, o)).ToList();
            if (named.Count == 1) states.Add(new(input.Name, named[0].Name, 0, AxesOf(input)));
            else if (named.Count > 1) doubts.Add(new(input.Name, $"which of {string.Join(", ", named.Select(o => o.Name))} follows {input}"));
        }
        foreach (var twice in states.GroupBy(s => s.Output).Where(g => g.Count() > 1).ToList())
        {
            doubts.Add(new(twice.Key, $"which of {string.Join(", ", twice.Select(s => s.Input))} '{twice.Key}' follows"));
            states.RemoveAll(s => s.Output == twice.Key);
        }
        foreach (var input in inputs.Where(i => StateName().IsMatch(i.Name) && !states.Any(s => s.Input == i.Name)))
        {
            var alike = outputs.Where(o => !states.Any(s => s.Output == o.Name) && Fits(input, o)).OrderByDescending(o => o.Count == input.Count).ToList();
            doubts.Add(new(input.Name, alike.Count == 0 ? $"what follows {input}: no output has its shape" : $"whether {string.Join(" or ", alike)} follows {input}"));
            if (alike.Count > 0) states.Add(new(input.Name, alike[0].Name, 0, AxesOf(input)));
        }
        return states;
    }

    /// <summary>The ways in which exporters name a state's input and output.</summary>
    private static bool IsNext(string input, string output)
    {
        if (output == input + "_out" || output == input + "_next" || output == input + "N" || output == input + "n" || output == "next_" + input || output == "new_" + input || output == input + "_new") return true;
        (string From, string To)[] turns = [("past_", "present_"), ("past", "present"), ("in_", "out_"), ("_in", "_out"), ("h0", "hn"), ("c0", "cn"), ("prev_", "next_"), ("_prev", "_next")];
        return turns.Any(t => input.Contains(t.From, StringComparison.Ordinal) && output == input.Replace(t.From, t.To, StringComparison.Ordinal));
    }

    private static bool Fits(TensorInfo input, TensorInfo output)
    {
        if (input.Type != output.Type) return false;
        if (input.Count >= 0 && output.Count >= 0) return input.Count == output.Count;
        return input.Dimensions.Count == output.Dimensions.Count && input.Dimensions.Zip(output.Dimensions).All(d => d.First < 0 || d.Second < 0 || d.First == d.Second);
    }

    /// <summary>Words for a state's dimensions where one of them counts sessions, by its name.</summary>
    private static ValueList<string> AxesOf(TensorInfo tensor)
    {
        var axes = tensor.Dimensions.Select((d, i) => d < 0 && BatchName().IsMatch(tensor.Symbols[i]) ? "batch" : "part").ToList();
        return axes.Count(a => a == "batch") == 1 ? ValueList.From(axes) : [];
    }

    private static CardPort Port(TensorInfo tensor, string side, List<Doubt> doubts)
    {
        string[] axes = tensor.Dimensions.Count switch
        {
            1 => ["time"],
            2 => ["batch", "time"],
            3 => ["batch", "channel", "time"],
            _ => [],
        };
        if (axes.Length == 0) doubts.Add(new(tensor.Name, $"what the dimensions of the {side} {tensor} are"));
        for (var i = 0; i < axes.Length; i++)
            if (tensor.Dimensions[i] < 0 && axes[i] != "batch") doubts.Add(new(tensor.Name, $"the length of dimension {i} of the {side} {tensor}"));
        return new CardPort { Name = PortName().Replace(tensor.Name, "-").Trim('-'), Tensor = tensor.Name, Axes = ValueList.From(axes) };
    }

    [GeneratedRegex("state|cache|hidden|past|memory|_prev", RegexOptions.IgnoreCase)]
    private static partial Regex StateName();

    [GeneratedRegex("batch|^n$|^b$", RegexOptions.IgnoreCase)]
    private static partial Regex BatchName();

    [GeneratedRegex("^sr$|rate", RegexOptions.IgnoreCase)]
    private static partial Regex RateName();

    [GeneratedRegex("[^A-Za-z0-9_]+")]
    private static partial Regex PortName();
}

/// <summary>What the names of a model leave open.</summary>
/// <param name="Tensor">The tensor it is about, by which a line of the card is found.</param>
/// <param name="Text">What is open, in one clause.</param>
internal sealed record Doubt(string Tensor, string Text)
{
    /// <inheritdoc/>
    public override string ToString() => Text;
}
