using Streaming.Lsl;

namespace Streaming.Cli.Network;

/// <summary>Follows the streams of a network: which are there, which came, which went, and what comes of each.</summary>
internal sealed class StreamWatch(ILslBackend backend, string where, TimeProvider time) : IDisposable
{
    private const double KeepsVanished = 60;     // s
    private readonly List<Row> rows = [];

    /// <summary>The streams in the order they came.</summary>
    public IReadOnlyList<Row> Rows => rows;

    /// <summary>Takes in what a search found.</summary>
    /// <returns>What has changed, in sentences.</returns>
    public IReadOnlyList<string> Update(IReadOnlyList<LslStreamInfo> found)
    {
        var news = new List<string>();
        foreach (var row in rows)
        {
            row.Take(time.GetTimestamp());
            if (row.Sight.End.Length == 0 || row.HasEnded) continue;
            row.EndedAt = time.GetTimestamp();
            news.Add($"- {Shown.Stream(row.Stream)} {row.Sight.End}");
        }
        foreach (var stream in found)
        {
            // One that could not be read is tried again as long as it answers.
            if (rows.Any(r => r.Stream.Uid == stream.Uid)) continue;
            var before = rows.FirstOrDefault(r => r.HasEnded && StreamKey.Of(r.Stream) is { } key && key == StreamKey.Of(stream));
            if (before is not null) Remove(before);
            rows.Add(new Row(new WatchedStream(backend, stream), (before?.Restarts + 1) ?? 0, time));
            news.Add($"+ {Shown.Stream(stream)} {(before is null ? "appeared" : "is back, as another outlet")}");
        }
        foreach (var row in rows.Where(r => r.HasEnded && time.GetElapsedTime(r.EndedAt).TotalSeconds > KeepsVanished).ToList()) Remove(row);
        return news;
    }

    /// <summary>Looks for streams for so long.</summary>
    public IReadOnlyList<LslStreamInfo> Look(double seconds, CancellationToken cancellation) => backend.Resolve(where, int.MaxValue, TimeSpan.FromSeconds(seconds), cancellation);

    public void Dispose()
    {
        foreach (var row in rows) row.Dispose();
    }

    private void Remove(Row row)
    {
        row.Dispose();
        rows.Remove(row);
    }

    /// <summary>A stream that is watched.</summary>
    internal sealed class Row(WatchedStream watched, int restarts, TimeProvider time) : IDisposable
    {
        private const int Window = 4;            // looks over which a rate is taken
        private readonly Queue<(long At, long Samples)> counts = new();

        public LslStreamInfo Stream => watched.Stream;

        /// <summary>How often it came back as another outlet.</summary>
        public int Restarts => restarts;

        public Sight Sight { get; private set; } = Sight.Nothing;

        /// <summary>Samples per second of late; NaN while unknown.</summary>
        public double Rate { get; private set; } = double.NaN;

        /// <summary>Seconds since the time of the newest sample.</summary>
        public double Age { get; private set; } = double.NaN;

        public long EndedAt { get; set; }

        public bool HasEnded => EndedAt != 0;

        /// <summary>Seconds since it vanished.</summary>
        public double Gone => time.GetElapsedTime(EndedAt).TotalSeconds;

        public void Take(long now)
        {
            Sight = watched.Sight;
            if (HasEnded) return;
            Age = watched.Age(Sight);
            counts.Enqueue((now, Sight.Samples));
            var (at, samples) = counts.Peek();
            if (now > at) Rate = (Sight.Samples - samples) / time.GetElapsedTime(at, now).TotalSeconds;
            if (counts.Count > Window) counts.Dequeue();
        }

        public void Dispose() => watched.Dispose();
    }
}
