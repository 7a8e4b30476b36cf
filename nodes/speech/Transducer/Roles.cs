using Streaming.Inference;

namespace Streaming.Speech;

/// <summary>
/// Finds what the tensors of a transducer's files are for. Their names differ between exports, so they are known by type, rank and order: a token is a whole number of two dimensions,
/// its length one of one dimension, a state has three dimensions with its rows in the middle.
/// </summary>
internal sealed class Roles(ModelFunction model)
{
    private readonly List<FunctionTensor> left = [.. model.Inputs];

    /// <summary>The input of tokens, [rows, 1].</summary>
    public FunctionTensor Targets() => Take(t => t is { IsWhole: true, Dimensions.Count: 2 }) ?? throw Missing("an input of tokens: whole numbers, [rows, 1]");

    /// <summary>The input that counts them, [rows]; null: there is none.</summary>
    public FunctionTensor? Lengths() => Take(t => t is { IsWhole: true, Dimensions.Count: 1 });

    /// <summary>The inputs of states, [layers, rows, units], in order.</summary>
    public FunctionTensor[] States()
    {
        var states = new List<FunctionTensor>();
        while (Take(t => t is { IsFloat: true, Dimensions.Count: 3 }) is { } state)
        {
            if (state.Dimensions[0] < 1 || state.Dimensions[2] < 1) throw new ModelException(model.Path, "states of known size, [layers, rows, units]", $"{state}", "export the model with fixed sizes but for the rows");
            states.Add(state);
        }
        return [.. states];
    }

    /// <summary>The input of a vector of so many numbers for each row.</summary>
    /// <param name="what">What it is, for messages.</param>
    /// <param name="name">What its name holds where its place does not tell.</param>
    /// <param name="size">Numbers of a vector.</param>
    public FunctionTensor Vector(string what, string name, int size)
    {
        bool Fits(FunctionTensor t) => t.IsFloat && Laid(t, size) is not null;
        return Take(t => Fits(t) && t.Name.Contains(name, StringComparison.OrdinalIgnoreCase)) ?? Take(Fits) ?? throw Missing($"an input of {what}: vectors of {size} numbers, such as [rows, {size}, 1]");
    }

    /// <summary>Every input has been found.</summary>
    /// <exception cref="ModelException">One is left.</exception>
    public void Close()
    {
        if (left.Count > 0) throw new ModelException(model.Path, "no further input", string.Join("; ", left), "export the transducer as NeMo does, with one token at a time");
    }

    /// <summary>The outputs of numbers: what is asked for, and the states that follow in the order of the inputs.</summary>
    /// <param name="what">What is asked for, for messages.</param>
    /// <param name="size">Numbers of a row of it; 0: any.</param>
    /// <param name="states">The inputs of states.</param>
    public (FunctionTensor Result, FunctionTensor[] States) Outputs(string what, int size, FunctionTensor[] states)
    {
        var numbers = model.Outputs.Where(t => t.IsFloat).ToList();
        var result = numbers.Find(t => size == 0 || t.RowSize == size);
        if (result is null) throw new ModelException(model.Path, $"an output of {what}" + (size > 0 ? $", {size} numbers for each row" : ""), Shown(model.Outputs), "take the files of one export together");
        numbers.Remove(result);
        if (numbers.Count != states.Length || !numbers.Select(t => t.RowSize).SequenceEqual(states.Select(t => t.RowSize)))
            throw new ModelException(model.Path, $"a state out for each state in: {(states.Length == 0 ? "none" : Shown(states))}", numbers.Count == 0 ? "none" : Shown(numbers), "export the model with its states");
        return (result, [.. numbers]);
    }

    /// <summary>The dimensions of a tensor with a vector for each row; null where they do not fit.</summary>
    public static ValueList<int>? Laid(FunctionTensor tensor, int size)
    {
        var shape = tensor.Dimensions.ToArray();
        if (shape.Length is < 2 or > 3) return null;
        shape[0] = -1;
        var rest = size;
        for (var i = 1; i < shape.Length; i++)
        {
            if (shape[i] < 1) continue;
            if (rest % shape[i] != 0) return null;
            rest /= shape[i];
        }
        for (var i = 1; i < shape.Length; i++)
        {
            if (shape[i] >= 1) continue;
            (shape[i], rest) = (rest, 1);
        }
        return rest == 1 ? ValueList.Create<int>(shape) : null;
    }

    private FunctionTensor? Take(Predicate<FunctionTensor> isIt)
    {
        var found = left.FindIndex(isIt);
        if (found < 0) return null;
        var tensor = left[found];
        left.RemoveAt(found);
        return tensor;
    }

    private ModelException Missing(string what) => new(model.Path, what, Shown(model.Inputs), "export the transducer as NeMo does, with one token at a time");

    private static string Shown(IReadOnlyList<FunctionTensor> tensors) => string.Join("; ", tensors.Select(t => t.RowSize > 0 ? $"{t}, {t.RowSize} for each row" : $"{t}"));
}
