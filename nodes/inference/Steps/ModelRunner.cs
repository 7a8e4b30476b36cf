using Microsoft.ML.OnnxRuntime;

namespace Streaming.Inference;

/// <summary>
/// Runs one model for one session or several. For every number of sessions it holds two bindings prepared once, over the same memory: one reads the first side of
/// the state and writes the second, the other the reverse. A step is a single call; it allocates nothing, and only new samples and results are copied.
/// </summary>
internal sealed class ModelRunner : IDisposable
{
    private readonly LoadedModel model;
    private readonly StepPlan plan;
    private readonly StateArena arena;
    private readonly TensorMemory[] inputs;
    private readonly TensorMemory[] outputs;
    private readonly List<TensorMemory> constants = [];
    private readonly StepBinding[][] bindings;
    private readonly Rendezvous<Slot> meeting;

    private ModelRunner(LoadedModel model, int most, TimeSpan deadline, TimeProvider time)
    {
        (this.model, plan) = (model, model.Plan);
        arena = new StateArena(model, most);
        var shared = model.Shared;
        inputs = [.. plan.Inputs.Select(p => shared.MemoryOfInput(p.Tensor, p.DimensionsFor(most)))];
        outputs = [.. plan.Outputs.Select(p => shared.MemoryOfOutput(p.Tensor, p.DimensionsFor(most)))];
        foreach (var constant in plan.Constants)
        {
            constants.Add(shared.MemoryOfInput(constant.Tensor, constant.DimensionsFor(most)));
            constants[^1].Fill(constant.Card.Values.Span);
        }
        bindings = [.. Enumerable.Range(1, most).Select(n => new[] { Bind(n, 0), Bind(n, 1) })];
        meeting = new Rendezvous<Slot>(most, deadline, time, Step);
    }

    /// <summary>How a step is bound.</summary>
    public StepPlan Plan => plan;

    /// <summary>Bytes that a step of one session copies to the device and from it; 0 on the processor.</summary>
    public (long Up, long Down) CrossingBytes => bindings[0][0].CrossingBytes;

    /// <summary>States that lie in the memory of a device.</summary>
    public int StatesOnDevice => arena.OnDevice;

    /// <summary>States that are written where they are read.</summary>
    public int StatesInPlace => arena.InPlace;

    /// <summary>States whose rows the device itself moves when others step than before, and the bytes that cross to it and back for that.</summary>
    public (int States, long Up, long Down) Moves => (arena.MovedOnDevice, arena.CrossingBytes.Up, arena.CrossingBytes.Down);

    /// <summary>Sessions that step here.</summary>
    public int Sessions => meeting.Joined;

    /// <summary>Prepares a model to be stepped, and runs it once on what is thrown away.</summary>
    /// <param name="model">The model; it is disposed with the runner, or when there is none.</param>
    /// <param name="most">Sessions in a step, at most.</param>
    /// <param name="deadline">How long a session that is ready waits for others.</param>
    /// <param name="time">The clock by which it waits.</param>
    /// <exception cref="ModelException">It cannot step several sessions at once, or not be run at all.</exception>
    public static ModelRunner Of(LoadedModel model, int most, TimeSpan deadline, TimeProvider time)
    {
        ModelRunner? runner = null;
        try
        {
            if (most > 1) model.Plan.CheckBatch(model.Path, most);
            runner = new ModelRunner(model, most, deadline, time);
            runner.Warm(most);
            return runner;
        }
        catch (Exception e)
        {
            ((IDisposable?)runner ?? model).Dispose();
            if (e is OnnxRuntimeException refused) throw CannotRun(model.Path, RuntimeMessage.OneLine(refused), e);
            throw;
        }
    }

    /// <summary>A new session steps here from now on.</summary>
    public Slot Join()
    {
        var slot = new Slot(arena, plan);
        meeting.Join(slot);
        return slot;
    }

    /// <summary>A session steps here no more.</summary>
    public void Leave(Slot slot)
    {
        meeting.Leave(slot);
        arena.Leave(slot);
    }

