using System.Runtime.ExceptionServices;

namespace Streaming.Runtime;

/// <summary>
/// Nodes fused onto one thread. It is driven by a source, or by the links that lead into it. Blocks run depth first through its stages, so a sample is worked on
/// while it is still in the cache.
/// </summary>
internal sealed class Segment(string name, SessionControl control)
{
    /// <summary>Blocks taken from a link at once.</summary>
    public const int Batch = 32;

    private readonly Block[] batch = new Block[Batch];
    private readonly Queue<Action> commands = new();
    private Thread? thread;
    private long bytesBefore = -1;
    private bool isRunning;

    public string Name => name;

    /// <summary>Guards the links into this segment and wakes its thread.</summary>
    public object Gate { get; } = new();

    public SourceStage? Source { get; set; }

    public List<Link> In { get; } = [];

    public List<Link> Out { get; } = [];

    /// <summary>The nodes on this thread that may ask to be called at a time.</summary>
    public List<StepStage> Stages { get; } = [];

    /// <summary>The nodes on this thread that hold something outside the process, in the graph's order.</summary>
    public List<HeldResource> Resources { get; } = [];

    /// <summary>Batches or steps since the start.</summary>
    public long Rounds { get; private set; }

    /// <summary>Managed bytes this thread allocated from when it was warm until an input ended; 0 is the law.</summary>
    public long Allocated { get; private set; }

    /// <summary>All its links have ended, or its source is done.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Begins, or goes on after a pause.</summary>
    public void Start()
    {
        foreach (var link in Out) link.Pause(false);
        isRunning = true;
        thread = new Thread(Run) { Name = name, IsBackground = true };
        thread.Start();
    }

    public void Join() => thread?.Join();

    /// <summary>Runs something on this thread between two blocks; at once where the thread has ended or is paused.</summary>
    public void Post(Action command)
    {
        lock (Gate)
        {
            commands.Enqueue(command);
            if (!isRunning) RunCommands();
            Monitor.PulseAll(Gate);
        }
    }

    public void Wake()
    {
        lock (Gate) Monitor.PulseAll(Gate);
    }

    /// <summary>Waits for a time, or until the session stops or pauses. True: the time has passed.</summary>
    public bool Wait(TimeSpan duration)
    {
        if (duration <= TimeSpan.Zero) return true;
        Wait(duration, static control => control.IsLeaving);
        return !control.IsLeaving;
    }

    /// <summary>Waits for a time, also where the session stops or pauses: it is a node that waits, and there may be work left for it.</summary>
    /// <exception cref="OperationCanceledException">The session ends at once.</exception>
    public void Rest(TimeSpan duration)
    {
        Wait(duration, static control => control.IsAborted);
        control.ThrowIfAborted();
    }

    private void Wait(TimeSpan duration, Func<SessionControl, bool> isOver)
    {
        var until = control.Time.GetTimestamp() + (long)(duration.TotalSeconds * control.Time.TimestampFrequency);
        lock (Gate)
        {
            while (control.Time.GetTimestamp() < until && !isOver(control))
            {
                RunCommands();
                if (!isOver(control)) WaitForPulse(until);
            }
        }
    }

    /// <summary>Waits until something happens here, at most to a stamp of the session's clock; to be called with the gate held.</summary>
    private void WaitForPulse(long until)
    {
        var time = control.Time;
        if (until == long.MaxValue)
        {
            Monitor.Wait(Gate);
            return;
        }
        var left = time.GetElapsedTime(time.GetTimestamp(), until);
        if (left <= TimeSpan.Zero) return;
        // Monitor counts in whole milliseconds: round up, a block may be late but never early.
        if (ReferenceEquals(time, TimeProvider.System))
        {
            Monitor.Wait(Gate, (int)Math.Min(int.MaxValue, Math.Ceiling(left.TotalMilliseconds)));
            return;
        }
        using var timer = time.CreateTimer(static s => ((Segment)s!).Wake(), this, left, Timeout.InfiniteTimeSpan);
        if (time.GetTimestamp() < until) Monitor.Wait(Gate);
    }

    private void Run()
    {
        try
        {
            Acquire();
            if (Source is not null) RunSource(Source);
            else RunLinks();
        }
        catch (OperationCanceledException)
        {
            HasEnded = true;
        }
        catch (Exception e)
        {
            HasEnded = true;
            control.Fail(ExceptionDispatchInfo.Capture(e));
        }
        finally
        {
            Leave();
        }
    }

