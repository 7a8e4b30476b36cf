namespace Streaming.Lsl;

/// <summary>Finds the one stream that a node's settings mean.</summary>
/// <param name="backend">Who looks.</param>
/// <param name="fields">What the stream's info must say.</param>
/// <param name="where">A further predicate.</param>
internal sealed class StreamSearch(ILslBackend backend, ValueMap fields, string where)
{
    private const int MostShown = 12;
    private static readonly TimeSpan glance = TimeSpan.FromSeconds(0.6);

    /// <summary>What is looked for.</summary>
    public string Predicate { get; } = LslQuery.Of(fields, where);

    /// <summary>Looks until a stream is there; null where none came in time.</summary>
    /// <exception cref="FormatMismatchException">Several are meant.</exception>
    public LslStreamInfo? Find(TimeSpan timeout, CancellationToken cancellation)
    {
        var found = backend.Resolve(Predicate, 1, timeout, cancellation);
        if (found.Count > 1)
            throw new FormatMismatchException($"one stream with {Predicate}", $"{found.Count}: {Show(found)}", "name more of it in stream or where, such as its source_id or hostname");
        return found.Count == 1 ? found[0] : null;
    }

    /// <summary>Says what is there instead.</summary>
    public FormatMismatchException NotFound(TimeSpan waited)
    {
        var others = backend.Resolve("", int.MaxValue, glance);
        var scope = backend.Network.Scope;
        var found = others.Count == 0 ? $"no stream at all within {Seconds(waited)} (scope {scope.ToString().ToLowerInvariant()}, session '{backend.Network.Session}')" : Show(others);
        var wider = scope == LslScope.Machine ? ", set scope: link if it runs on another machine" : ", name its machine in peers if multicast does not reach it";
        return new FormatMismatchException($"a stream with {Predicate}", found, $"start its program or mend stream and where{wider}, or declare it with expect if it comes later");
    }

    private static string Seconds(TimeSpan time) => FormattableString.Invariant($"{time.TotalSeconds:0.#} s");

    private static string Show(IReadOnlyList<LslStreamInfo> streams) =>
        string.Join("; ", streams.Take(MostShown).Select(s => s.ToString())) + (streams.Count > MostShown ? $"; and {streams.Count - MostShown} more" : "");
}