    /// <summary>A session does not step here for now; nobody waits for it until it comes again.</summary>
    public void Rest(Slot slot) => meeting.Rest(slot);

    /// <summary>Runs the model once for a session whose inputs are filled, together with others that are ready.</summary>
    /// <exception cref="ModelException">It cannot be run on what it was given.</exception>
    public void Run(Slot slot) => meeting.Come(slot);

    /// <summary>Runs the model once for all of these sessions; one that it cannot be run for fails alone.</summary>
    public void Step(ReadOnlySpan<Slot> ready)
    {
        try
        {
            Pack(ready);
        }
        catch (OnnxRuntimeException e) when (ready.Length == 1)
        {
            ready[0].Failure = new ModelException(model.Path, "numbers that the model can use", RuntimeMessage.OneLine(e), "look at what flows into it", e);
        }
        catch (OnnxRuntimeException)
        {
            for (var i = 0; i < ready.Length; i++) Step(ready.Slice(i, 1));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        meeting.Dispose();
        foreach (var binding in bindings.SelectMany(b => b)) binding.Dispose();
        foreach (var memory in (TensorMemory[])[.. inputs, .. outputs, .. constants]) memory.Dispose();
        arena.Dispose();
        model.Dispose();
    }

    private void Pack(ReadOnlySpan<Slot> ready)
    {
        arena.Pack(ready);
        var count = ready.Length;
        for (var i = 0; i < inputs.Length; i++)
        {
            var layout = plan.Inputs[i].Layout;
            foreach (var slot in ready) layout.Write(inputs[i].Bytes, count, slot.Row, slot.Inputs[i].Bytes);
        }
        bindings[count - 1][arena.Side].Run();
        arena.Swap();
        for (var i = 0; i < outputs.Length; i++)
        {
            var layout = plan.Outputs[i].Layout;
            foreach (var slot in ready) layout.Read(outputs[i].Bytes, count, slot.Row, slot.Outputs[i].Bytes);
        }
        foreach (var slot in ready) slot.Look();
    }

    private StepBinding Bind(int sessions, int side)
    {
        var binding = new StepBinding(model.Shared);
        var (read, written) = (arena.Of(side), arena.Of(side ^ 1));
        for (var i = 0; i < plan.States.Count; i++)
        {
            binding.Keep(plan.States[i].Input.Name, read[i], plan.States[i].DimensionsFor(sessions));
            binding.Leave(plan.States[i].Output.Name, written[i], plan.States[i].OutputDimensionsFor(sessions));
        }
        for (var i = 0; i < constants.Count; i++) binding.Keep(plan.Constants[i].Tensor.Name, constants[i], plan.Constants[i].DimensionsFor(sessions));
        for (var i = 0; i < inputs.Length; i++) binding.Read(plan.Inputs[i].Tensor.Name, inputs[i], plan.Inputs[i].DimensionsFor(sessions));
        for (var i = 0; i < outputs.Length; i++) binding.Write(plan.Outputs[i].Tensor.Name, outputs[i], plan.Outputs[i].DimensionsFor(sessions));
        return binding;
    }

    /// <summary>
    /// The first step of a model allocates and prepares; it is run on what will be thrown away. A device prepares each number of sessions anew, which can take seconds.
    /// </summary>
    private void Warm(int most)
    {
        var counts = most == 1 ? [1] : model.Shared.IsOnHost ? (int[])[1, most] : [.. Enumerable.Range(1, most)];
        foreach (var count in counts)
        {
            var slots = Enumerable.Range(0, count).Select(_ => new Slot(arena, plan)).ToArray();
            Step(slots);
            foreach (var slot in slots) arena.Leave(slot);
            if (slots[0].Failure is ModelException e) throw CannotRun(model.Path, e.Found, e);
        }
    }

    private static ModelException CannotRun(string path, string found, Exception inner) =>
        new(path, "a model that can be run as its card says", found, "check the dimensions in its card, and its constants", inner);
}
