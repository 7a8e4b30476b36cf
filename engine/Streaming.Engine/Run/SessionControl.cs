using System.Runtime.ExceptionServices;

namespace Streaming.Runtime;

/// <summary>What the threads of a session tell one another: to stop, to pause, to give up; and who has left.</summary>
internal sealed class SessionControl(TimeProvider time, double speed, double limit, bool pausesAtLimit)
{
    private readonly Lock gate = new();
    private readonly CancellationTokenSource aborted = new();
    private readonly List<Segment> segments = [];
    private ExceptionDispatchInfo? failure;
    private TaskCompletionSource allLeft = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int running;
    private volatile bool stopping;
    private volatile bool pausing;

    public TimeProvider Time => time;

    public double Speed => speed;

    /// <summary>Seconds of stream after which each source stops.</summary>
    public double Limit => limit;

    /// <summary>At the limit sources pause, so that the state can be saved, rather than end.</summary>
    public bool PausesAtLimit => pausesAtLimit;

    public bool IsStopping => stopping;

    public bool IsPausing => pausing;

    public bool IsAborted => aborted.IsCancellationRequested;

    /// <summary>Sources send no more.</summary>
    public bool IsLeaving => stopping || pausing || aborted.IsCancellationRequested;

    public CancellationToken Aborted => aborted.Token;

    public ExceptionDispatchInfo? Failure => failure;

    public Task AllLeft => allLeft.Task;

    public void Start(IReadOnlyList<Segment> all)
    {
        lock (gate)
        {
            segments.Clear();
            segments.AddRange(all);
            pausing = false;
            allLeft = new(TaskCreationOptions.RunContinuationsAsynchronously);
            running = all.Count;
        }
        foreach (var segment in all) segment.Start();
        if (all.Count == 0) allLeft.TrySetResult();
    }

    public void Stop()
    {
        stopping = true;
        WakeAll();
    }

    public void Pause()
    {
        pausing = true;
        WakeAll();
    }

    public void Abort()
    {
        aborted.Cancel();
        foreach (var segment in segments)
            foreach (var link in segment.In) link.Close();
        WakeAll();
    }

    /// <summary>Keeps the first failure, and lets everything else drain.</summary>
    public void Fail(ExceptionDispatchInfo error)
    {
        lock (gate) failure ??= error;
        Stop();
    }

    public void Left(Segment segment)
    {
        bool last;
        lock (gate) last = --running == 0;
        if (last) allLeft.TrySetResult();
    }

    public void ThrowIfAborted() => aborted.Token.ThrowIfCancellationRequested();

    private void WakeAll()
    {
        foreach (var segment in segments) segment.Wake();
    }
}
