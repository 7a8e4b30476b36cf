using System.Runtime.InteropServices;
using Streaming.Lsl;

namespace Streaming.Tests;

/// <summary>Joins a signal with markers, as epochs do, and keeps account of both.</summary>
[Node("test.join", Summary = "Joins a signal with markers.", Gap = GapPolicy.Handled, Waits = true)]
public sealed partial class Join : IStreamNode
{
    private readonly Lock account = new();
    private readonly List<double> signalTimes = [];
    private readonly List<(string Text, double Time, double After)> markers = [];

    /// <summary>The signal.</summary>
    [Input] public Input<float> Signal { get; } = new();

    /// <summary>The markers.</summary>
    [Input] public Input<Event> Markers { get; } = new();

    public double[] SignalTimes
    {
        get
        {
            lock (account) return [.. signalTimes];
        }
    }

    /// <summary>Each marker with its time, and that of the newest sample seen before it.</summary>
    public (string Text, double Time, double After)[] Seen
    {
        get
        {
            lock (account) return [.. markers];
        }
    }

    public void Configure()
    {
    }

    public StepResult Step()
    {
        lock (account)
        {
            for (var i = 0; i < Signal.Available; i++) signalTimes.Add(Signal.TimeOf(i));
            for (var i = 0; i < Markers.Available; i++) markers.Add((Markers.Samples[i].Text, Markers.TimeOf(i), signalTimes.Count > 0 ? signalTimes[^1] : 0));
        }
        Signal.Advance(Signal.Available);
        Markers.Advance(Markers.Available);
        return StepResult.NeedInput;
    }
}

/// <summary>Keeps what reaches it of one stream of numbers.</summary>
[Node("test.keep", Summary = "Keeps a stream.", Gap = GapPolicy.Handled, Waits = true)]
public sealed partial class Keep : IStreamNode
{
    private readonly Lock account = new();
    private readonly List<(int Value, double Stamp)> samples = [];
    private readonly List<int> gaps = [];
    private int offsets;

    /// <summary>What is kept.</summary>
    [Input] public Inputs Streams { get; } = new();

    public int Count
    {
        get
        {
            lock (account) return samples.Count;
        }
    }

    public int Offsets => Volatile.Read(ref offsets);

    public ((int Value, double Stamp)[] Samples, int[] Gaps) Kept
    {
        get
        {
            lock (account) return ([.. samples], [.. gaps]);
        }
    }

    public void Configure()
    {
    }

    public StepResult Step()
    {
        var input = Streams.Streams[0];
        while (input.TryTakeOffset(out _)) Interlocked.Increment(ref offsets);
        while (input.Available > 0)
        {
            lock (account)
            {
                if (input.Gap) gaps.Add(samples.Count);
                var values = input.Samples<int>();
                for (var i = 0; i < input.Available; i++) samples.Add((values[i], input.TimeOf(i)));
            }
            input.Advance(input.Available);
        }
        return StepResult.NeedInput;
    }
}

public sealed class GraphTests : IDisposable
{
    private readonly NodeConfig config = new();

    public void Dispose() => config.Dispose();

    [Fact]
    public async Task ASignalGoesOnWhileItsMarkersAreSilentAndMarkersComeInTime()
    {
        // Two machines, each with a clock of its own: times meet on ours.
        using var amplifier = new ManagedLsl(config.Network, null, () => LslClock.Now + 300);
        using var stimulus = new ManagedLsl(config.Network, null, () => LslClock.Now - 50);
        var eeg = amplifier.OpenOutlet(new() { Name = "eeg", Type = "EEG", Rate = 100, SourceId = "e" }, new());
        var marks = stimulus.OpenOutlet(new() { Name = "marks", Type = "Markers", Format = LslFormat.String, SourceId = "m" }, new());
        var join = new Join();
        var graph = new Graph("joined")
            .Add("eeg", new Inlet(new() { Stream = ValueMap.Of(("type", "EEG")), Config = config.Path }))
            .Add("marks", new Inlet(new() { Stream = ValueMap.Of(("type", "Markers")), Config = config.Path, Lateness = 0.05 }))
            .Add("join", join)
            .Link("eeg > join.signal").Link("marks.events > join.markers");
        await using var session = graph.Start(new RunOptions { Speed = 0 });
        TestNetwork.Until(() => eeg.Consumers > 0 && marks.Consumers > 0, "both inlets to connect");
        var start = config.Backend.Now;
        var sent = 0;
        // Not one marker, and the signal comes through.
        TestNetwork.Until(() => Push(10) && join.SignalTimes.Length > 50, "the signal to come through without a marker");
        Assert.Empty(join.Seen);
        var at = config.Backend.Now;
        marks.PushText(["go"], at - 50);
        TestNetwork.Until(() => Push(1) && join.Seen.Length > 0, "the marker to come through");
        var (text, time, _) = join.Seen[0];
        Assert.Equal("go", text);
        Assert.Equal(at, time, 0.1);
        Assert.Equal(start, join.SignalTimes[0], 0.1);
        session.Stop();
        await session.Completion.WaitAsync(TestNetwork.Long);

        bool Push(int samples)
        {
            // As fast as they are due, so that the signal's time is now.
            while (start + (sent / 100.0) > config.Backend.Now) return true;
            for (; samples > 0 && start + (sent / 100.0) <= config.Backend.Now; samples--, sent++) eeg.Push(MemoryMarshal.AsBytes<float>([sent]), start + 300 + (sent / 100.0));
            return true;
        }
    }

