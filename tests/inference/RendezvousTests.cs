using System.Collections.Concurrent;
using Streaming.Inference;

namespace Streaming.Tests;

/// <summary>Who waits for whom, on a clock that the tests turn.</summary>
public sealed class RendezvousTests
{
    private static readonly TimeSpan deadline = TimeSpan.FromMilliseconds(5);
    private readonly HandTurnedTime time = new();
    private readonly ConcurrentQueue<string> steps = [];

    [Fact]
    public void OnceAllHaveComeTheyStepAsOneUntilOneLeaves()
    {
        const int sessions = 4, rounds = 200;
        Rendezvous<Session>? meeting = null;
        meeting = new Rendezvous<Session>(8, TimeSpan.FromHours(1), TimeProvider.System, ready =>
        {
            // Whoever is first steps alone, and is kept until the others have come.
            if (steps.IsEmpty) Assert.True(SpinWait.SpinUntil(() => meeting!.Waiting == sessions - 1, TimeSpan.FromSeconds(30)), "waited for all to come");
            Record(ready);
        });
        var all = Enumerable.Range(0, sessions).Select(i => new Session($"{i}")).ToArray();
        foreach (var session in all) meeting.Join(session);
        var threads = all.Select(session => Start(() =>
        {
            for (var i = 0; i < rounds; i++) meeting.Come(session);
            meeting.Leave(session);
        })).ToArray();
        foreach (var thread in threads) Join(thread, "200 steps of a session");
        meeting.Dispose();
        Assert.Equal([1, .. Enumerable.Repeat(sessions, rounds - 1), sessions - 1], steps.Select(s => s.Length));
        Assert.All(all, s => Assert.Equal(rounds, steps.Sum(b => b.Count(c => c == s.Name[0]))));
        Assert.Equal(0, all.Sum(s => s.Late));
    }

    [Fact]
    public void AStepWaitsForTheOthersUntilTheDeadlineAndForOneThatStandsStillOnlyOnce()
    {
        using var meeting = new Rendezvous<Session>(8, deadline, time, Record);
        var (a, b) = (new Session("a"), new Session("b"));
        meeting.Join(a);
        meeting.Join(b);
        meeting.Come(a); // nobody else has ever come
        var thread = Start(() => meeting.Come(b));
        time.AwaitTimer(deadline);
        time.Advance(TimeSpan.FromMilliseconds(4));
        Assert.Equal(["a"], steps);
        time.Advance(TimeSpan.FromMilliseconds(1));
        Join(thread, "the step whose deadline passed");
        meeting.Come(b); // would never return if a were awaited still
        Assert.Equal(["a", "b", "b"], steps);
        Assert.Equal(0, b.Late); // it waited for another to come, which is no lateness
    }

    [Fact]
    public void AClockThatRingsEarlyIsSetAgain()
    {
        using var meeting = new Rendezvous<Session>(8, deadline, time, Record);
        var (a, b) = (new Session("a"), new Session("b"));
        meeting.Join(a);
        meeting.Join(b);
        meeting.Come(a);
        var thread = Start(() => meeting.Come(b)); // a is awaited
        time.AwaitTimer(deadline);
        time.Advance(TimeSpan.FromMilliseconds(4), ringsEarly: true);
        time.AwaitTimer(TimeSpan.FromMilliseconds(1));
        time.Advance(TimeSpan.FromMilliseconds(1));
        Join(thread, "the step whose deadline passed");
        Assert.Equal(["a", "b"], steps);
    }

    [Fact]
    public void WhoRestsIsNotAwaitedUntilItComesAgain()
    {
        using var meeting = new Rendezvous<Session>(8, TimeSpan.FromHours(1), time, Record);
        var (a, b) = (new Session("a"), new Session("b"));
        meeting.Join(a);
        meeting.Join(b);
        meeting.Come(a);
        meeting.Rest(a);
        meeting.Come(b); // would never return if a were awaited still
        var thread = Start(() => meeting.Come(a));
        Assert.True(SpinWait.SpinUntil(() => meeting.Waiting == 1, TimeSpan.FromSeconds(30)), "waited for a to come again");
        meeting.Rest(b); // now a waits for nobody
        Join(thread, "the step of who came again");
        Assert.Equal(["a", "b", "a"], steps);
    }

