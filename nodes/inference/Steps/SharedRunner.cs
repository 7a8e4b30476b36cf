namespace Streaming.Inference;

/// <summary>
/// The runners in which sessions meet: those of all nodes of a process that name the same model, card and way to run it. One steps on one thread at a time, so on the processor
/// a runner has no more sessions than can step at once, and further ones have another beside it, on another core. A device is one for all.
/// </summary>
internal sealed class SharedRunner : IDisposable
{
    private static readonly Lock gate = new();
    private static readonly Dictionary<Key, List<SharedRunner>> open = [];

    private readonly Key key;
    private int users;

    private SharedRunner(Key key, ModelRunner runner) => (this.key, Runner) = (key, runner);

    /// <summary>The runner.</summary>
    public ModelRunner Runner { get; }

    /// <summary>The runner for a model: one of the nodes before where several sessions may step at once and there is room, else a new one. Dispose it once for each call.</summary>
    /// <param name="model">The model; it is the runner's from now on.</param>
    /// <param name="most">Sessions in a step, at most.</param>
    /// <param name="deadline">How long a session that is ready waits for others.</param>
    /// <exception cref="ModelException">It cannot step several sessions at once, or not be run at all.</exception>
    public static SharedRunner Of(LoadedModel model, int most, TimeSpan deadline)
    {
        var key = new Key(model.Shared, model.Plan.Card, most, deadline);
        lock (gate)
        {
            var isOnHost = model.Shared.IsOnHost;
            var shared = most > 1 && open.TryGetValue(key, out var beside) ? beside.Find(s => s.users < most || !isOnHost) : null;
            if (shared is null)
            {
                shared = new SharedRunner(key, ModelRunner.Of(model, most, deadline, TimeProvider.System));
                if (!open.TryGetValue(key, out beside)) open[key] = beside = [];
                beside.Add(shared);
            }
            else
            {
                model.Dispose();
            }
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
            var beside = open[key];
            beside.Remove(this);
            if (beside.Count == 0) open.Remove(key);
        }
        Runner.Dispose();
    }

    private readonly record struct Key(object Session, Card Card, int Most, TimeSpan Deadline);
}
