using System.Diagnostics;

namespace Streaming.Benchmarks;

/// <summary>
/// Designs that take turns, round by round, so that whatever else the machine does disturbs them alike: only ratios and differences within a round are shown. The
/// first design is the one that the others are compared with.
/// </summary>
/// <param name="milliseconds">About how long a turn takes.</param>
internal sealed class Turns(double milliseconds = 1)
{
    private const int MostSteps = 20;
    private static readonly TimeSpan warmUp = TimeSpan.FromSeconds(1.5); // the JIT's last tier comes late on a busy machine
    private readonly List<Design> all = [];

    /// <summary>The designs, with what their turns cost.</summary>
    public IReadOnlyList<Design> All => all;

    /// <summary>A design that is stepped on this thread.</summary>
    public Design Add(string name, double sessions, Action step) => Add(name, sessions, steps =>
    {
        for (var i = 0; i < steps; i++) step();
    });

    /// <summary>A design that runs so many steps by itself.</summary>
    /// <param name="name">Its row.</param>
    /// <param name="sessions">Steps of sessions that one of its steps makes, by which its cost is divided.</param>
    /// <param name="run">Runs so many steps.</param>
    public Design Add(string name, double sessions, Action<int> run)
    {
        all.Add(new Design(name, sessions, run));
        return all[^1];
    }

    /// <summary>Warms up, and lets all take turns.</summary>
    public void Run(int rounds)
    {
        var steps = all.Select(Warm).ToArray();
        GC.Collect();
        for (var round = 0; round < rounds; round++)
            for (var i = 0; i < all.Count; i++) all[i].Turn(steps[i]);
    }

    /// <summary>Compiles everything and finds how many steps make a turn.</summary>
    private int Warm(Design design)
    {
        var (start, steps) = (Stopwatch.GetTimestamp(), 0);
        var shortest = double.PositiveInfinity;
        while (steps < 2 * MostSteps || Stopwatch.GetElapsedTime(start) < warmUp)
        {
            if (steps >= 4 && Stopwatch.GetElapsedTime(start) > 2 * warmUp) break; // a few long steps are enough
            shortest = Math.Min(shortest, design.Turn(1).Time);
            steps++;
        }
        design.Costs.Clear();
        return (int)Math.Clamp(milliseconds * 1000 / shortest, 1, MostSteps);
    }

    /// <summary>One row.</summary>
    internal sealed class Design(string name, double sessions, Action<int> run)
    {
        /// <summary>Its row.</summary>
        public string Name => name;

        /// <summary>What a step cost, by turn.</summary>
        public List<StepCost> Costs { get; } = [];

        /// <summary>Microseconds of a session's step, the median.</summary>
        public double Time => Statistics.Median(Costs.Select(c => c.Time / sessions));

        /// <summary>The least.</summary>
        public double Shortest => Costs.Min(c => c.Time / sessions);

        /// <summary>Microseconds of all processors for a session's step, the median.</summary>
        public double Processor => Statistics.Median(Costs.Select(c => c.Processor / sessions));

        /// <summary>Managed bytes of a step of all sessions, in the whole process.</summary>
        public double Bytes => Statistics.Median(Costs.Select(c => c.Bytes));

        /// <summary>Microseconds more for a session's step than another.</summary>
        public double More(Design other) => Statistics.Median(Costs.Zip(other.Costs, (mine, its) => mine.Time / sessions - its.Time / other.Sessions));

        /// <summary>How many times as fast as another, for each session.</summary>
        public double Times(Design other) => Statistics.Median(Costs.Zip(other.Costs, (mine, its) => its.Time / other.Sessions / (mine.Time / sessions)));

        /// <summary>The same by what all processors did together.</summary>
        public double TimesByProcessor(Design other) => Statistics.Median(Costs.Zip(other.Costs, (mine, its) => its.Processor / other.Sessions / (mine.Processor / sessions)));

        private double Sessions => sessions;

        public StepCost Turn(int steps)
        {
            var (bytes, processor, start) = (GC.GetTotalAllocatedBytes(precise: true), Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
            run(steps);
            var time = Stopwatch.GetElapsedTime(start);
            var cost = new StepCost(time.TotalMicroseconds / steps, (Environment.CpuUsage.TotalTime - processor).TotalMicroseconds / steps, (double)(GC.GetTotalAllocatedBytes(precise: true) - bytes) / steps);
            Costs.Add(cost);
            return cost;
        }
    }
}

/// <summary>What a step cost in one turn.</summary>
/// <param name="Time">Microseconds by the clock.</param>
/// <param name="Processor">Microseconds of all processors together.</param>
/// <param name="Bytes">Managed bytes allocated in the whole process.</param>
internal readonly record struct StepCost(double Time, double Processor, double Bytes);
