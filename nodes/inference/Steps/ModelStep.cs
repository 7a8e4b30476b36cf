using Microsoft.ML.OnnxRuntime;

namespace Streaming.Inference;

/// <summary>
/// One step of a model, prepared once: two bindings over the same streams, of which one reads the first side of the state and writes the second, and the other the
/// reverse. A step is a single call that allocates nothing.
/// </summary>
internal sealed class ModelStep : IDisposable
{
    private readonly InferenceSession session;
    private readonly Microsoft.ML.OnnxRuntime.RunOptions options = new();
    private readonly OrtIoBinding[] bindings;
    private readonly List<TensorMemory> owned = [];

    public ModelStep(InferenceSession session, StepPlan plan)
    {
        this.session = session;
        State = new ModelState(plan.States);
        Inputs = [.. plan.Inputs.Select(p => Own(TensorMemory.Of(p.Tensor.Type, p.Dimensions.Span)))];
        Outputs = [.. plan.Outputs.Select(p => Own(TensorMemory.Of(p.Tensor.Type, p.Dimensions.Span)))];
        var constants = plan.Constants.Select(c => Own(TensorMemory.Of(c.Tensor.Type, c.Dimensions.Span))).ToList();
        for (var i = 0; i < constants.Count; i++) constants[i].Fill(plan.Constants[i].Card.Values.Span);
        bindings = [Bind(plan, constants, 0), Bind(plan, constants, 1)];
    }

    /// <summary>What it remembers.</summary>
    public ModelState State { get; }

    /// <summary>To be filled before a step.</summary>
    public IReadOnlyList<TensorMemory> Inputs { get; }

    /// <summary>Filled by a step.</summary>
    public IReadOnlyList<TensorMemory> Outputs { get; }

    /// <summary>Runs the model once.</summary>
    /// <exception cref="OnnxRuntimeException">It cannot be run on what it was given.</exception>
    public void Run()
    {
        session.RunWithBinding(options, bindings[State.Side]);
        State.Swap();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var binding in bindings) binding.Dispose();
        foreach (var memory in owned) memory.Dispose();
        State.Dispose();
        options.Dispose();
    }

    private TensorMemory Own(TensorMemory memory)
    {
        owned.Add(memory);
        return memory;
    }

    private OrtIoBinding Bind(StepPlan plan, List<TensorMemory> constants, int side)
    {
        var binding = session.CreateIoBinding();
        var (read, written) = (State.Of(side), State.Of(side ^ 1));
        for (var i = 0; i < plan.States.Count; i++)
        {
            binding.BindInput(plan.States[i].Input.Name, read[i].Value);
            binding.BindOutput(plan.States[i].Output.Name, written[i].As(plan.States[i].OutputDimensions.Span));
        }
        for (var i = 0; i < constants.Count; i++) binding.BindInput(plan.Constants[i].Tensor.Name, constants[i].Value);
        for (var i = 0; i < plan.Inputs.Count; i++) binding.BindInput(plan.Inputs[i].Tensor.Name, Inputs[i].Value);
        for (var i = 0; i < plan.Outputs.Count; i++) binding.BindOutput(plan.Outputs[i].Tensor.Name, Outputs[i].Value);
        return binding;
    }
}
