using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Streaming.Inference;

namespace Streaming.Benchmarks;

/// <summary>
/// Two bindings in ping-pong over pinned memory, or that of a device: the best that the library's own interface allows. On a device the input is bound anew in each
/// step, which copies it there.
/// </summary>
internal sealed class HandWrittenLoop : IDisposable
{
    private readonly LoadedModel model;
    private readonly OrtIoBinding[] bindings;
    private readonly Microsoft.ML.OnnxRuntime.RunOptions options = new();
    private readonly TensorMemory<float> input;
    private readonly TensorMemory<float> output;
    private readonly List<TensorMemory> memory = [];
    private readonly float[] result;
    private readonly OrtValue window;
    private int side;

    public HandWrittenLoop(LoadedModel model)
    {
        this.model = model;
        var plan = model.Plan;
        input = (TensorMemory<float>)Memory(plan.Inputs[0].Tensor.Type, plan.Inputs[0].Dimensions);
        output = (TensorMemory<float>)Memory(plan.Outputs[0].Tensor.Type, plan.Outputs[0].Dimensions);
        result = new float[output.Values.Length];
        window = input.As(plan.Inputs[0].Dimensions.Span);
        var states = new[] { States(plan), States(plan) };
        bindings = [model.Shared.Session.CreateIoBinding(), model.Shared.Session.CreateIoBinding()];
        for (var way = 0; way < 2; way++)
        {
            var binding = bindings[way];
            binding.BindInput(plan.Inputs[0].Tensor.Name, window);
            binding.BindOutput(plan.Outputs[0].Tensor.Name, output.As(plan.Outputs[0].Dimensions.Span));
            foreach (var constant in plan.Constants)
            {
                var values = Memory(constant.Tensor.Type, constant.Dimensions);
                values.Fill(constant.Card.Values.Span);
                binding.BindInput(constant.Tensor.Name, values.As(constant.Dimensions.Span));
            }
            for (var i = 0; i < plan.States.Count; i++)
            {
                binding.BindInput(plan.States[i].Input.Name, states[way][i].As(plan.States[i].Dimensions.Span));
                binding.BindOutput(plan.States[i].Output.Name, states[way ^ 1][i].As(plan.States[i].OutputDimensions.Span));
            }
        }
    }

    public void Step(float[] hop)
    {
        var values = input.Values;
        if (values.Length > hop.Length) values[hop.Length..].CopyTo(values); // the context
        hop.CopyTo(values[^hop.Length..]);
        if (!model.Shared.IsOnHost) bindings[side].BindInput(model.Plan.Inputs[0].Tensor.Name, window);
        model.Shared.Session.RunWithBinding(options, bindings[side]);
        side ^= 1;
        output.Values.CopyTo(result);
    }

    public void Dispose()
    {
        foreach (var binding in bindings) binding.Dispose();
        foreach (var tensor in memory) tensor.Dispose();
        options.Dispose();
    }

    private List<TensorMemory> States(StepPlan plan)
    {
        var states = plan.States.Select(s => model.Shared.MemoryOfInput(s.Input, s.Dimensions.Span)).ToList();
        memory.AddRange(states);
        foreach (var state in states) state.Store(); // zeros
        return states;
    }

    private TensorMemory Memory(TensorElementType type, ValueList<int> dimensions)
    {
        memory.Add(TensorMemory.Of(type, dimensions.Span));
        return memory[^1];
    }
}
