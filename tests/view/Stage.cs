namespace Streaming.Tests;

/// <summary>A session's counters that stand still.</summary>
internal sealed class Status : ISessionStatus
{
    public double StreamTime => 12.5;

    public (double Median, double P99) Latency { get; init; } = (62e-6, 1.2e-3);

    public List<Node> Counted { get; } = [];

    public List<Link> Counting { get; } = [];

    public IReadOnlyList<NodeStatus> Nodes => Counted;

    public IReadOnlyList<LinkStatus> Links => Counting;

    internal sealed class Node(string name, string type) : NodeStatus
    {
        public override string Name => name;

        public override string Type => type;

        public override long BlocksIn => 0;

        public override long BlocksOut => 0;

        public override long SamplesIn => In;

        public override long SamplesOut => Out;

        public override (double Median, double P99) Time => (5.2e-6, 52.7e-6);

        public override long Outages => Lost;

        public long In { get; set; }

        public long Out { get; set; }

        public long Lost { get; set; }
    }

    internal sealed class Link(string name) : LinkStatus
    {
        public override string Name => name;

        public override long In => 0;

        public override long Out => 0;

        public override long Dropped => Lost;

        public override int Waiting => 0;

        public long Lost { get; set; }
    }
}

/// <summary>A clock that goes on only when it is told to, and whose timers ring only then.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly List<Bell> bells = [];
    private long now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => now;

    public int Timers => bells.Count;

    public void Advance(TimeSpan by)
    {
        now += by.Ticks;
        foreach (var bell in bells.ToArray()) bell.Ring();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var bell = new Bell(this, () => callback(state));
        bells.Add(bell);
        return bell;
    }

    private sealed class Bell(ManualTime time, Action ring) : ITimer
    {
        public void Ring() => ring();

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() => time.bells.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
