using Microsoft.ML.OnnxRuntime;

namespace Streaming.Inference;

/// <summary>
/// A model's weights, loaded once per process however many nodes run it: ONNX Runtime may run one session from several threads, and each node has its own states.
/// They are freed with the last user, or with the collector where a graph was only checked.
/// </summary>
internal sealed class SharedSession : IDisposable
{
    private static readonly Lock gate = new();
    private static readonly Dictionary<Key, WeakReference<SharedSession>> open = [];

    private readonly Key key;
    private int users;

    private SharedSession(Key key, InferenceSession session) => (this.key, Session) = (key, session);

    /// <summary>ONNX Runtime's session.</summary>
    public InferenceSession Session { get; }

    /// <summary>How many models below a folder are open in this process.</summary>
    public static int OpenAt(string folder)
    {
        lock (gate) return open.Keys.Count(k => k.Path.StartsWith(folder, StringComparison.Ordinal));
    }

    /// <summary>The session of a file: that of another node if the file is still the same, else a new one. Dispose it once for each call.</summary>
    /// <param name="path">The model.</param>
    /// <param name="threads">Threads within a step.</param>
    /// <exception cref="ModelException">It cannot be loaded.</exception>
    public static SharedSession Of(string path, int threads)
    {
        var file = new FileInfo(path);
        var key = new Key(path, file.LastWriteTimeUtc.Ticks, file.Length, threads);
        lock (gate)
        {
            if (!open.TryGetValue(key, out var known) || !known.TryGetTarget(out var shared)) open[key] = new(shared = new(key, Load(path, threads)));
            shared.users++;
            return shared;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            if (--users > 0) return;
            open.Remove(key);
        }
        Session.Dispose();
    }

    private static InferenceSession Load(string path, int threads)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        // A thread that spins while it waits for the next frame would take a whole core for nothing.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        try
        {
            return new InferenceSession(path, options);
        }
        catch (OnnxRuntimeException e)
        {
            throw new ModelException(path, "a model that ONNX Runtime can load", OneLine(e.Message), "export it again, with an older opset if it is newer than this program", e);
        }
    }

    // Its messages hold the error's class and the place in its own sources.
    private static string OneLine(string message)
    {
        var text = message.ReplaceLineEndings(" ").Trim();
        var end = text.LastIndexOf("] ", StringComparison.Ordinal);
        return end >= 0 && end + 2 < text.Length ? text[(end + 2)..] : text;
    }

    private readonly record struct Key(string Path, long Written, long Length, int Threads);
}
