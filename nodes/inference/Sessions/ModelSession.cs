namespace Streaming.Inference;

/// <summary>
/// One session's place at a model with states, for a node of a model family that steps it by itself: fill the inputs, <see cref="Run"/>, read the outputs. Where
/// several may step as one, they meet as the nodes <c>onnx</c> do. What it remembers can be saved, or go on at another length of time. Nothing is allocated by a step.
/// </summary>
public sealed class ModelSession : IState, IDisposable
{
    private readonly SharedRunner shared;
    private readonly Slot slot;
    private readonly string path;
    private readonly Unsound unsound;
    private Action<string> note = static _ => { };
    private string resetNote = "";
    private string lateNote = "";
    private bool isLateTold;

    private ModelSession(SharedRunner shared, string path, Unsound unsound)
    {
        (this.shared, this.path, this.unsound) = (shared, path, unsound);
        slot = shared.Runner.Join();
    }

    /// <summary>Steps so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Times that what it remembers was reset because the model made a number that is none.</summary>
    public long Resets { get; private set; }

    /// <summary>It was not disposed; what it concluded can be read afterwards too.</summary>
    public bool IsOpen { get; private set; } = true;

    /// <summary>Sessions that meet where it steps, itself included.</summary>
    internal int Company => shared.Runner.Sessions;

    /// <summary>How a step is bound.</summary>
    internal StepPlan Plan => shared.Runner.Plan;

    /// <summary>To be filled before a step.</summary>
    internal IReadOnlyList<TensorMemory> Inputs => slot.Inputs;

    /// <summary>Filled by a step.</summary>
    internal IReadOnlyList<TensorMemory> Outputs => slot.Outputs;

    /// <summary>Opens a model.</summary>
    /// <param name="path">A folder with model.onnx and card.yaml, or a file ending with .onnx or .ort.</param>
    /// <param name="use">How it is used.</param>
    /// <exception cref="ModelException">It cannot be found, read, or understood, or not be used so.</exception>
    public static ModelSession Open(string path, ModelUse use) => Of(LoadedModel.Load(path, use), path, use);

    /// <summary>A session at a loaded model, which is the session's from now on.</summary>
    internal static ModelSession Of(LoadedModel model, string path, ModelUse use)
    {
        var session = new ModelSession(SharedRunner.Of(model, use.Batch, use.Deadline), path, use.Unsound);
        foreach (var name in use.Varying)
            if (model.Card.Constants.FirstOrDefault(c => c.Tensor == name) is { } constant) session.slot.Inputs[session.InputAt(name)].Fill(constant.Values.Span);
        return session;
    }

    /// <summary>The numbers of an input, by port or tensor, as the tensor holds them; what stands there stays from step to step.</summary>
    /// <exception cref="ModelException">There is none of that name, or it holds another type.</exception>
    public Span<T> Input<T>(string name) where T : unmanaged => Memory<T>(slot.Inputs[InputAt(name)], name);

    /// <summary>The numbers of an output, by port or tensor, as the last step left them.</summary>
    /// <exception cref="ModelException">There is none of that name, or it holds another type.</exception>
    public ReadOnlySpan<T> Output<T>(string name) where T : unmanaged => Memory<T>(slot.Outputs[OutputAt(name)], name);

    /// <summary>Fills an input with the samples of a step, [time, ...] as a stream has them; the card says how they lie in the tensor.</summary>
    /// <exception cref="ModelException">There is none of that name, or it holds another type.</exception>
    public void Feed<T>(string name, ReadOnlySpan<T> samples) where T : unmanaged
    {
        var at = InputAt(name);
        var port = Plan.Inputs[at];
        port.ToTensor(samples, 0, port.Time, Memory<T>(slot.Inputs[at], name));
    }

    /// <summary>Takes the first samples that the last step made, [time, ...] as a stream has them.</summary>
    /// <exception cref="ModelException">There is none of that name, or it holds another type.</exception>
    public void Take<T>(string name, int count, Span<T> samples) where T : unmanaged
    {
        var at = OutputAt(name);
        Plan.Outputs[at].ToStream<T>(Memory<T>(slot.Outputs[at], name), count, samples);
    }

    /// <summary>The card names such an output.</summary>
    public bool HasOutput(string name) => At(Plan.Outputs, name) >= 0;

    /// <summary>Numbers in a sample of an output.</summary>
    /// <exception cref="ModelException">There is none of that name.</exception>
    public int Width(string name) => Plan.Outputs[OutputAt(name)].Width;

