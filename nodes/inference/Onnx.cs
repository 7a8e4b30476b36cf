namespace Streaming.Inference;

/// <summary>
/// Runs a model frame by frame. What it remembers stays where it runs: a step hands it new samples and takes its result, nothing else is touched. Its ports are
/// those of the model's card; without a card, those that the names and shapes of its tensors make plain.
/// </summary>
[Node("onnx", Summary = "Runs a streaming ONNX model: a folder with a card, or a bare file.", Waits = true, Example = "model: model.onnx")]
public sealed partial class Onnx : IStreamNode, IResource, IResultNode, IDisposable
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>
        /// The model: a folder with model.onnx and card.yaml, or a file ending with .onnx or .ort. Another one with the same ports and states can take its place while
        /// it runs: what is remembered is carried over between two steps, and the stream waits in its link while the new one is loaded.
        /// </summary>
        [FilePath, Live]
        public required string Model { get; init; }

        /// <summary>What runs it, with all it remembers. Nothing falls back to the processor unless 'fallback' allows it.</summary>
        public Provider Provider { get; init; }

        /// <summary>The provider's own options, such as { deviceId: "1" }.</summary>
        public ValueMap Options { get; init; } = ValueMap.Empty;

        /// <summary>Operators that the provider does not have may run on the processor, at the cost of copies in every step.</summary>
        public bool Fallback { get; init; }

        /// <summary>A step's commands are recorded once and replayed (CUDA graphs, DirectML graph capture).</summary>
        public bool Capture { get; init; }

        /// <summary>Threads within a step on the processor. One is best for models that are run frame by frame.</summary>
        [Range(1, 256)]
        public int Threads { get; init; } = 1;

        /// <summary>
        /// Sessions that step as one, at most. Above 1, all nodes of the process that name the same model and settings share it: who is ready waits for the others
        /// until the deadline, and their steps are run at once. On the processor further sessions meet beside them, on another core: sixteen with 'batch: 8' keep two
        /// cores busy, with 'batch: 16' one. Results agree with those of running alone within the rounding of sums (1e-5), not bit for bit.
        /// </summary>
        [Range(1, 1024)]
        public int Batch { get; init; } = 1;

        /// <summary>How long a step that is ready waits for those of other sessions, at most; of no effect where 'batch' is 1.</summary>
        [Unit("ms"), Range(0, 10_000)]
        public double Deadline { get; init; } = 5;

        /// <summary>What is done when the model makes a number that is none (NaN or infinite), or remembers one.</summary>
        public Unsound Unsound { get; init; }

        internal ModelUse Use => new()
        {
            Execution = new() { Provider = Provider, Options = Options, Fallback = Fallback, Capture = Capture, Threads = Threads },
            Batch = Batch,
            Deadline = TimeSpan.FromMilliseconds(Deadline),
            Unsound = Unsound,
        };
    }

    [State] private ModelInput[] inputs = [];
    [State] private ModelSession? session;
    [State] private bool begun;
    private ModelOutput[] outputs = [];
    private PortInfo[] inputInfo = [];
    private PortInfo[] outputInfo = [];
    private Input[] inputPorts = [];
    private Output[] outputPorts = [];
    private StepPlan? plan;
    private LoadedModel? model;
    private double latency;

    /// <inheritdoc/>
    public IReadOnlyList<PortInfo> InputInfo
    {
        get
        {
            Planned();
            return inputInfo;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<PortInfo> OutputInfo
    {
        get
        {
            Planned();
            return outputInfo;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<Input> InputPorts
    {
        get
        {
            Planned();
            return inputPorts;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<Output> OutputPorts
    {
        get
        {
            Planned();
            return outputPorts;
        }
    }

    /// <inheritdoc/>
    public int LatencySamples => Planned().Card.Latency;

    /// <inheritdoc/>
    public void Configure()
    {
        var card = Planned().Card;
        foreach (var input in inputs) Check(input);
        var first = inputs[0];
        latency = card.Latency / first.Port.Format.Rate;
        foreach (var output in outputs) output.Port.Format = FormatOf(output.Plan, first);
        session?.Dispose(); // it may be configured anew
        (var loaded, model) = (model ?? LoadedModel.Load(Current.Model, Current.Use), null);
        session = ModelSession.Of(loaded, Current.Model, Current.Use);
        for (var i = 0; i < inputs.Length; i++) inputs[i].Bind(session.Inputs[i]);
        for (var i = 0; i < outputs.Length; i++) outputs[i].Bind(session.Outputs[i]);
    }

    /// <summary>Puts another model in the place of the one that runs.</summary>
    /// <exception cref="ModelException">It cannot be loaded, or its ports or states are not alike.</exception>
    public void SettingsChanged()
    {
        if (session is not { IsOpen: true }) return;
        var successor = ModelSession.Of(LoadedModel.Load(Current.Model, Current.Use, plan), Current.Model, Current.Use);
        session.MoveTo(successor);
        for (var i = 0; i < inputs.Length; i++) inputs[i].Move(successor.Inputs[i]);
        for (var i = 0; i < outputs.Length; i++) outputs[i].Bind(successor.Outputs[i]);
        session.Dispose();
        (plan, session) = (successor.Plan, successor);
    }

    /// <inheritdoc/>
    public void Open(NodeContext context) => session!.Attach(context);

    /// <inheritdoc/>
    public void Close() => Dispose();

    /// <summary>Forgets what the model remembers; its steps are counted on.</summary>
    public void ResetAtGap()
    {
        session!.Forget();
        BeginAnew();
    }

    /// <inheritdoc/>
    public StepResult Step()
    {
        while (Gather())
        {
            if (session!.Run()) Send();
            else BeginAnew();
        }
        return StepResult.NeedInput;
    }

    /// <inheritdoc/>
    public IReadOnlyList<Conclusion> Conclude() => session?.Conclude() ?? [];

    /// <inheritdoc/>
    public void Dispose()
    {
        session?.Dispose();
        model?.Dispose();
        model = null;
    }

    private bool Gather()
    {
        var full = true;
        foreach (var input in inputs)
        {
            input.Gather();
            full &= input.IsFull;
        }
        return full;
    }

    private void Send()
    {
        if (!begun) Begin();
        foreach (var output in outputs) output.Send();
        foreach (var input in inputs) input.Carry();
    }

    /// <summary>What the step made is left out, and the stream says so by a gap.</summary>
    private void BeginAnew()
    {
        foreach (var input in inputs) input.Reset();
        begun = false;
    }

    private void Begin()
    {
        foreach (var output in outputs) output.Port.Begin(inputs[0].Time - latency);
        begun = true;
    }

    private StepPlan Planned()
    {
        if (plan is not null) return plan;
        model = LoadedModel.Load(Current.Model, Current.Use);
        plan = model.Plan;
        inputs = [.. plan.Inputs.Select(ModelInput.Of)];
        outputs = [.. plan.Outputs.Select(ModelOutput.Of)];
        inputInfo = [.. plan.Inputs.Select(Info)];
        outputInfo = [.. plan.Outputs.Select(Info)];
        inputPorts = [.. inputs.Select(i => i.Port)];
        outputPorts = [.. outputs.Select(o => o.Port)];
        return plan;
    }

    private static PortInfo Info(StepPort port) => new(port.Card.Name, port.Card.Rate > 0 ? $"{port.Tensor} at {port.Card.Rate:0.####} Hz" : $"{port.Tensor}", port.Element, [], false, false, LinkPolicy.Wait);

    private static void Check(ModelInput input)
    {
        var (format, plan) = (input.Port.Format, input.Plan);
        if (plan.Card.Rate > 0 && format.Rate != plan.Card.Rate)
            throw new FormatMismatchException($"{plan.Card.Rate:0.####} Hz for the model's '{plan.Card.Name}'", $"{format}", $"put dsp.resample with rate: {plan.Card.Rate:0.####} before it");
        if (format.SampleSize != plan.Width || !IsLaidOut(format.Shape, plan.Shape))
            throw new FormatMismatchException($"samples of [{string.Join(", ", plan.Shape)}] for the model's '{plan.Card.Name}'", $"{format}", plan.Width == 1 ? "select one channel with dsp.select" : "select those channels with dsp.select, or check the card's axes");
        if (format.Rate == 0) throw new FormatMismatchException("a regular stream", $"{format}", "a model is fed by what comes at a steady rate");
    }

    // A sample that is one row of numbers, as a recording holds it, may be meant as any; one of several dimensions is what it says.
    private static bool IsLaidOut(ValueList<int> stream, ValueList<int> model)
    {
        var found = stream.Where(d => d != 1).ToList();
        return found.Count < 2 || found.SequenceEqual(model.Where(d => d != 1));
    }

    private static StreamFormat FormatOf(StepPort plan, ModelInput first)
    {
        var rate = first.Port.Format.Rate * plan.Time / first.Plan.Hop;
        if (plan.Card.Rate > 0 && Math.Abs(rate - plan.Card.Rate) > 1e-9 * rate)
            throw new FormatMismatchException($"{plan.Card.Rate:0.####} Hz out of the model's '{plan.Card.Name}', as its card says", $"{rate:0.####} Hz, from {plan.Time} samples for each {first.Plan.Hop} of '{first.Plan.Card.Name}'", "correct the card's rate or hop");
        // What comes out sample for sample as it went in, such as spectra that were cleaned or the tokens of channels, is still of the same channels.
        var from = first.Port.Format;
        var format = plan.Format(rate);
        if (!plan.Shape.SequenceEqual(from.Shape) || plan.Time != first.Plan.Hop) return format;
        return format with { Labels = format.Labels.Count > 0 ? format.Labels : from.Labels, Axis = format.Kind == from.Kind ? from.Axis : null };
    }
}

/// <summary>What is done when a model makes or remembers a number that is none.</summary>
public enum Unsound
{
    /// <summary>Its state is reset, the step's result is left out as a gap, and both are counted and told.</summary>
    Reset,

    /// <summary>The run fails.</summary>
    Fail,

    /// <summary>Nothing: they go on as they are.</summary>
    Keep,
}

/// <summary>A model made or remembered a number that is none.</summary>
public sealed class UnsoundModelException : Exception
{
    /// <summary>Names the model and the step.</summary>
    public UnsoundModelException(string model, long step)
        : base($"{Path.GetFileName(model)} made a number that is none (NaN or infinite) in step {step}; look at what it is fed, or let it go on with 'unsound: reset'")
    {
    }
}
