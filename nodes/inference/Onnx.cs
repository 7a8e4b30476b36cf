namespace Streaming.Inference;

/// <summary>
/// Runs a model frame by frame. What it remembers stays where it runs: a step hands it new samples and takes its result, nothing else is touched. Its ports are
/// those of the model's card; without a card, those that the names and shapes of its tensors make plain.
/// </summary>
[Node("onnx", Summary = "Runs a streaming ONNX model: a folder with a card, or a bare file.", Example = "model: model.onnx")]
public sealed partial class Onnx : IStreamNode, IResource, IDisposable
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>The model: a folder with model.onnx and card.yaml, or a file ending with .onnx or .ort.</summary>
        [FilePath]
        public required string Model { get; init; }

        /// <summary>Threads within a step. One is best for models that are run frame by frame.</summary>
        [Range(1, 256)]
        public int Threads { get; init; } = 1;
    }

    [State] private ModelInput[] inputs = [];
    [State] private ModelState? state;
    [State] private bool begun;
    private ModelOutput[] outputs = [];
    private LoadedModel? model;
    private ModelStep? step;
    private double latency;

    /// <inheritdoc/>
    public IReadOnlyList<PortInfo> InputInfo => [.. Loaded().Plan.Inputs.Select(p => Info(p, p.Card.Rate > 0 ? $"{p.Tensor} at {p.Card.Rate} Hz" : $"{p.Tensor}"))];

    /// <inheritdoc/>
    public IReadOnlyList<PortInfo> OutputInfo => [.. Loaded().Plan.Outputs.Select(p => Info(p, $"{p.Tensor}"))];

    /// <inheritdoc/>
    public IReadOnlyList<Input> InputPorts
    {
        get
        {
            Loaded();
            return ports ??= [.. inputs.Select(i => i.Port)];
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<Output> OutputPorts
    {
        get
        {
            Loaded();
            return sends ??= [.. outputs.Select(o => o.Port)];
        }
    }

    private Input[]? ports;
    private Output[]? sends;

    /// <inheritdoc/>
    public int LatencySamples => Loaded().Plan.Card.Latency;

    /// <inheritdoc/>
    public void Configure()
    {
        var plan = Loaded().Plan;
        foreach (var input in inputs) Check(input);
        var first = inputs[0];
        latency = first.Port.Format.Rate > 0 ? plan.Card.Latency / first.Port.Format.Rate : 0;
        foreach (var output in outputs) output.Port.Format = FormatOf(output.Plan, first);
        step = new ModelStep(model!.Session, plan);
        state = step.State;
        for (var i = 0; i < inputs.Length; i++) inputs[i].Bind(step.Inputs[i]);
        for (var i = 0; i < outputs.Length; i++) outputs[i].Bind(step.Outputs[i]);
        Warm();
    }

    /// <inheritdoc/>
    public void Open(NodeContext context)
    {
    }

    /// <inheritdoc/>
    public void Close() => Dispose();

    /// <inheritdoc/>
    public StepResult Step()
    {
        while (true)
        {
            var full = true;
            foreach (var input in inputs)
            {
                input.Gather();
                full &= input.IsFull;
            }
            if (!full) return StepResult.NeedInput;
            step!.Run();
            if (!begun) Begin();
            foreach (var output in outputs) output.Send();
            foreach (var input in inputs) input.Carry();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        step?.Dispose();
        model?.Dispose();
        step = null;
        model = null;
    }

    private void Begin()
    {
        foreach (var output in outputs) output.Port.Begin(inputs[0].Time - latency);
        begun = true;
    }

    /// <summary>The first step of a model allocates and prepares; it is run once on what will be thrown away.</summary>
    private void Warm()
    {
        step!.Run();
        step.State.Reset();
        foreach (var input in inputs) input.Reset();
    }

    private LoadedModel Loaded()
    {
        if (model is not null) return model;
        model = LoadedModel.Load(Current.Model, Current.Threads);
        inputs = [.. model.Plan.Inputs.Select(ModelInput.Of)];
        outputs = [.. model.Plan.Outputs.Select(ModelOutput.Of)];
        return model;
    }

    private static PortInfo Info(StepPort port, string summary) => new(port.Card.Name, summary, port.Element, [], false, false, LinkPolicy.Wait);

    private static void Check(ModelInput input)
    {
        var (format, plan) = (input.Port.Format, input.Plan);
        if (plan.Card.Rate > 0 && format.Rate != plan.Card.Rate)
            throw new FormatMismatchException($"{plan.Card.Rate:0.####} Hz for the model's '{plan.Card.Name}'", $"{format}", $"put dsp.resample with rate: {plan.Card.Rate:0.####} before it");
        if (format.SampleSize != plan.Width)
            throw new FormatMismatchException($"samples of [{string.Join(", ", plan.Shape)}] for the model's '{plan.Card.Name}'", $"{format}", plan.Width == 1 ? "select one channel with dsp.select" : "select those channels with dsp.select, or check the card's axes");
        if (format.Rate == 0) throw new FormatMismatchException("a regular stream", $"{format}", "a model is fed by what comes at a steady rate");
    }

    private static StreamFormat FormatOf(StepPort plan, ModelInput first)
    {
        var rate = first.Port.Format.Rate * plan.Time / first.Plan.Hop;
        if (plan.Card.Rate > 0 && Math.Abs(rate - plan.Card.Rate) > 1e-9 * rate)
            throw new FormatMismatchException($"{plan.Card.Rate:0.####} Hz out of the model's '{plan.Card.Name}', as its card says", $"{rate:0.####} Hz, from {plan.Time} samples for each {first.Plan.Hop} of '{first.Plan.Card.Name}'", "correct the card's rate or hop");
        return new StreamFormat
        {
            Kind = plan.Card.Kind,
            Element = plan.Element,
            Shape = plan.Shape,
            Rate = rate,
            Labels = plan.Card.Labels.Count == plan.Shape[^1] ? plan.Card.Labels : [],
            Unit = plan.Card.Unit,
            Name = plan.Card.Name,
        };
    }
}
