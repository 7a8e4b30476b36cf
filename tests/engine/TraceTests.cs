using System.Collections.Concurrent;
using System.Diagnostics;

namespace Streaming.Tests;

public class TraceTests
{
    [Fact]
    public async Task AListenerSeesTheSessionEveryTimedCallAndWhatHappened()
    {
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Streaming",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        var before = Activity.Current;
        var session = new Graph("traced")
            .Add("amp", new Flaky())
            .Add("add", new Add())
            .Add("keep", new Keep())
            .Link("amp > add > keep")
            .Start(new RunOptions { Speed = 1e9, Time = new VirtualTime() });
        Assert.Same(before, Activity.Current);
        await session.Completion.WaitAsync(TimeSpan.FromSeconds(30));
        var report = session.Report();
        await session.DisposeAsync();

        var whole = ended.Single(a => a.OperationName == "session" && "traced".Equals(a.GetTagItem("streaming.graph")));
        var calls = ended.Where(a => a.ParentSpanId == whole.SpanId).ToLookup(a => a.OperationName);
        Assert.Equal(["add", "amp", "keep"], calls.Select(c => c.Key).Order());
        Assert.Equal(report.Nodes.Single(n => n.Name == "add").BlocksIn, calls["add"].Count());
        Assert.All(calls["add"], c => Assert.Equal("test.add", c.GetTagItem("streaming.node.type")));
        Assert.All(calls.SelectMany(c => c), c => Assert.InRange(c.StartTimeUtc, whole.StartTimeUtc.AddMilliseconds(-1), c.StartTimeUtc + c.Duration));
        var outages = whole.Events.Where(e => e.Name == "outage").ToList();
        Assert.Equal(report.Nodes.Single(n => n.Name == "amp").Outages, outages.Count);
        Assert.NotEmpty(outages);
    }
}
