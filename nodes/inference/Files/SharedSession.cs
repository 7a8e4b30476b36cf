using Microsoft.ML.OnnxRuntime;

namespace Streaming.Inference;

/// <summary>
/// A model's weights, loaded once per process however many nodes run it: ONNX Runtime may run one session from several threads, and each node has its own states.
/// What it prepared of the weights is shared with them. They are freed with the last user, or with the collector where a graph was only checked.
/// </summary>
internal sealed class SharedSession : IDisposable
{
    private static readonly Lock gate = new();
    private static readonly Dictionary<Key, WeakReference<SharedSession>> open = [];

    private readonly Key key;
    private OrtAllocator? allocator;
    private int users;
    private int captures;

    private SharedSession(Key key, InferenceSession session)
    {
        (this.key, Session) = (key, session);
        IsOnHost = key.Execution.Provider is Provider.Cpu or Provider.Coreml;
        // A session on a device must outlive what is bound to it, which a collector does not see to: where a graph was only checked, it stays until the process ends.
        if (!IsOnHost) GC.SuppressFinalize(session);
    }

    /// <summary>ONNX Runtime's session.</summary>
    public InferenceSession Session { get; }

    /// <summary>How it is run.</summary>
    public Execution Execution => key.Execution;

    /// <summary>Its tensors lie in the processor's memory.</summary>
    public bool IsOnHost { get; }

    /// <summary>Held by whoever uses a device: DirectML and WebGPU run one step at a time, of whatever session.</summary>
    public static Lock Device { get; } = new();

    /// <summary>How many models below a folder are open in this process.</summary>
    public static int OpenAt(string folder)
    {
        lock (gate) return open.Keys.Count(k => k.Path.StartsWith(folder, StringComparison.Ordinal));
    }

    /// <summary>The session of a file: that of another node if the file is still the same, else a new one. Dispose it once for each call.</summary>
    /// <param name="path">The model.</param>
    /// <param name="execution">How it is run.</param>
    /// <exception cref="ModelException">It cannot be loaded, or not be run so.</exception>
    public static SharedSession Of(string path, Execution execution)
    {
        _ = NativeRuntime.Library;
        var file = new FileInfo(path);
        var key = new Key(path, file.LastWriteTimeUtc.Ticks, file.Length, execution);
        lock (gate)
        {
            if (!open.TryGetValue(key, out var known) || !known.TryGetTarget(out var shared))
            {
                foreach (var collected in open.Where(o => !o.Value.TryGetTarget(out _)).Select(o => o.Key).ToList()) open.Remove(collected);
                open[key] = new(shared = new(key, Load(path, execution, options => new InferenceSession(path, options))));
            }
            shared.users++;
            return shared;
        }
    }

    /// <summary>A session of a model that was just made, for one user.</summary>
    /// <param name="model">The model.</param>
    /// <param name="execution">How it is run.</param>
    /// <exception cref="ModelException">It cannot be run so.</exception>
    public static SharedSession OfBytes(byte[] model, Execution execution)
    {
        const string name = "rows of sessions";
        return new SharedSession(new Key(name, 0, 0, execution), Load(name, execution, options => new InferenceSession(model, options))) { users = 1 };
    }

    /// <summary>Memory where the model takes an input; the processor's where it takes that one there.</summary>
    public TensorMemory MemoryOfInput(TensorInfo tensor, ReadOnlySpan<int> dimensions) => Memory(Session.InputNames, Session.GetMemoryInfosForInputs, tensor, dimensions);

    /// <summary>Memory where the model puts an output.</summary>
    public TensorMemory MemoryOfOutput(TensorInfo tensor, ReadOnlySpan<int> dimensions) => Memory(Session.OutputNames, Session.GetMemoryInfosForOutputs, tensor, dimensions);

    /// <summary>A number under which another step is recorded; 0: none is.</summary>
    public int NextCapture() => key.Execution.Capture ? Interlocked.Increment(ref captures) : 0;

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            if (--users > 0) return;
            if (open.TryGetValue(key, out var known) && known.TryGetTarget(out var shared) && shared == this) open.Remove(key);
        }
        allocator?.Dispose();
        Session.Dispose();
    }

    private TensorMemory Memory(IReadOnlyList<string> names, Func<IDisposableReadOnlyCollection<OrtMemoryInfo>> places, TensorInfo tensor, ReadOnlySpan<int> dimensions)
    {
        if (IsOnHost) return TensorMemory.Of(tensor.Type, dimensions);
        using var all = places();
        var place = all[names.ToList().IndexOf(tensor.Name)];
        if (place.Name == "Cpu") return TensorMemory.Of(tensor.Type, dimensions);
        // The infos die with their list; the allocator's own lives as long as it does.
        lock (gate) allocator ??= new OrtAllocator(Session, place);
        return new DeviceMemory(allocator, tensor.Type, dimensions);
    }

    private static InferenceSession Load(string path, Execution execution, Func<SessionOptions, InferenceSession> open)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = execution.Threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        // A thread that spins while it waits for the next frame would take a whole core for nothing.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        if (execution.Provider != Provider.Cpu) options.AddSessionConfigEntry("session.record_ep_graph_assignment_info", "1");
        ProviderSetup.Add(path, options, execution);
        InferenceSession session;
        try
        {
            session = open(options);
        }
        catch (OnnxRuntimeException e)
        {
            throw execution.Provider == Provider.Cpu
                ? new ModelException(path, "a model that ONNX Runtime can load", RuntimeMessage.OneLine(e), "export it again, with an older opset if it is newer than this program", e)
                : new ModelException(path, $"a model and a device that '{ProviderSetup.Name(execution.Provider)}' can use", RuntimeMessage.OneLine(e), "try 'provider: cpu' to tell the two apart", e);
        }
        if (execution.Provider == Provider.Cpu || execution.Fallback || Fallback.Of(session) is not { Count: > 0 } left) return session;
        session.Dispose();
        throw new ModelException(
            path,
            $"a model that '{ProviderSetup.Name(execution.Provider)}' runs wholly",
            $"operators that fall back to the processor: {Fallback.Shown(left)}",
            "allow it with 'fallback: true', at the cost of copies in every step, or export the model without them");
    }

    private readonly record struct Key(string Path, long Written, long Length, Execution Execution);
}