    [Fact]
    public async Task WhatReachesARecorderIsWhatWasSentThroughTwentyDeathsOfTheOutlet()
    {
        var stream = new LslStreamInfo { Name = "amp", Type = "EEG", Format = LslFormat.Int32, Rate = 1000, SourceId = "a" };
        var outlet = config.Backend.OpenOutlet(stream, new());
        var keep = new Keep();
        var graph = new Graph("kept").Add("amp", new Inlet(new() { Stream = ValueMap.Of(("name", "amp")), Config = config.Path })).Add("keep", keep).Link("amp.raw > keep");
        await using var session = graph.Start(new RunOptions { Speed = 0 });
        var random = new Random(11);
        List<(int Value, double Stamp)> sent = [];
        List<int> deaths = [];
        for (var n = 0; n <= 20; n++)
        {
            Assert.True(outlet.WaitForConsumers(TestNetwork.Long), $"waited {TestNetwork.Long} for the inlet (outage {n})");
            for (var pushes = random.Next(1, 20); pushes > 0; pushes--)
            {
                var values = Enumerable.Range(sent.Count, random.Next(1, 50)).ToArray();
                var stamps = values.Select(v => 10 + (v * 0.001) + random.NextDouble()).ToArray();
                outlet.Push(MemoryMarshal.AsBytes<int>(values), stamps);
                sent.AddRange(values.Zip(stamps));
            }
            if (n == 20) break;
            // Killed with samples on their way: what was sent before its end arrives.
            deaths.Add(sent.Count);
            outlet.Dispose();
            outlet = config.Backend.OpenOutlet(stream, new());
        }
        TestNetwork.Until(() => keep.Count >= sent.Count, "all that was sent");
        var kept = keep.Kept;
        Assert.Equal(sent, kept.Samples);
        Assert.Equal(deaths, kept.Gaps);
        Assert.True(keep.Offsets > 0, "no clock offset came along");
        session.Stop();
        await session.Completion.WaitAsync(TestNetwork.Long);
        Assert.Contains(session.Report().Results["amp"], c => c is { Name: "outages", Value: 20 });
    }

    [Fact]
    public async Task ALimitCountsTheTimesOfTheSignalNotTheStampsOfAnotherClock()
    {
        using var sender = new ManagedLsl(config.Network, null, () => LslClock.Now + 5000);
        var outlet = sender.OpenOutlet(new() { Name = "amp", Format = LslFormat.Int32, Rate = 100, SourceId = "a" }, new());
        var keep = new Keep();
        var graph = new Graph("limited").Add("amp", new Inlet(new() { Stream = ValueMap.Of(("name", "amp")), Config = config.Path }))
            .Add("keep", keep).Add("drop", new Outlet(new() { Name = "again", Config = config.Path })).Link("amp.raw > keep").Link("amp > drop");
        await using var session = graph.Start(new RunOptions { Speed = 0, Limit = 3 });
        Assert.True(outlet.WaitForConsumers(TestNetwork.Long));
        var start = sender.Now;
        for (var i = 0; i < 50; i++) outlet.Push(MemoryMarshal.AsBytes<int>([.. Enumerable.Range(i * 10, 10)]), start + (i / 10.0));
        await session.Completion.WaitAsync(TestNetwork.Long);
        Assert.InRange(keep.Count, 300, 330);
    }

    [Fact]
    public async Task MarkersAloneEndAtTheLimitToo()
    {
        config.Backend.OpenOutlet(new() { Name = "marks", Type = "Markers", Format = LslFormat.String, SourceId = "m" }, new());
        var graph = new Graph("silent").Add("marks", new Inlet(new() { Stream = ValueMap.Of(("name", "marks")), Config = config.Path }))
            .Add("again", new Outlet(new() { Name = "again", Config = config.Path })).Link("marks.events > again");
        await using var session = graph.Start(new RunOptions { Speed = 0, Limit = 0.5 });
        await session.Completion.WaitAsync(TestNetwork.Long);
        Assert.InRange(session.StreamTime, 0.5, 20);
    }
}
