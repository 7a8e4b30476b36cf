namespace Streaming.Benchmarks;

/// <summary>One row of a saturated comparison: a design in this process, or a peer in its own.</summary>
internal abstract class Contestant(string name)
{
    private readonly Dictionary<int, long> blocks = [];

    public string Name => name;

    /// <summary>What a block cost by number of nodes, one per round.</summary>
    public Dictionary<int, List<Cost>> Costs { get; } = [];

    /// <summary>The trips of single blocks through the longest chain.</summary>
    public LatencyHistogram Trips { get; } = new();

    /// <summary>The most blocks in a run: some designs queue without bound.</summary>
    protected virtual long Most => long.MaxValue / 20;

    /// <summary>Compiles everything and finds how many blocks fill the time of a run.</summary>
    public async Task WarmUp(int nodes, double seconds)
    {
        var n = 1000L;
        for (var left = 4 * seconds; left > 0;)
        {
            var cost = await Measure(nodes, n);
            left -= Math.Max(cost.Time * n / 1e9, seconds / 20);
            n = Math.Clamp((long)(seconds * 1e9 / cost.Time), 1000, Math.Min(20 * n, Most));
        }
        blocks[nodes] = n;
        Costs[nodes] = [];
    }

    public async Task Run(int nodes) => Costs[nodes].Add(await Measure(nodes, blocks[nodes]));

    public virtual Task RunTrips(int nodes) => Task.CompletedTask;

    protected abstract Task<Cost> Measure(int nodes, long count);

    /// <summary>A design in this process.</summary>
    public static Contestant Of(IDesign design, bool unbounded = false) => new InProcess(design, unbounded);

    /// <summary>A peer in its own process.</summary>
    public static Contestant Of(Peer peer) => new Outside(peer);

    private sealed class InProcess(IDesign design, bool unbounded) : Contestant(design.Name)
    {
        protected override long Most => unbounded ? 1_000_000 : base.Most;

        protected override async Task<Cost> Measure(int nodes, long count)
        {
            // What the run before left behind is not charged to this one.
            GC.Collect();
            GC.WaitForPendingFinalizers();
            // Where queues have no bound most of the work is done before the first tenth has arrived: the watch starts with the first block.
            var drive = new Saturation(warmUp: unbounded ? 1 : 1 + count / 10, measured: count);
            await design.Run(nodes, drive);
            return drive.Cost;
        }

        public override async Task RunTrips(int nodes)
        {
            var drive = new Trips(warmUp: 500, measured: 2000);
            await design.Run(nodes, drive);
            Trips.Add(drive.Times);
        }
    }

    private sealed class Outside(Peer peer) : Contestant(peer.Name)
    {
        protected override Task<Cost> Measure(int nodes, long count) => peer.Run(nodes, count);
    }
}
