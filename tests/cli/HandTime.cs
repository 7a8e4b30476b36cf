namespace Streaming.Tests;

/// <summary>A clock that goes on when a test says so, and fires what has then come due.</summary>
internal sealed class HandTime : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<Alarm> alarms = [];
    private long now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Volatile.Read(ref now);

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddYears(56).AddTicks(GetTimestamp());

    /// <summary>Goes on.</summary>
    public void Advance(TimeSpan by)
    {
        List<Alarm> due;
        lock (gate)
        {
            now += by.Ticks;
            due = [.. alarms.Where(a => a.Due <= now)];
            alarms.RemoveAll(due.Contains);
        }
        foreach (var alarm in due) alarm.Fire();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, () => callback(state));
        alarm.Change(dueTime, period);
        return alarm;
    }

    private sealed class Alarm(HandTime time, Action fire) : ITimer
    {
        public long Due { get; private set; }

        public Action Fire => fire;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time.gate)
            {
                time.alarms.Remove(this);
                Due = dueTime == Timeout.InfiniteTimeSpan ? long.MaxValue : time.now + dueTime.Ticks;
                if (dueTime != Timeout.InfiniteTimeSpan) time.alarms.Add(this);
            }
            return true;
        }

        public void Dispose()
        {
            lock (time.gate) time.alarms.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