    [Fact]
    public void WhoCameFirstIsServedFirstAndWhoWasKeptWaitingIsCountedLate()
    {
        using var running = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        using var meeting = new Rendezvous<Session>(1, deadline, time, ready =>
        {
            Record(ready);
            if (ready[0].Name != "a") return;
            running.Set();
            Assert.True(goOn.Wait(TimeSpan.FromSeconds(30)), "waited for the test to let the first step go on");
        });
        var all = new[] { "a", "b", "c", "d" }.Select(n => new Session(n)).ToArray();
        foreach (var session in all) meeting.Join(session);
        var threads = new List<Thread> { Start(() => meeting.Come(all[0])) };
        Assert.True(running.Wait(TimeSpan.FromSeconds(30)), "waited for the first step to begin");
        for (var i = 1; i < all.Length; i++)
        {
            var session = all[i];
            threads.Add(Start(() => meeting.Come(session)));
            Assert.True(SpinWait.SpinUntil(() => meeting.Waiting == i, TimeSpan.FromSeconds(30)), $"waited for {i} to wait");
            time.Advance(TimeSpan.FromMilliseconds(3)); // b has waited 9 ms, c 6, d 3
        }
        goOn.Set();
        foreach (var thread in threads) Join(thread, "a step in the queue");
        Assert.Equal(["a", "b", "c", "d"], steps);
        Assert.Equal([0L, 1, 1, 0], all.Select(s => s.Late));
        Assert.Equal([0, 4, 1, 0], all.Select(s => Math.Round(1000 * s.Lateness, 6)));
    }

    [Fact]
    public void NeverMoreStepAsOneThanTheMemoryHolds()
    {
        const int rounds = 100;
        using var meeting = new Rendezvous<Session>(2, TimeSpan.Zero, TimeProvider.System, Record);
        var all = Enumerable.Range(0, 5).Select(i => new Session($"{i}")).ToArray();
        foreach (var session in all) meeting.Join(session);
        var threads = all.Select(session => Start(() =>
        {
            for (var i = 0; i < rounds; i++) meeting.Come(session);
        })).ToArray();
        foreach (var thread in threads) Join(thread, "100 steps of a session");
        Assert.All(steps, b => Assert.InRange(b.Length, 1, 2));
        Assert.All(all, s => Assert.Equal(rounds, steps.Sum(b => b.Count(c => c == s.Name[0]))));
    }

    [Fact]
    public void WhatAStepFailsWithReachesThoseWhoTookPart()
    {
        using var meeting = new Rendezvous<Session>(2, TimeSpan.Zero, time, ready => throw new InvalidOperationException($"no step for {ready[0].Name}"));
        var a = new Session("a");
        meeting.Join(a);
        for (var i = 0; i < 2; i++) Assert.Equal("no step for a", Assert.Throws<InvalidOperationException>(() => meeting.Come(a)).Message);
    }

    [Fact]
    public void WhoIsCalledBeforeItSleepsDoesNotSleep()
    {
        var wake = new Wake();
        wake.Call();
        wake.Call(); // two calls are one
        Join(Start(wake.Wait), "a wake that was called before");
        var thread = Start(wake.Wait);
        Assert.True(SpinWait.SpinUntil(() => thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin), TimeSpan.FromSeconds(30)), "waited for it to sleep");
        wake.Call();
        Join(thread, "a wake that was called");
    }

    private void Record(ReadOnlySpan<Session> ready)
    {
        var names = "";
        foreach (var session in ready) names += session.Name;
        steps.Enqueue(names);
    }

    private static Thread Start(ThreadStart work)
    {
        var thread = new Thread(work) { IsBackground = true };
        thread.Start();
        return thread;
    }

    private static void Join(Thread thread, string what) => Assert.True(thread.Join(TimeSpan.FromSeconds(30)), $"waited for {what}");

    private sealed class Session(string name) : Waiter
    {
        public string Name => name;
    }

    /// <summary>A clock that moves when told, with one timer.</summary>
    private sealed class HandTurnedTime : TimeProvider
    {
        private readonly Lock gate = new();
        private readonly ManualResetEventSlim isSet = new();
        private TimerCallback? callback;
        private object? state;
        private long now;
        private long due = long.MaxValue;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Volatile.Read(ref now);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            (this.callback, this.state) = (callback, state);
            return new Timer(this);
        }

        /// <summary>Waits until somebody asked to be woken after this long.</summary>
        public void AwaitTimer(TimeSpan after)
        {
            Assert.True(isSet.Wait(TimeSpan.FromSeconds(30)), "waited for a timer to be set");
            lock (gate) Assert.Equal(after.Ticks, due - now);
        }

        /// <summary>Turns the clock on; its timer rings when it is due, or before that where it is told to.</summary>
        public void Advance(TimeSpan by, bool ringsEarly = false)
        {
            bool rings;
            lock (gate)
            {
                Volatile.Write(ref now, now + by.Ticks);
                rings = ringsEarly || now >= due;
                if (rings)
                {
                    due = long.MaxValue;
                    isSet.Reset();
                }
            }
            if (rings) callback!(state);
        }

        private sealed class Timer(HandTurnedTime time) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                lock (time.gate) time.due = dueTime < TimeSpan.Zero ? long.MaxValue : time.now + dueTime.Ticks;
                time.isSet.Set();
                return true;
            }

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
