using Microsoft.ML.OnnxRuntime;

namespace Streaming.Inference;

/// <summary>
/// A model without a state of its own, run on the processor on one row or several at once, such as the predictor and the joiner of a transducer. Its tensors are bound to
/// pinned memory once for each number of rows; a run fills nothing, copies nothing and allocates nothing. Not for several threads at once.
/// </summary>
public sealed class ModelFunction : IDisposable
{
    private readonly OpenedModel opened;
    private StepBinding[] bindings = [];   // [rows - 1]

    private ModelFunction(OpenedModel opened)
    {
        this.opened = opened;
        Inputs = [.. opened.Inputs.Select(t => new FunctionTensor(t))];
        Outputs = [.. opened.Outputs.Select(t => new FunctionTensor(t))];
    }

    /// <summary>The file, for messages.</summary>
    public string Path => opened.Folder.Model;

    /// <summary>What it takes, in the model's order.</summary>
    public IReadOnlyList<FunctionTensor> Inputs { get; }

    /// <summary>What it gives, in the model's order.</summary>
    public IReadOnlyList<FunctionTensor> Outputs { get; }

    /// <summary>Rows that a run can have at most; 0 before it is prepared.</summary>
    public int MostRows => bindings.Length;

    /// <summary>Loads a model; its weights are shared with others in this process that run the same file.</summary>
    /// <param name="path">The file, ending with .onnx or .ort.</param>
    /// <param name="threads">Threads within a run.</param>
    /// <exception cref="ModelException">It cannot be found, read, or trusted.</exception>
    public static ModelFunction Open(string path, int threads = 1) => new(OpenedModel.At(path, new Execution { Threads = threads }));

    /// <summary>Makes memory and bindings for runs of 1 to <paramref name="rows"/> rows. The outputs' shapes are those that the model gives when it is tried.</summary>
    /// <param name="rows">Rows that a run can have at most.</param>
    /// <param name="shapes">For each input its dimensions, with -1 where its rows are counted.</param>
    /// <exception cref="ModelException">The model cannot be run so.</exception>
    public void Prepare(int rows, params ReadOnlySpan<ValueList<int>> shapes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        if (shapes.Length != Inputs.Count) throw new ArgumentException($"{Inputs.Count} inputs need as many shapes, not {shapes.Length}.", nameof(shapes));
        Release();
        for (var i = 0; i < shapes.Length; i++) Lay(Inputs[i], shapes[i], rows);
        var one = Try(1);
        var two = rows > 1 ? Try(2) : one;
        for (var i = 0; i < Outputs.Count; i++) Lay(Outputs[i], one[i], two[i], rows);
        var prepared = new StepBinding[rows];
        for (var n = 1; n <= rows; n++)
        {
            var binding = prepared[n - 1] = new StepBinding(opened.Shared);
            foreach (var input in Inputs) binding.Keep(input.Name, input.Memory, input.DimensionsFor(n));
            foreach (var output in Outputs) binding.Leave(output.Name, output.Memory, output.DimensionsFor(n));
        }
        bindings = prepared;
    }

    /// <summary>Computes the outputs of so many rows from the inputs that were written.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not 1 to <see cref="MostRows"/>.</exception>
    public void Run(int rows)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual((uint)(rows - 1) < (uint)bindings.Length, true, nameof(rows));
        bindings[rows - 1].Run();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Release();
        opened.Dispose();
    }

    private void Release()
    {
        foreach (var binding in bindings) binding.Dispose();
        bindings = [];
        foreach (var tensor in Inputs) tensor.Free();
        foreach (var tensor in Outputs) tensor.Free();
    }

    private void Lay(FunctionTensor input, ValueList<int> shape, int rows)
    {
        var declared = input.Dimensions;
        var fits = declared.Count == shape.Count;
        for (var i = 0; fits && i < shape.Count; i++) fits = declared[i] < 0 || (shape[i] < 0 ? rows == 1 && declared[i] == 1 : declared[i] == shape[i]);
        if (!fits) throw new ModelException(Path, $"'{input.Name}' with [{string.Join(", ", shape.Select(d => d < 0 ? $"1 to {rows} rows" : $"{d}"))}]", $"{input}", "export it with a dynamic dimension for its rows, or run it with one row (beam: 1)");
        if (!TensorMemory.CanHold(input.Info.Type)) throw new ModelException(Path, $"numbers in '{input.Name}'", $"{input}", "export the model with another type");
        input.Prepare(ValueList.From(shape.Select(d => Math.Max(1, d))), shape.IndexOf(-1), rows);
    }

    private void Lay(FunctionTensor output, int[] one, int[] two, int rows)
    {
        var axis = -1;
        for (var i = 0; i < one.Length && axis < 0; i++)
            if (two[i] == 2 * one[i]) axis = i;
        if (rows > 1 && axis < 0 && !output.IsWhole) throw new ModelException(Path, $"'{output.Name}' with a part for each row", $"[{string.Join(", ", one)}] of one row and [{string.Join(", ", two)}] of two", "export it with a dynamic dimension for its rows, or run it with one row (beam: 1)");
        output.Prepare(ValueList.Create<int>(one), axis, rows);
    }

    /// <summary>The outputs' dimensions in a run of so many rows, of ones, which are a token and a length where zeros would be none.</summary>
    private int[][] Try(int rows)
    {
        foreach (var input in Inputs) input.Memory.Fill([input.IsWhole ? 1 : 0]);
        using var options = new Microsoft.ML.OnnxRuntime.RunOptions();
        try
        {
            using var outputs = opened.Shared.Session.Run(options, [.. Inputs.Select(i => i.Name)], [.. Inputs.Select(i => i.Memory.As(i.DimensionsFor(rows)))], [.. Outputs.Select(o => o.Name)]);
            return [.. outputs.Select(o => o.GetTensorTypeAndShape().Shape.Select(d => checked((int)d)).ToArray())];
        }
        catch (OnnxRuntimeException e)
        {
            throw new ModelException(Path, $"a model that runs on [{string.Join("], [", Inputs.Select(i => string.Join(", ", i.DimensionsFor(rows))))}]", RuntimeMessage.OneLine(e), "export it with a dynamic dimension for its rows, or run it with one row (beam: 1)", e);
        }
    }
}
