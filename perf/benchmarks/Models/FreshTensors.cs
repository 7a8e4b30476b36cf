using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Streaming.Inference;

namespace Streaming.Benchmarks;

/// <summary>New tensors for every step, states taken from the last one's results: what most people write.</summary>
internal sealed class FreshTensors(LoadedModel model)
{
    private Dictionary<string, DenseTensor<float>> states = model.Plan.States.ToDictionary(s => s.Input.Name, s => new DenseTensor<float>(s.Dimensions.ToArray()));

    public void Step(float[] hop)
    {
        var plan = model.Plan;
        var window = new float[plan.Inputs[0].Time * plan.Inputs[0].Width];
        hop.CopyTo(window, window.Length - hop.Length);
        List<NamedOnnxValue> values = [NamedOnnxValue.CreateFromTensor(plan.Inputs[0].Tensor.Name, new DenseTensor<float>(window, plan.Inputs[0].Dimensions.ToArray()))];
        foreach (var state in plan.States) values.Add(NamedOnnxValue.CreateFromTensor(state.Input.Name, states[state.Input.Name]));
        foreach (var constant in plan.Constants) values.Add(NamedOnnxValue.CreateFromTensor(constant.Tensor.Name, new DenseTensor<long>(new[] { (long)constant.Card.Values[0] }, constant.Dimensions.ToArray())));
        using var results = model.Shared.Session.Run(values);
        states = plan.States.ToDictionary(s => s.Input.Name, s => new DenseTensor<float>(results.First(r => r.Name == s.Output.Name).AsTensor<float>().ToArray(), s.Dimensions.ToArray()));
    }
}
