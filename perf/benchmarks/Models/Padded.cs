using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Streaming.Inference;

namespace Streaming.Benchmarks;

/// <summary>
/// Batching by padding: every session has a row for good, all rows are computed in each step, and who was not ready keeps the state it had. Written as well as the
/// library allows: two bindings in ping-pong, and only the states of those that were not ready are copied.
/// </summary>
internal sealed class Padded : IDisposable
{
    private readonly LoadedModel model;
    private readonly int sessions;
    private readonly Microsoft.ML.OnnxRuntime.RunOptions options = new();
    private readonly TensorMemory input;
    private readonly TensorMemory output;
    private readonly TensorMemory[][] states; // by side
    private readonly OrtIoBinding[] bindings;
    private readonly List<TensorMemory> memory = [];
    private readonly float[][] results;
    private int side;

    public Padded(LoadedModel model, int sessions)
    {
        (this.model, this.sessions) = (model, sessions);
        var plan = model.Plan;
        input = Memory(plan.Inputs[0].Tensor, plan.Inputs[0].DimensionsFor(sessions));
        output = Memory(plan.Outputs[0].Tensor, plan.Outputs[0].DimensionsFor(sessions));
        results = [.. Enumerable.Range(0, sessions).Select(_ => new float[plan.Outputs[0].Layout.Bytes / sizeof(float)])];
        states = [States(), States()];
        bindings = [Bind(0), Bind(1)];
    }

    /// <summary>What a session's last step made.</summary>
    public ReadOnlySpan<float> Result(int session) => results[session];

    /// <summary>A step in which these sessions are ready.</summary>
    /// <param name="isReady">By session.</param>
    /// <param name="hop">What each is fed.</param>
    public void Step(bool[] isReady, float[] hop)
    {
        var plan = model.Plan;
        var from = MemoryMarshal.AsBytes(hop.AsSpan());
        var (port, sent) = (plan.Inputs[0].Layout, plan.Outputs[0].Layout);
        for (var row = 0; row < sessions; row++)
        {
            if (!isReady[row]) continue;
            if (from.Length == port.Bytes) port.Write(input.Bytes, sessions, row, from);
            else from.CopyTo(port.Piece(input.Bytes, sessions, row, 0)[(port.Bytes - from.Length)..]);
        }
        model.Shared.Session.RunWithBinding(options, bindings[side]);
        for (var row = 0; row < sessions; row++)
        {
            if (isReady[row]) sent.Read(output.Bytes, sessions, row, MemoryMarshal.AsBytes(results[row].AsSpan()));
            else for (var i = 0; i < plan.States.Count; i++) plan.States[i].Layout.Move(states[side][i].Bytes, sessions, row, states[side ^ 1][i].Bytes, sessions, row);
        }
        side ^= 1;
    }

    public void Dispose()
    {
        foreach (var binding in bindings) binding.Dispose();
        foreach (var tensor in memory) tensor.Dispose();
        options.Dispose();
    }

    private OrtIoBinding Bind(int way)
    {
        var plan = model.Plan;
        var binding = model.Shared.Session.CreateIoBinding();
        binding.BindInput(plan.Inputs[0].Tensor.Name, input.As(plan.Inputs[0].DimensionsFor(sessions)));
        binding.BindOutput(plan.Outputs[0].Tensor.Name, output.As(plan.Outputs[0].DimensionsFor(sessions)));
        foreach (var constant in plan.Constants)
        {
            var values = Memory(constant.Tensor, constant.DimensionsFor(sessions));
            values.Fill(constant.Card.Values.Span);
            binding.BindInput(constant.Tensor.Name, values.As(constant.DimensionsFor(sessions)));
        }
        for (var i = 0; i < plan.States.Count; i++)
        {
            binding.BindInput(plan.States[i].Input.Name, states[way][i].As(plan.States[i].DimensionsFor(sessions)));
            binding.BindOutput(plan.States[i].Output.Name, states[way ^ 1][i].As(plan.States[i].OutputDimensionsFor(sessions)));
        }
        return binding;
    }

    private TensorMemory[] States() => [.. model.Plan.States.Select(s => Memory(s.Input, s.DimensionsFor(sessions)))];

    private TensorMemory Memory(TensorInfo tensor, int[] dimensions)
    {
        memory.Add(TensorMemory.Of(tensor.Type, dimensions));
        return memory[^1];
    }
}
