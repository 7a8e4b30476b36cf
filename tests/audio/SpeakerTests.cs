using Streaming.Audio;

namespace Streaming.Tests;

/// <summary>The speaker without a device: a test takes what is played.</summary>
public class SpeakerTests
{
    private const double Rate = 16000;
    private readonly VirtualTime time = new();
    private readonly List<string> notes = [];

    private static string Refused(VirtualHost host, StreamFormat format, Speaker.Settings? settings = null) =>
        Assert.Throws<FormatMismatchException>(() => new NodeRun(new Speaker(settings ?? new() { Device = "default" }) { Host = host }).Feed(format).Configure()).Message;

    [Fact]
    public void WhatItCannotPlayIsRefused()
    {
        var host = new VirtualHost(VirtualHost.Speaker());
        Assert.Equal(
            "expected a signal at a rate that 'Desk speaker' has (16000 Hz), found signal float32[1] 8000 Hz; put { node: dsp.resample, rate: 16000 } before it",
            Refused(host, StreamFormat.Signal(1, 8000)));
        Assert.Equal("expected one channel, or at most the 2 of 'Desk speaker', found signal float32[3] 16000 Hz; choose channels with dsp.select before it", Refused(host, StreamFormat.Signal(3, Rate)));
        Assert.Equal(
            "expected a device that plays named 'Hall', found none; there are 'Desk speaker'; set 'device' to one of these names, or a part of one",
            Refused(host, StreamFormat.Signal(1, Rate), new() { Device = "Hall" }));
    }

    [Fact]
    public async Task AllIsPlayedInOrderAndTheGraphWaitsForTheDevice()
    {
        var host = new VirtualHost(VirtualHost.Speaker(channels: 2));
        List<float> played = [];
        // The device plays whenever the graph waits.
        var device = new PlayingTime(() => { lock (host.Opened) if (host.Opened.Count > 0) lock (played) played.AddRange(host.Last.Pull(160)); });
        var path = Path.Combine(Directory.CreateTempSubdirectory("speaker").FullName, "a.pcm");
        var sound = new byte[2 * 40_000];
        for (var i = 0; i < 40_000; i++) BitConverter.TryWriteBytes(sound.AsSpan(2 * i), (short)(1 + (i % 30_000)));
        await File.WriteAllBytesAsync(path, sound, TestContext.Current.CancellationToken);
        await using var session = new Graph("demo").Add("in", new Files.PcmSource(new() { Path = path, Rate = Rate })).Add("out", new Speaker(new() { Device = "default" }) { Host = host }).Link("in > out")
            .Start(new RunOptions { Speed = 0, Time = device });
        await session.Completion;
        var left = played.Where((_, i) => i % 2 == 0).SkipWhile(v => v == 0).Take(40_000).ToArray();
        Assert.Equal(Enumerable.Range(0, 40_000).Select(i => (1 + (i % 30_000)) / 32768f), left);
        Assert.Equal(played.Where((_, i) => i % 2 == 0), played.Where((_, i) => i % 2 == 1));
        Assert.Equal([new("played", 40_000, "samples"), new("underflows", 0), new("dropped", 0, "samples"), new("outages", 0)], session.Report().Results["out"]);
        Assert.True(host.Last.IsClosed);
        Directory.Delete(Path.GetDirectoryName(path)!, true);
    }

    [Fact]
    public void ASlowGraphLeavesSilenceWhichIsCounted()
    {
        var ring = new PlaybackRing(1, Rate, 0.01);
        var values = new float[100];
        ring.Write([.. Enumerable.Repeat(1f, 159)], 1);
        ring.Read(values);
        Assert.All(values, v => Assert.Equal(0, v));       // the store is not yet full
        ring.Write([1f], 1);
        ring.Read(values);
        Assert.All(values, v => Assert.Equal(1, v));
        ring.Read(values);
        Assert.Equal(60, values.Count(v => v == 1));
        Assert.Equal((1, 160), (ring.Underflows, ring.Played));
        ring.Write([.. Enumerable.Repeat(2f, 10)], 1);
        ring.End();
        ring.Read(values);
        Assert.Equal(10, values.Count(v => v == 2));
        Assert.Equal((1, true), (ring.Underflows, ring.IsEmpty));
    }

    [Fact]
    public void ADeviceThatIsGoneIsLookedForWhileWhatComesIsDropped()
    {
        var host = new VirtualHost(VirtualHost.Speaker());
        var node = new Speaker(new() { Device = "default" }) { Host = host };
        var run = new NodeRun(node).Feed(StreamFormat.Signal(1, Rate)).Configure();
        node.Open(new NodeContext("out", time, CancellationToken.None, null!, notes.Add));
        run.Push<float>(new float[1000]);
        host.Last.IsAlive = false;
        host.Plugged.Clear();
        run.Push<float>(new float[1000]);
        Pass(1.1);
        run.Push<float>(new float[1000]);
        host.Plugged.Add(VirtualHost.Speaker());
        run.Push<float>(new float[1000]);
        Pass(1.1);
        run.Push<float>([.. Enumerable.Repeat(0.5f, 2000)]);
        Assert.Equal(["plays on 'Desk speaker' (Virtual), 2 channels at 16000 Hz", "'Desk speaker' is gone; what comes is dropped until it is back", "'Desk speaker' is back"], notes);
        Assert.All(host.Last.Pull(1600), v => Assert.Equal(0.5f, v));
        Assert.Equal((3000, 1), (node.Conclude().Single(c => c.Name == "dropped").Value, node.Conclude().Single(c => c.Name == "outages").Value));
        run.Close();
    }

    private void Pass(double seconds) => time.CreateTimer(static _ => { }, null, TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan);

    /// <summary>A clock at which something happens whenever somebody waits.</summary>
    private sealed class PlayingTime(Action waits) : TimeProvider
    {
        private readonly VirtualTime inner = new();

        public override long TimestampFrequency => inner.TimestampFrequency;

        public override long GetTimestamp() => inner.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            waits();
            return inner.CreateTimer(callback, state, dueTime, period);
        }
    }
}
