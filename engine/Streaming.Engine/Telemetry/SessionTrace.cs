using System.Diagnostics;

namespace Streaming.Runtime;

/// <summary>
/// A session as System.Diagnostics traces: the source "Streaming" gives one activity for the session, below it one for each timed call of a node, and events for
/// outages and changed settings. Nothing is made unless somebody listens.
/// </summary>
internal sealed class SessionTrace : IDisposable
{
    private static readonly ActivitySource source = new("Streaming");

    private readonly Activity? session;
    private readonly DateTimeOffset origin = DateTimeOffset.UtcNow;
    private readonly long originTicks = Stopwatch.GetTimestamp();

    public SessionTrace(Plan plan)
    {
        var callers = Activity.Current;
        session = source.StartActivity("session")?.SetTag("streaming.graph", plan.Graph.Name).SetTag("streaming.nodes", plan.Nodes.Count).SetTag("streaming.threads", plan.Segments);
        Activity.Current = callers; // what the caller does next is no part of the session
    }

    /// <summary>A call of a node, between two <see cref="Stopwatch"/> stamps.</summary>
    public void Call(string node, string type, long start, long end)
    {
        if (session is null) return;
        using var call = source.StartActivity(node, ActivityKind.Internal, session.Context, startTime: At(start));
        call?.SetTag("streaming.node.type", type).SetEndTime(At(end).UtcDateTime);
    }

    /// <summary>Something that happened to a node: an outage, a changed setting.</summary>
    public void Happened(string what, string node, string text) =>
        session?.AddEvent(new ActivityEvent(what, tags: new() { ["streaming.node"] = node, ["streaming.text"] = text }));

    public void Dispose() => session?.Dispose();

    private DateTimeOffset At(long ticks) => origin + Stopwatch.GetElapsedTime(originTicks, ticks);
}
