using System.Buffers;
using Streaming.Runtime;

namespace Streaming;

/// <summary>One running copy of a graph, with its state.</summary>
public sealed class Session : IAsyncDisposable, ISessionStatus
{
    private readonly Plan plan;
    private readonly RunOptions options;
    private readonly SessionControl control;
    private readonly SessionBuilder parts;
    private readonly SessionMeter meter;
    private readonly long created;
    private readonly SessionTrace trace;
    private Task completion = Task.CompletedTask;

    internal Session(Plan plan, RunOptions options)
    {
        this.plan = plan;
        this.options = options;
        control = new SessionControl(options.Time, options.Speed, options.Limit, options.PauseAtLimit);
        trace = new SessionTrace(plan);
        parts = new SessionBuilder(plan, options, control, this, trace);
        meter = new SessionMeter(plan.Graph.Name, this);
        created = options.Time.GetTimestamp();
    }

    /// <summary>The plan it runs.</summary>
    public Plan Plan => plan;

    /// <summary>Ends when the session has ended or paused: all threads have left and, unless paused, all sinks are closed.</summary>
    /// <exception cref="NodeFailedException">A node failed; everything else was drained and closed.</exception>
    public Task Completion => completion;

    /// <summary>It stopped so that it can be saved or go on; else it ended.</summary>
    public bool IsPaused => control.AllLeft.IsCompleted && parts.Segments.Any(s => !s.HasEnded);

    /// <inheritdoc/>
    public double StreamTime => parts.Sources.Count == 0 ? 0 : parts.Sources.Max(s => s.StreamTime);

    /// <inheritdoc/>
    public (double Median, double P99) Latency
    {
        get
        {
            var all = new LatencyHistogram();
            foreach (var probe in parts.Probes.Values) all.Add(probe.Times);
            return (all.Percentile(0.5), all.Percentile(0.99));
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<NodeStatus> Nodes => parts.Meters;

    /// <inheritdoc/>
    public IReadOnlyList<LinkStatus> Links => parts.Links;

    /// <summary>Begins to run, or goes on after a pause.</summary>
    /// <exception cref="InvalidOperationException">It is running.</exception>
    public void Run()
    {
        if (!completion.IsCompleted) throw new InvalidOperationException("The session is running; pause it first, or wait for its end.");
        var segments = parts.Segments.Where(s => !s.HasEnded).ToList();
        control.Start(segments);
        completion = Finish();
    }

    /// <summary>Lets every source stop, everything under way be worked off, and every sink be closed.</summary>
    public void Stop() => control.Stop();

    /// <summary>Stops at once; sinks are closed with what they have.</summary>
    public void Abort() => control.Abort();

    /// <summary>Lets every source stop and everything under way be worked off, but ends nothing: the session can be saved and can go on.</summary>
    public async Task PauseAsync()
    {
        control.Pause();
        await completion.ConfigureAwait(false);
    }

    /// <summary>Writes everything the session remembers; it must be paused.</summary>
    /// <exception cref="InvalidOperationException">It is running.</exception>
    public void Save(IBufferWriter<byte> output)
    {
        if (!control.AllLeft.IsCompleted) throw new InvalidOperationException("Pause the session before it is saved.");
        SessionState.Save(plan, parts, output);
    }

    /// <summary>Restores what <see cref="Save"/> wrote, before the session runs.</summary>
    /// <exception cref="StateException">It was written by another graph, or is damaged.</exception>
    public void Load(ReadOnlyMemory<byte> state) => SessionState.Load(plan, parts, state);

    /// <summary>Changes a live setting; it takes effect between two blocks.</summary>
    /// <param name="node">The node's name.</param>
    /// <param name="setting">The setting's name.</param>
    /// <param name="value">The value as in a graph file.</param>
    /// <returns>Ends when the change has taken effect.</returns>
    /// <exception cref="GraphException">There is no such node, or the setting is unknown, out of range or not live, or the node refuses; then nothing has changed.</exception>
    public Task SetAsync(string node, string setting, string value)
    {
        var place = new Place($"{node}.{setting}");
        var planned = plan.Nodes.FirstOrDefault(n => n.Name == node)
            ?? throw new GraphException(new GraphError(place, node, setting, "a node of this graph", $"'{node}'", Nearest.Remedy(node, plan.Nodes.Select(n => n.Name))));
        var reader = new SettingReader(planned.Node.Descriptor, node, place, new Dictionary<string, SettingValue> { [setting] = Graphs.YamlSettings.Parse(value, place) });
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        parts.Segments[planned.Segment].Post(() =>
        {
            try
            {
                planned.Node.Change(reader);
                trace.Happened("setting", node, $"{setting}: {value}");
                done.SetResult();
            }
            catch (GraphException e)
            {
                done.SetException(e);
            }
            catch (Exception e) when (e is IExplained)
            {
                var why = (IExplained)e;
                done.SetException(new GraphException(new GraphError(place, node, setting, why.Expected, why.Where.Length > 0 ? $"{why.Found} at {why.Where}" : why.Found, why.Remedy)));
            }
        });
        return done.Task;
    }

    /// <summary>Everything measured so far, and what the result nodes conclude.</summary>
    public RunReport Report() => RunReport.Of(plan, parts, options, options.Time.GetElapsedTime(created));

    /// <summary>Stops at once if it still runs, and closes every sink.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!control.AllLeft.IsCompleted) Abort();
        await ((Task)completion).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var segment in parts.Segments) segment.CloseResources();
        meter.Dispose();
        trace.Dispose();
    }

    private async Task Finish()
    {
        await control.AllLeft.ConfigureAwait(false);
        foreach (var segment in parts.Segments) segment.Join();
        control.Failure?.Throw();
    }
}
