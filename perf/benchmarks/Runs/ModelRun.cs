using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Streaming.Inference;

namespace Streaming.Benchmarks;

/// <summary>
/// A step of a model with state: what the engine adds to a loop that a careful author writes by hand, and what the loop costs that most people write. All take
/// turns, a few steps each, so that a noisy machine disturbs them alike.
/// </summary>
internal static class ModelRun
{
    private const int StepsPerTurn = 20;

    public static void Run(string[] arguments)
    {
        if (arguments.Length == 0 || arguments[0].StartsWith("--", StringComparison.Ordinal)) throw new ArgumentException("model needs the path of a model");
        var settings = RunSettings.Read(arguments[1..], rounds: 400, seconds: 0);
        using var model = LoadedModel.Load(arguments[0], new Execution());
        var hop = new float[model.Plan.Inputs[0].Hop * model.Plan.Inputs[0].Width];
        var random = new Random(1);
        for (var i = 0; i < hop.Length; i++) hop[i] = (float)(random.NextDouble() - 0.5) * 0.1f;

        using var loop = new HandWrittenLoop(model);
        var node = new NodeRun(new Onnx(new() { Model = arguments[0] })).Feed(StreamFormat.Signal(model.Plan.Inputs[0].Width, model.Plan.Inputs[0].Card.Rate is > 0 and var r ? r : 16000)).Configure().CountOnly();
        var port = model.Plan.Inputs[0].Card.Name;
        var fresh = new FreshTensors(model);
        var all = new (string Name, Action Step, List<double> Times, List<double> Bytes)[]
        {
            ("hand-written loop, two bindings", () => loop.Step(hop), [], []),
            ("Streaming, node onnx", () => node.Push<float>(port, hop), [], []),
            ("Run with fresh tensors", () => fresh.Step(hop), [], []),
        };
        foreach (var (_, step, _, _) in all)
            for (var i = 0; i < 200; i++) step();
        for (var round = 0; round < settings.Rounds; round++)
        {
            foreach (var (_, step, times, bytes) in all)
            {
                var (before, start) = (GC.GetAllocatedBytesForCurrentThread(), System.Diagnostics.Stopwatch.GetTimestamp());
                for (var i = 0; i < StepsPerTurn; i++) step();
                times.Add(System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalMicroseconds / StepsPerTurn);
                bytes.Add((GC.GetAllocatedBytesForCurrentThread() - before) / (double)StepsPerTurn);
            }
        }
        var table = new Table($"{Path.GetFileName(arguments[0])}, {hop.Length} values in a step", "µs/step, median", "shortest", "more than by hand, µs", "%", "managed B/step");
        foreach (var (name, _, times, bytes) in all)
        {
            var more = Statistics.Median(times.Zip(all[0].Times, (mine, hand) => mine - hand));
            table.Add(name, Table.Figure(Statistics.Median(times)), Table.Figure(times.Min()), Table.Figure(more), Table.Figure(100 * more / Statistics.Median(all[0].Times)), Table.Figure(Statistics.Median(bytes)));
        }
        settings.Show($"A step of a model ({settings.Rounds} rounds of {StepsPerTurn} steps each)", table);
    }

    /// <summary>Two bindings in ping-pong over pinned memory: the best that the library's own interface allows.</summary>
    private sealed class HandWrittenLoop : IDisposable
    {
        private readonly LoadedModel model;
        private readonly OrtIoBinding[] bindings;
        private readonly Microsoft.ML.OnnxRuntime.RunOptions options = new();
        private readonly TensorMemory<float> input;
        private readonly TensorMemory<float> output;
        private readonly List<TensorMemory> memory = [];
        private readonly float[] result;
        private int side;

        public HandWrittenLoop(LoadedModel model)
        {
            this.model = model;
            var plan = model.Plan;
            input = (TensorMemory<float>)Memory(plan.Inputs[0].Tensor.Type, plan.Inputs[0].Dimensions);
            output = (TensorMemory<float>)Memory(plan.Outputs[0].Tensor.Type, plan.Outputs[0].Dimensions);
            result = new float[output.Values.Length];
            var states = new[] { States(plan), States(plan) };
            bindings = [model.Shared.Session.CreateIoBinding(), model.Shared.Session.CreateIoBinding()];
            for (var way = 0; way < 2; way++)
            {
                var binding = bindings[way];
                binding.BindInput(plan.Inputs[0].Tensor.Name, input.As(plan.Inputs[0].Dimensions.Span));
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
            var window = input.Values;
            if (window.Length > hop.Length) window[hop.Length..].CopyTo(window); // the context
            hop.CopyTo(window[^hop.Length..]);
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

        private List<TensorMemory> States(StepPlan plan) => [.. plan.States.Select(s => Memory(s.Input.Type, s.Dimensions))];

        private TensorMemory Memory(TensorElementType type, ValueList<int> dimensions)
        {
            memory.Add(TensorMemory.Of(type, dimensions.Span));
            return memory[^1];
        }
    }

    /// <summary>New tensors for every step, states taken from the last one's results.</summary>
    private sealed class FreshTensors(LoadedModel model)
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
}