    private void Acquire()
    {
        foreach (var held in Resources)
        {
            if (!held.IsOpen && !ReferenceEquals(held, Source?.Held)) held.Open();
        }
    }

    private void RunSource(SourceStage source)
    {
        while (!control.IsLeaving)
        {
            RunCommands();
            Watch();
            CallDue();
            if (!source.Step(this)) break;
        }
        StopWatching();
        if (source.IsPaused || (control.IsPausing && !source.IsDone)) return;
        HasEnded = true;
        source.End();
    }

    private void RunLinks()
    {
        while (true)
        {
            Link? link;
            int n;
            bool finished;
            lock (Gate)
            {
                while ((link = Choose()) is null && !Finished() && !IsDue())
                {
                    RunCommands();
                    if (Choose() is null && !Finished()) WaitForPulse(NextDue());
                }
                RunCommands();
                n = link?.Take(batch) ?? 0;
                finished = link is null && Finished();
            }
            if (finished) break;
            CallDue();
            if (link is null) continue;
            Watch();
            for (var i = 0; i < n; i++)
            {
                var block = batch[i];
                batch[i] = null!;
                link.Target.Receive(block);
            }
            DeliverEnds();
        }
        StopWatching();
        DeliverEnds();
        if (!In.All(l => l.EndDelivered)) return; // paused
        HasEnded = true;
    }

    private long NextDue()
    {
        var next = long.MaxValue;
        foreach (var stage in Stages) next = Math.Min(next, stage.Due);
        return next;
    }

    private bool IsDue() => NextDue() is var next && next != long.MaxValue && next <= control.Time.GetTimestamp();

    /// <summary>Calls the nodes that asked for it; a batch that was taken before waits for them in order.</summary>
    private void CallDue()
    {
        if (!IsDue()) return;
        var now = control.Time.GetTimestamp();
        foreach (var stage in Stages)
            if (stage.Due <= now) stage.Call();
    }

    /// <summary>The link to read next: the one whose blocks are waited for most.</summary>
    private Link? Choose()
    {
        control.ThrowIfAborted();
        Link? best = null;
        var least = int.MaxValue;
        var starving = false;
        foreach (var link in In)
        {
            if (link.Waiting == 0)
            {
                starving |= !link.HasEnded && !link.IsPaused;
                continue;
            }
            var backlog = link.Backlog();
            if (backlog >= least) continue;
            best = link;
            least = backlog;
        }
        if (best is not null && starving && least >= best.Capacity && !best.MayGrow) return null;
        return best;
    }

    private bool Finished()
    {
        control.ThrowIfAborted();
        foreach (var link in In)
            if (link.Waiting > 0 || !(link.HasEnded || link.IsPaused)) return false;
        return true;
    }

    private void DeliverEnds()
    {
        foreach (var link in In)
        {
            if (link.EndDelivered) continue;
            lock (Gate)
            {
                if (!link.HasEnded || link.Waiting > 0) continue;
            }
            StopWatching();
            link.EndDelivered = true;
            link.Target.End();
        }
    }

    private void RunCommands()
    {
        if (commands.Count == 0) return;
        lock (Gate)
        {
            while (commands.TryDequeue(out var command)) command();
        }
    }

    private void Watch()
    {
        if (++Rounds == NodeMeter.WarmUp) bytesBefore = GC.GetAllocatedBytesForCurrentThread();
    }

    /// <summary>The steady state ends with the first input that ends: what nodes do then they do once.</summary>
    private void StopWatching()
    {
        if (bytesBefore >= 0) Allocated += GC.GetAllocatedBytesForCurrentThread() - bytesBefore;
        bytesBefore = -1;
    }

    private void Leave()
    {
        lock (Gate)
        {
            RunCommands();
            isRunning = false;
        }
        if (HasEnded)
        {
            CloseResources();
            foreach (var link in In) link.Close();
            foreach (var link in Out) link.End();
        }
        else
        {
            foreach (var link in Out) link.Pause(true);
        }
        control.Left(this);
    }

    /// <summary>Gives back what the nodes hold; each is tried, whatever became of the others.</summary>
    public void CloseResources()
    {
        foreach (var held in Resources)
        {
            try
            {
                held.Close();
            }
            catch (Exception e)
            {
                control.Fail(ExceptionDispatchInfo.Capture(e));
            }
        }
    }
}
