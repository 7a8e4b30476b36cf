using System.Runtime.ExceptionServices;

namespace Streaming.Inference;

/// <summary>
/// Where the sessions of one model meet, so that those who are ready step as one. Whoever comes last runs the step on its own thread; there is no other. A step
/// begins when all who are awaited have come, or as many as it can hold, or when the first has waited until the deadline. Who was not there by then is not awaited
/// until it comes again, so one that stands still delays the others once. First come, first served: nobody steps twice while another waits.
/// </summary>
/// <typeparam name="T">Who meets.</typeparam>
internal sealed class Rendezvous<T> : IDisposable where T : Waiter
{
    private readonly Lock gate = new();
    private readonly TimeProvider time;
    private readonly long patience; // ticks of the clock
    private readonly Batch run;
    private readonly ITimer timer;
    private readonly List<T> joined = [];
    private readonly Queue<T> waiting = new();
    private readonly T[] batch;
    private int awaited;
    private int taken; // of the batch, by the step that runs
    private bool isRunning;
    private long freeSince;
    private long timed = long.MinValue; // when the one came for whom the timer was set

    /// <summary>A meeting of at most so many at once.</summary>
    public Rendezvous(int most, TimeSpan deadline, TimeProvider time, Batch run)
    {
        this.time = time;
        this.run = run;
        batch = new T[most];
        patience = (long)(deadline.TotalSeconds * time.TimestampFrequency);
        freeSince = time.GetTimestamp();
        timer = time.CreateTimer(static r => ((Rendezvous<T>)r!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Runs the step of all in a batch; what one fails with is its <see cref="Waiter.Failure"/>.</summary>
    public delegate void Batch(ReadOnlySpan<T> ready);

    /// <summary>How many may come.</summary>
    public int Joined
    {
        get
        {
            lock (gate) return joined.Count;
        }
    }

    /// <summary>How many have come and wait.</summary>
    public int Waiting
    {
        get
        {
            lock (gate) return waiting.Count;
        }
    }

    /// <summary>From now on it may come.</summary>
    public void Join(T waiter)
    {
        lock (gate) joined.Add(waiter);
    }

    /// <summary>It comes no more.</summary>
    public void Leave(T waiter)
    {
        lock (gate)
        {
            joined.Remove(waiter);
            Rest(waiter);
        }
    }

    /// <summary>It stays away for now, and is not awaited until it comes again.</summary>
    public void Rest(T waiter)
    {
        lock (gate)
        {
            Await(waiter, false);
            if (IsDue()) WakeFirst();
        }
    }

    /// <summary>Comes with a step that is ready, and returns when it has been run.</summary>
    /// <exception cref="Exception">What the step failed with.</exception>
    public void Come(T waiter)
    {
        bool isTurn;
        lock (gate)
        {
            waiter.Since = time.GetTimestamp();
            waiting.Enqueue(waiter);
            Await(waiter, true);
            isTurn = TakeTurn();
        }
        while (true)
        {
            if (isTurn) RunBatch(waiter);
            else waiter.Wake.Wait();
            if (waiter.IsDone) break;
            lock (gate) isTurn = TakeTurn();
        }
        waiter.IsDone = false;
        if (waiter.Failure is not { } failure) return;
        waiter.Failure = null;
        ExceptionDispatchInfo.Throw(failure);
    }

    /// <inheritdoc/>
    public void Dispose() => timer.Dispose();

    /// <summary>Takes those who have waited longest, if a step may begin now; else sees to it that somebody looks again in time.</summary>
    private bool TakeTurn()
    {
        if (isRunning || waiting.Count == 0) return false;
        if (IsDue())
        {
            // Who takes part is settled here and now: whoever comes while the step is being begun comes to the next one.
            (isRunning, taken) = (true, Take());
            return true;
        }
        LookAgain();
        return false;
    }

    /// <summary>Sees to it that somebody looks again when the first has waited long enough.</summary>
    private void LookAgain()
    {
        if (!waiting.TryPeek(out var first) || first.Since == timed) return;
        timed = first.Since;
        var left = timed + patience - time.GetTimestamp();
        timer.Change(TimeSpan.FromSeconds(Math.Max(0, (double)left / time.TimestampFrequency)), Timeout.InfiniteTimeSpan);
    }

    private bool IsDue() => !isRunning && waiting.Count > 0
        && (waiting.Count >= batch.Length || waiting.Count == awaited || time.GetTimestamp() - waiting.Peek().Since >= patience);

    private void RunBatch(T runner)
    {
        try
        {
            run(batch.AsSpan(0, taken));
        }
        catch (Exception e)
        {
            foreach (var waiter in batch.AsSpan(0, taken)) waiter.Failure = e;
        }
        // Without the lock, which those who wake would only wait for: until it is said that no step runs, nobody touches the batch.
        for (var i = 0; i < taken; i++)
        {
            batch[i].IsDone = true;
            if (batch[i] != runner) batch[i].Wake.Call();
            batch[i] = null!;
        }
        lock (gate)
        {
            isRunning = false;
            freeSince = time.GetTimestamp();
            if (IsDue()) WakeFirst();
            else LookAgain();
        }
    }

    private int Take()
    {
        if (waiting.Count < batch.Length && waiting.Count < awaited)
            foreach (var waiter in joined) Await(waiter, false);
        var count = 0;
        while (count < batch.Length && waiting.TryDequeue(out var waiter))
        {
            batch[count++] = waiter;
            Await(waiter, true);
            // It waited for others to finish, not for others to come.
            var late = freeSince - waiter.Since - patience;
            if (late <= 0) continue;
            waiter.Late++;
            waiter.Lateness = Math.Max(waiter.Lateness, (double)late / time.TimestampFrequency);
        }
        foreach (var waiter in waiting) Await(waiter, true);
        return count;
    }

    private void Await(T waiter, bool isAwaited)
    {
        if (waiter.IsAwaited == isAwaited) return;
        waiter.IsAwaited = isAwaited;
        awaited += isAwaited ? 1 : -1;
    }

    private void Ring()
    {
        lock (gate)
        {
            timed = long.MinValue; // a clock may ring early: then it is set again
            WakeFirst();
        }
    }

    private void WakeFirst()
    {
        if (waiting.TryPeek(out var first)) first.Wake.Call();
    }
}
