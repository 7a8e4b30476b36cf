using Streaming.Audio;

namespace Streaming.Tests;

/// <summary>The times of a microphone whose system does not know its own delay, as PulseAudio's does not: they go by when packets come.</summary>
public class ArrivalTests
{
    private const double Rate = 16000, Piece = 0.01;        // Hz, s
    private const int Frames = (int)(Rate * Piece);
    private readonly List<string> notes = [];

    /// <summary>A device that brings packets at times of a virtual clock, and the node that reads it.</summary>
    private sealed class Desk
    {
        private readonly VirtualTime time = new();
        private readonly VirtualHost host = new(VirtualHost.Microphone()) { KnowsDelay = false };
        private readonly Microphone node;

        public Desk(Action<string> note)
        {
            node = new Microphone(new() { Device = "default" }) { Host = host };
            Run = new NodeRun(node).Configure();
            node.Close();
            node.Open(new NodeContext("mic", time, CancellationToken.None, null!, note));
        }

        public NodeRun Run { get; }

        /// <summary>Frames come at a time, in seconds, or as soon after as may be.</summary>
        public void Bring(double at, int frames = Frames, double age = 0)
        {
            var now = (double)time.GetTimestamp() / time.TimestampFrequency;
            if (at > now) time.CreateTimer(static _ => { }, null, TimeSpan.FromSeconds(at - now), Timeout.InfiniteTimeSpan);
            host.Last.Push(new float[frames], age);
        }

        /// <summary>All that was heard; the node is closed.</summary>
        public RunResult<float> End()
        {
            var heard = Run.Result<float>();
            Run.Close();
            return heard;
        }
    }

    /// <summary>
    /// Ten-millisecond packets that come one by one or in bunches of up to ten, up to 20 ms late but for one of any three, from a device whose clock is up to 1000 ppm
    /// off, and whose words about its delay are wrong by up to half a second at first and say nothing later: from the first sample on, times are within 2 ms of the
    /// truth, from the tenth second within 1 ms, and never go back; nothing is taken for lost; and it is all the same how long packets wait to be read.
    /// </summary>
    [Fact]
    public void TimesAreRightFromTheFirstSampleOn() =>
        Gen.Select(Gen.Int, Gen.Double[0, 0.02], Gen.Int[1, 10], Gen.Double[-1e-3, 1e-3], Gen.Double[-0.5, 0.5], Gen.Int[0, 200])
        .Sample((seed, jitter, bunch, drift, wrong, settling) =>
    {
        var (soon, later) = (Heard(50), Heard(300));
        Assert.True(soon.AsSpan().SequenceEqual(later), "what waits longer has other times");
        var last = double.NegativeInfinity;
        for (var i = 0; i < soon.Length; i++)
        {
            Assert.True(soon[i] > last);
            last = soon[i];
            var off = soon[i] - (i / Rate * (1 + drift));
            Assert.True(Math.Abs(off) < (i < 10 * Rate ? 0.002 : 0.001), $"{1000 * off:0.0} ms off at {i / Rate:0.00} s");
        }

        double[] Heard(int every)
        {
            const int packets = 2100;
            var (random, desk, at) = (new Random(seed), new Desk(static _ => { }), 0.0);
            var onTime = random.Next(3);
            for (var n = 0; n < packets; n++)
            {
                // A bunch is brought when its last packet is full.
                if (n % bunch == 0) at = (Math.Min(n + bunch, packets) * Piece * (1 + drift)) + (n / bunch % 3 == onTime ? 0 : random.NextDouble() * jitter);
                desk.Bring(at, age: n < settling ? Math.Max(0, Piece + wrong) : 0);
                if (n % every == every - 1) desk.Run.Step(every);
            }
            var heard = desk.End();
            Assert.Empty(heard.Gaps);
            Assert.Equal(packets * Frames, heard.Times.Length);
            return heard.Times;
        }
    }, iter: 30);

    /// <summary>A server that stands still for a while and then brings all at once has lost nothing.</summary>
    [Fact]
    public void WhatComesLateButWholeIsNoGap()
    {
        var desk = new Desk(notes.Add);
        for (var n = 1; n <= 300; n++) desk.Bring((n is > 100 and <= 160 ? 160 : n) * Piece);
        desk.Run.Step(300);
        var heard = desk.End();
        Assert.Empty(heard.Gaps);
        Assert.Equal(300 * Frames, heard.Times.Length);
        for (var i = 0; i < heard.Times.Length; i++) Assert.Equal(i / Rate, heard.Times[i], 0.003);
        Assert.Empty(notes);
    }

    /// <summary>Where nothing makes up for a pause, it is a gap, at its place and as long as it was.</summary>
    [Fact]
    public void WhatNeverComesIsAGap()
    {
        var desk = new Desk(notes.Add);
        for (var n = 1; n <= 200; n++) desk.Bring((n * Piece) + (n > 100 ? 0.6 : 0));
        desk.Run.Step(200);
        var heard = desk.End();
        Assert.Equal([100 * Frames], heard.Gaps);
        for (var i = 0; i < heard.Times.Length; i++) Assert.Equal((i / Rate) + (i < 100 * Frames ? 0 : 0.6), heard.Times[i], 0.001);
        Assert.Equal("0.600 s of sound were lost: by the time at which the next came (told once; the results count the samples)", Assert.Single(notes));
    }

    /// <summary>The first packet and those after a loss wait until others tell their time, and no longer.</summary>
    [Fact]
    public void WhatIsNotYetKnownWaits()
    {
        var desk = new Desk(notes.Add);
        for (var n = 1; n <= 25; n++) desk.Bring(n * Piece);
        desk.Run.Step(3);
        Assert.Empty(desk.Run.Result<float>().Times);
        desk.Bring(26 * Piece);
        desk.Run.Step(26);
        Assert.Equal(26 * Frames, desk.End().Times.Length);
    }

    [Fact]
    public void NothingIsAllocatedForAPacket()
    {
        var desk = new Desk(notes.Add);
        desk.Run.CountOnly();
        for (var n = 1; n <= 480; n++) desk.Bring(n * Piece);
        desk.Run.Step(240);
        var before = GC.GetAllocatedBytesForCurrentThread();
        desk.Run.Step(240);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        desk.Run.Close();
    }
}