    /// <summary>Says to the user what happens while it runs: that sessions wait for each other, that numbers are none.</summary>
    public void Attach(NodeContext context)
    {
        var who = $"{context.Node}: {Path.GetFileName(path)}";
        note = context.Note;
        resetNote = $"{who} made a number that is none (NaN or infinite); what it remembers was reset, and will be each time (the run's results count them)";
        lateNote = $"{who} is kept busy by other sessions: a step began after its deadline (the run's results count them)";
    }

    /// <summary>Runs the model once on its inputs, together with other sessions that are ready.</summary>
    /// <returns>False where it made or remembers a number that is none, and was reset: what it made is to be left out, and the stream to say so by a gap.</returns>
    /// <exception cref="ModelException">It cannot be run on what it was given.</exception>
    /// <exception cref="UnsoundModelException">It made a number that is none, and is to fail then.</exception>
    public bool Run()
    {
        shared.Runner.Run(slot);
        Steps++;
        if (slot.Late > 0 && !isLateTold) TellLate();
        if (unsound == Unsound.Keep || IsSound()) return true;
        if (unsound == Unsound.Fail) throw new UnsoundModelException(path, Steps);
        if (Resets++ == 0) note(resetNote);
        Forget();
        return false;
    }

    /// <summary>Forgets what the model remembers; its steps are counted on.</summary>
    public void Forget() => slot.Reset();

    /// <summary>Goes on in another session of a model with the same states, such as one of another length of time; this one rests until it is used again.</summary>
    /// <exception cref="ModelException">Its states are not alike.</exception>
    public void MoveTo(ModelSession other)
    {
        Plan.CheckStates(other.path, other.Plan);
        slot.MoveTo(other.slot);
        shared.Runner.Rest(slot);
        (other.Steps, other.Resets, other.isLateTold) = (Steps, Resets, isLateTold);
        (other.note, other.resetNote, other.lateNote) = (note, resetNote, lateNote);
    }

    /// <summary>Its steps, resets and those that were late, for a report.</summary>
    public IReadOnlyList<Conclusion> Conclude()
    {
        List<Conclusion> all = [new("steps", Steps)];
        if (Resets > 0) all.Add(new("resets", Resets));
        if (slot.Late > 0) all.AddRange([new("late steps", slot.Late), new("latest step", 1000 * slot.Lateness, "ms")]);
        return all;
    }

    /// <inheritdoc/>
    public void Save(ref StateWriter writer)
    {
        writer.Write("steps", Steps);
        writer.Write("resets", Resets);
        writer.Write("isLateTold", isLateTold);
        slot.Save(ref writer);
    }

    /// <inheritdoc/>
    public void Load(ref StateReader reader)
    {
        Steps = reader.ReadInt64("steps");
        Resets = reader.ReadInt64("resets");
        isLateTold = reader.ReadBoolean("isLateTold");
        slot.Load(ref reader);
    }

    /// <inheritdoc/>
    public void Reset()
    {
        (Steps, Resets, isLateTold) = (0, 0, false);
        slot.Reset();
    }

    /// <summary>Leaves the model, which is freed with its last session.</summary>
    public void Dispose()
    {
        if (!IsOpen) return;
        IsOpen = false;
        shared.Runner.Leave(slot);
        shared.Dispose();
    }

    private bool IsSound()
    {
        if (!slot.IsSound) return false;
        for (var i = 0; i < slot.Outputs.Count; i++)
            if (!slot.Outputs[i].IsFinite(0, slot.Outputs[i].Bytes.Length)) return false;
        return true;
    }

    private void TellLate()
    {
        isLateTold = true;
        note(lateNote);
    }

    private int InputAt(string name)
    {
        var at = At(Plan.Inputs, name);
        return at >= 0 ? at : throw Missing("an input", name, Plan.Inputs);
    }

    private int OutputAt(string name)
    {
        var at = At(Plan.Outputs, name);
        return at >= 0 ? at : throw Missing("an output", name, Plan.Outputs);
    }

    private static int At(IReadOnlyList<StepPort> ports, string name)
    {
        for (var i = 0; i < ports.Count; i++)
            if (ports[i].Card.Name == name || ports[i].Tensor.Name == name) return i;
        return -1;
    }

    private Span<T> Memory<T>(TensorMemory memory, string name) where T : unmanaged
    {
        if (memory is TensorMemory<T> typed) return typed.Values;
        throw new ModelException(path, $"'{name}' of type {typeof(T).Name}", memory.GetType().GenericTypeArguments[0].Name, "export the model with that type");
    }

    private ModelException Missing(string what, string name, IReadOnlyList<StepPort> ports) =>
        new(path, $"{what} '{name}' in its card", ports.Count == 0 ? "none" : string.Join(", ", ports.Select(p => p.Card.Name)), "correct the card, or export the model with it");
}
