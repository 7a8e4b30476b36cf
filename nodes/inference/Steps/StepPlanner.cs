using Microsoft.ML.OnnxRuntime.Tensors;

namespace Streaming.Inference;

/// <summary>Brings a card and the tensors of a model together, or says what does not fit, with the card's line.</summary>
internal sealed class StepPlanner
{
    private static readonly TensorElementType[] streamed =
        [TensorElementType.Float, TensorElementType.Float16, TensorElementType.Double, TensorElementType.Int64, TensorElementType.Int32, TensorElementType.Int16, TensorElementType.Int8];

    private const long MostBytes = 1 << 30;

    private readonly string path;
    private readonly Dictionary<string, TensorInfo> inputs;
    private readonly Dictionary<string, TensorInfo> outputs;
    private readonly HashSet<string> bound = [];
    private readonly IReadOnlyDictionary<string, string>? scattered;

    private StepPlanner(string path, IReadOnlyList<TensorInfo> inputs, IReadOnlyList<TensorInfo> outputs, IReadOnlyDictionary<string, string>? scattered)
    {
        (this.path, this.scattered) = (path, scattered);
        this.inputs = inputs.ToDictionary(t => t.Name);
        this.outputs = outputs.ToDictionary(t => t.Name);
    }

    /// <summary>Plans the step of a model.</summary>
    /// <param name="path">The model, for messages.</param>
    /// <param name="card">What is said of it.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="outputs">Its outputs.</param>
    /// <param name="scattered">See <see cref="OnnxFile.Scattered"/>; null: nothing is known of it.</param>
    /// <exception cref="ModelException">They do not fit.</exception>
    public static StepPlan Plan(string path, Card card, IReadOnlyList<TensorInfo> inputs, IReadOnlyList<TensorInfo> outputs, IReadOnlyDictionary<string, string>? scattered = null) =>
        new StepPlanner(path, inputs, outputs, scattered).Plan(card);

    private StepPlan Plan(Card card)
    {
        if (card.Inputs.Count == 0) throw Wrong(default, "at least one input in the card", "none", "write below 'inputs:' the name, tensor and axes of the stream it reads");
        if (card.Outputs.Count == 0) throw Wrong(default, "at least one output in the card", "none", "write below 'outputs:' the name, tensor and axes of the stream it sends");
        var states = card.States.Select(State).ToList();
        var constants = card.Constants.Select(Constant).ToList();
        var fed = card.Inputs.Select(p => Port(p, Take(inputs, p.Tensor, "an input", p.Place))).ToList();
        var sent = card.Outputs.Select(p => Port(p, Take(outputs, p.Tensor, "an output", p.Place))).ToList();
        if (inputs.Keys.Except(bound).ToList() is { Count: > 0 } left)
            throw Wrong(default, "a use for every input of the model", string.Join(", ", left.Select(n => inputs[n])), "name each in the card: below 'inputs:' (a stream), 'states:' (with the output that follows it) or 'constants:' (with its value)");
        var names = card.Inputs.Concat(card.Outputs).GroupBy(p => p.Name).FirstOrDefault(g => g.Count() > 1);
        if (names is not null) throw Wrong(names.Last().Place, "ports with names of their own", $"'{names.Key}' twice", "rename one of them");
        return new StepPlan(card, fed, sent, states, constants, [.. outputs.Where(o => !bound.Contains("output " + o.Key)).Select(o => o.Value)]);
    }

    private TensorInfo Take(Dictionary<string, TensorInfo> side, string name, string what, Place place)
    {
        if (!side.TryGetValue(name, out var tensor)) throw Wrong(place, $"{what} of the model", $"'{name}'", $"the model has: {string.Join("; ", side.Values)}");
        if (!bound.Add(ReferenceEquals(side, inputs) ? name : "output " + name)) throw Wrong(place, $"one use for {what}", $"a second one for '{name}'", "name it once");
        return tensor;
    }

    private StepState State(CardState state)
    {
        var input = Take(inputs, state.Input, "an input", state.Place);
        var output = Take(outputs, state.Output, "an output", state.Place);
        if (input.Type != output.Type) throw Wrong(state.Place, $"a pair of one type", $"{input} and {output}", "pair it with another output");
        if (TensorMemory.CanHold(input.Type) is false) throw Wrong(state.Place, "a state of numbers", $"{input}", "export the model with another type");
        if (state.Axes.Count > 0) CheckAxes(state.Axes, input, state.Place, "such as axes: [batch, unit]");
        var dimensions = new int[input.Dimensions.Count];
        for (var i = 0; i < dimensions.Length; i++)
        {
            var known = input.Dimensions[i] < 0 && output.Dimensions.Count == input.Dimensions.Count ? output.Dimensions[i] : input.Dimensions[i];
            if (state.Axes.Count > 0) dimensions[i] = Length(state.Axes[i], known, input, state.Place);
            else if (known >= 0) dimensions[i] = known;
            else throw Wrong(state.Place, $"a length for the dynamic dimension {i} of '{input.Name}'", $"{input}", "write its axes, such as axes: [batch, past=70, unit]; 'batch' counts sessions");
        }
        // The two need the same numbers in the same order; a dimension of 1 more or less changes nothing.
        if (output.Count >= 0 && output.Count != dimensions.Aggregate(1L, (n, d) => n * d))
            throw Wrong(state.Place, "a pair of as many numbers", $"{input} and {output}", "pair it with another output");
        CheckSize(state.Place, input, dimensions);
        var read = ValueList.Create<int>(dimensions);
        return new StepState(state, input, output, read, output.Count >= 0 ? output.Dimensions : read) { IsScattered = scattered?.GetValueOrDefault(input.Name) == output.Name };
    }

