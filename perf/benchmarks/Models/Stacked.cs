using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Streaming.Inference;

namespace Streaming.Benchmarks;

/// <summary>
/// Batching as sherpa-onnx does it for its streaming recognizers (online-*-model.cc, StackStates and UnStackStates): every session has states of its own, which are
/// put together into new tensors before each step and taken apart into new ones after it.
/// </summary>
internal sealed class Stacked : IDisposable
{
    private readonly LoadedModel model;
    private readonly Microsoft.ML.OnnxRuntime.RunOptions options = new();
    private readonly string[] inputs;
    private readonly string[] outputs;
    private readonly OrtValue[][] states; // by session
    private readonly float[][] results;

    public Stacked(LoadedModel model, int sessions)
    {
        this.model = model;
        var plan = model.Plan;
        inputs = [plan.Inputs[0].Tensor.Name, .. plan.Constants.Select(c => c.Tensor.Name), .. plan.States.Select(s => s.Input.Name)];
        outputs = [plan.Outputs[0].Tensor.Name, .. plan.States.Select(s => s.Output.Name)];
        states = [.. Enumerable.Range(0, sessions).Select(_ => plan.States.Select(Beginning).ToArray())];
        results = [.. Enumerable.Range(0, sessions).Select(_ => new float[plan.Outputs[0].Time * plan.Outputs[0].Width])];
    }

    /// <summary>What a session's last step made.</summary>
    public ReadOnlySpan<float> Result(int session) => results[session];

    /// <summary>A step of these sessions.</summary>
    public void Step(ReadOnlySpan<int> ready, float[] hop)
    {
        var plan = model.Plan;
        var (count, port, output) = (ready.Length, plan.Inputs[0], plan.Outputs[0]);
        var values = new List<OrtValue>();
        var window = Tensor(port.Tensor, port.DimensionsFor(count));
        var from = MemoryMarshal.AsBytes(hop.AsSpan());
        if (from.Length < port.Layout.Bytes) Bytes(window).Clear(); // the context is silence in all designs
        for (var row = 0; row < count; row++)
        {
            var place = port.Layout.Bytes - from.Length;
            if (place == 0) port.Layout.Write(Bytes(window), count, row, from);
            else from.CopyTo(port.Layout.Piece(Bytes(window), count, row, 0)[place..]);
        }
        values.Add(window);
        foreach (var constant in plan.Constants)
        {
            values.Add(Tensor(constant.Tensor, constant.DimensionsFor(count)));
            values[^1].GetTensorMutableDataAsSpan<long>().Fill((long)constant.Card.Values[0]);
        }
        for (var i = 0; i < plan.States.Count; i++)
        {
            var stacked = Tensor(plan.States[i].Input, plan.States[i].DimensionsFor(count));
            for (var row = 0; row < count; row++) plan.States[i].Layout.Write(Bytes(stacked), count, row, Bytes(states[ready[row]][i]));
            values.Add(stacked);
        }
        using var made = model.Shared.Session.Run(options, inputs, values, outputs);
        foreach (var value in values) value.Dispose();
        for (var row = 0; row < count; row++)
        {
            var session = ready[row];
            output.Layout.Read(Bytes(made[0]), count, row, MemoryMarshal.AsBytes(results[session].AsSpan()));
            for (var i = 0; i < plan.States.Count; i++)
            {
                var next = Tensor(plan.States[i].Input, plan.States[i].DimensionsFor(1));
                plan.States[i].Layout.Read(Bytes(made[i + 1]), count, row, Bytes(next));
                states[session][i].Dispose();
                states[session][i] = next;
            }
        }
    }

    public void Dispose()
    {
        foreach (var state in states.SelectMany(s => s)) state.Dispose();
        options.Dispose();
    }

    private static OrtValue Beginning(StepState state)
    {
        var value = Tensor(state.Input, state.DimensionsFor(1));
        TensorMemory.Fill(Bytes(value), TensorMemory.Number(state.Input.Type, state.Card.Initial));
        return value;
    }

    private static OrtValue Tensor(TensorInfo tensor, int[] dimensions) =>
        OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, tensor.Type, [.. dimensions.Select(d => (long)d)]);

    private static Span<byte> Bytes(OrtValue value) => value.GetTensorMutableRawData();
}