    private StepConstant Constant(CardConstant constant)
    {
        var tensor = Take(inputs, constant.Tensor, "an input", constant.Place);
        var dimensions = ValueList.From(tensor.Dimensions.Select(d => d < 0 ? 1 : d));
        var count = dimensions.Aggregate(1L, (n, d) => n * d);
        if (constant.Values.Count != 1 && constant.Values.Count != count) throw Wrong(constant.Place, $"one value for '{tensor.Name}', or {count}", $"{constant.Values.Count}", "give a number, or a list of all of them");
        CheckSize(constant.Place, tensor, dimensions.Span);
        if (!TensorMemory.CanHold(tensor.Type)) throw Wrong(constant.Place, "a constant of numbers", $"{tensor}", "export the model with another type");
        return new StepConstant(constant, tensor, dimensions);
    }

    private StepPort Port(CardPort port, TensorInfo tensor)
    {
        if (!streamed.Contains(tensor.Type)) throw Wrong(port.Place, "a tensor that a stream can carry (float, float16, double, int8 to int64)", $"{tensor}", "bind it as a constant, or export the model with another type");
        CheckAxes(port.Axes, tensor, port.Place, "such as axes: [batch, time] or [batch, channel, time]");
        var time = port.Axis("time");
        var dimensions = new int[port.Axes.Count];
        var step = port.Hop > 0 ? port.Hop + port.Context : -1;
        for (var i = 0; i < dimensions.Length; i++) dimensions[i] = Length(port.Axes[i], tensor.Dimensions[i], tensor, port.Place, i == time ? step : -1, port.IsAsked);
        CheckSize(port.Place, tensor, dimensions);
        var shape = dimensions.Where((_, i) => i != time && i != port.Axis("batch")).ToList();
        if (shape.Count == 0) shape.Add(1);
        int outer = 1, inner = 1;
        for (var i = 0; i < dimensions.Length; i++)
        {
            if (i < time) outer *= dimensions[i];
            if (i > time) inner *= dimensions[i];
        }
        var samples = time < 0 ? 1 : dimensions[time];
        if (samples <= port.Context) throw Wrong(port.Place, $"more samples in {tensor} than its context of {port.Context}", $"{samples}", "correct 'context' or 'hop'");
        return new StepPort(port, tensor, ValueList.Create<int>(dimensions), ValueList.From(shape), time < 0 ? 1 : outer, samples, inner);
    }

    private void CheckAxes(ValueList<string> axes, TensorInfo tensor, Place place, string remedy)
    {
        if (axes.Count != tensor.Dimensions.Count) throw Wrong(place, $"'axes' with a word for each dimension of {tensor}", axes.Count == 0 ? "none" : $"{axes.Count}", remedy);
    }

    /// <summary>The length of an axis: the model's own where it has one, else the card's.</summary>
    /// <param name="word">The axis, such as "batch" or "mel=80".</param>
    /// <param name="known">The model's; -1 where it is dynamic.</param>
    /// <param name="tensor">The tensor, for messages.</param>
    /// <param name="place">Where the card says so.</param>
    /// <param name="step">Samples of a step along the time axis; -1 for others, or where the card does not say.</param>
    /// <param name="isAsked">They are asked for by who steps the model.</param>
    private int Length(string word, int known, TensorInfo tensor, Place place, int step = -1, bool isAsked = false)
    {
        var axis = word.Split('=', 2);
        var given = axis.Length == 2 && int.TryParse(axis[1], out var length) && length > 0 ? length : -1;
        if (axis.Length == 2 && given < 0) throw Wrong(place, "an axis such as 'mel=80'", $"'{word}'", "give a whole number of at least 1");
        if (axis[0] == "batch") given = 1;
        if (step > 0) given = step;
        var isTime = axis[0] == "time";
        if (known >= 0 && given >= 0 && known != given) throw Wrong(place, $"{known} along the axis '{axis[0]}' of {tensor}", $"{given}", !isTime ? "correct 'axes'" : isAsked ? "ask for that, or export the model with a dynamic time axis" : "correct 'hop' and 'context', which add up to it");
        if (known < 0 && given < 0) throw Wrong(place, $"a length for the dynamic axis '{axis[0]}' of {tensor}", "none", isTime ? "write 'hop: …', the new samples of a step" : $"write it as '{axis[0]}=…'");
        return known >= 0 ? known : given;
    }

    private void CheckSize(Place place, TensorInfo tensor, ReadOnlySpan<int> dimensions)
    {
        var bytes = (decimal)ElementSize.Of(tensor.Type);
        foreach (var dimension in dimensions) bytes = Math.Min(bytes * dimension, decimal.MaxValue / int.MaxValue);
        if (bytes is 0 or > MostBytes) throw Wrong(place, $"a tensor of 1 to {MostBytes} bytes", $"{tensor} with [{string.Join(", ", dimensions.ToArray())}]", "correct the lengths in its card, or export the model again");
    }

    private ModelException Wrong(Place place, string expected, string found, string remedy) => new(place.Line > 0 ? place.ToString() : path, expected, found, remedy);
}
