using Streaming.Audio;

namespace Streaming.Tests;

/// <summary>The microphone without a device: a test brings its packets, loses them, and unplugs it.</summary>
public class MicrophoneTests
{
    private const double Rate = 16000;
    private readonly VirtualTime time = new();
    private readonly List<string> notes = [];

    private static float[] Tone(int from, int count, float amplitude = 0.5f) => [.. Enumerable.Range(from, count).Select(i => amplitude * MathF.Sin(i * 0.1f))];

    private Microphone Node(VirtualHost host, Microphone.Settings? settings = null) => new(settings ?? new() { Device = "default" }) { Host = host };

    /// <summary>A node that runs on the virtual clock; a step is a call.</summary>
    private (Microphone Node, NodeRun Run) Open(VirtualHost host, Microphone.Settings? settings = null)
    {
        var node = Node(host, settings);
        var run = new NodeRun(node);
        run.Configure();
        node.Close();
        node.Open(new NodeContext("mic", time, CancellationToken.None, null!, notes.Add));
        return (node, run);
    }

    private void Pass(double seconds) => time.CreateTimer(static _ => { }, null, TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan);

    private static string Refused(VirtualHost host, Microphone.Settings settings) =>
        Assert.Throws<FormatMismatchException>(() => new Microphone(settings) { Host = host }.Configure()).Message;

    private static VirtualHost Desk() => new(
        VirtualHost.Microphone("Built-in Audio Analog Stereo", "alsa_input.pci", 2, 48000),
        VirtualHost.Microphone("Monitor of Built-in Audio Analog Stereo", "alsa_output.pci.monitor", 2, 48000, isDefault: false, loopback: true),
        VirtualHost.Microphone("USB Microphone", "alsa_input.usb-1", 1, 44100, isDefault: false),
        VirtualHost.Microphone("USB Headset", "alsa_input.usb-2", 1, 16000, isDefault: false),
        VirtualHost.Speaker("Built-in Audio Analog Stereo", "alsa_output.pci", 2, 48000));

    [Theory]
    [InlineData("default", false, "alsa_input.pci")]
    [InlineData("USB Headset", false, "alsa_input.usb-2")]
    [InlineData("headset", false, "alsa_input.usb-2")]
    [InlineData("usb-1", false, "alsa_input.usb-1")]
    [InlineData("alsa_input.pci", false, "alsa_input.pci")]
    [InlineData("built-in", false, "alsa_input.pci")]
    [InlineData("Monitor of", false, "alsa_output.pci.monitor")]
    [InlineData("default", true, "alsa_output.pci.monitor")]
    [InlineData("built-in", true, "alsa_output.pci.monitor")]
    public void ADeviceIsChosenByItsName(string name, bool loopback, string id)
    {
        var node = Node(Desk(), new() { Device = name, Loopback = loopback });
        node.Configure();
        Assert.Equal(id, node.Signal.Format.SourceId);
    }

    [Fact]
    public void AnotherNameIsRefusedWithWhatThereIs()
    {
        Assert.Equal(
            "expected a device that captures named 'Rode', found none; there are 'Built-in Audio Analog Stereo', 'Monitor of Built-in Audio Analog Stereo', 'USB Microphone', 'USB Headset'; set 'device' to one of these names, or a part of one",
            Refused(Desk(), new() { Device = "Rode" }));
        Assert.Equal("expected one device named 'usb', found 2: 'USB Microphone', 'USB Headset'; name one of them in full, or its interface with 'api'", Refused(Desk(), new() { Device = "usb" }));
        Assert.Equal(
            "expected one device named 'Twin', found 2: 'Twin' (a), 'Twin' (b); name one of them in full, or its interface with 'api'",
            Refused(new VirtualHost(VirtualHost.Microphone("Twin", "a"), VirtualHost.Microphone("Twin", "b")), new() { Device = "Twin" }));
        Assert.Equal("expected an interface that is there (Virtual), found 'JACK'; set 'api' to one of them, or leave it out", Refused(Desk(), new() { Device = "default", Api = "JACK" }));
        Assert.Equal("expected a device that captures that is the system's default, found none at all; plug one in; 'streaming audio list' shows what there is", Refused(new VirtualHost(), new() { Device = "default" }));
        Assert.Equal(
            "expected a loopback of what is played named 'USB Headset', found none; there are 'Monitor of Built-in Audio Analog Stereo'; set 'device' to one of these names, or a part of one",
            Refused(Desk(), new() { Device = "USB Headset", Loopback = true }));
    }

    [Fact]
    public void ADeviceRunsAtItsOwnRateAndNoOther()
    {
        Assert.Equal(
            "expected a rate that 'USB Microphone' has (44100 Hz), found 16000 Hz; leave 'rate' out and resample with { node: dsp.resample, rate: 16000 }",
            Refused(Desk(), new() { Device = "USB Microphone", Rate = 16000 }));
        Assert.Equal("expected at most 1 channels, as 'USB Headset' has, found 2; set 'channels' to that or fewer", Refused(Desk(), new() { Device = "headset", Channels = 2 }));
        var node = Node(Desk(), new() { Device = "default", Channels = 1 });
        node.Configure();
        Assert.Equal(StreamFormat.Signal(1, 48000, name: "Built-in Audio Analog Stereo") with { Content = "Audio", SourceId = "alsa_input.pci" }, node.Signal.Format);
    }

    [Fact]
    public void SamplesHaveTheTimesAtWhichTheyWereCaptured()
    {
        var host = new VirtualHost(VirtualHost.Microphone());
        var (node, run) = Open(host);
        Pass(5);
        for (var n = 0; n < 10; n++)
        {
            Pass(0.01);
            host.Last.Push(Tone(n * 160, 160), age: 0.03);
            run.Step(1);
        }
        var heard = run.Result<float>();
        Assert.Equal(Tone(0, 1600), heard.Values);
        Assert.Empty(heard.Gaps);
        for (var i = 0; i < heard.Times.Length; i++) Assert.Equal(4.98 + (i / Rate), heard.Times[i], 1e-6);
        Assert.Equal(
            [new("samples", 1600), new("clipped", 0, "samples"), new("lost", 0, "samples"), new("gaps", 0), new("dropped", 0, "samples")],
            node.Conclude().Take(5));
        Assert.Equal(-6.02, node.Conclude().Single(c => c.Name == "peak").Value, 0.01);
        node.Close();
        Assert.True(host.Last.IsClosed);
    }

    /// <summary>A device whose clock is 1000 ppm slow, and callbacks that come up to 5 ms late: times follow the device within a millisecond once they have settled, and never go back.</summary>
    [Fact]
    public void JitterIsTakenOutAndDriftStays() => Gen.Int.Sample(seed =>
    {
        var (random, times) = (new Random(seed), new CaptureTimes(Rate));
        var (worst, last) = (0.0, double.NegativeInfinity);
        for (var n = 0; n < 20_000; n++)
        {
            var captured = 100 + (n * 160 / Rate * 1.001);
            var time = times.Next(captured + (random.NextDouble() * 0.005), 160);
            Assert.True(time > last);
            last = time + (159 * times.Spacing);
            if (n > 6000) worst = Math.Max(worst, Math.Abs(time - captured - 0.0025));
        }
        Assert.InRange(worst, 0, 0.001);
        Assert.Equal(1.001, times.Period * Rate, 2e-4);
    }, iter: 5);

    /// <summary>Packets of up to two seconds, the first 20 ms late: the loop does not overshoot by as much, and is within 3 ms after ten.</summary>
    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(2)]
    public void LongPacketsAreFollowedToo(double seconds)
    {
        var (times, frames) = (new CaptureTimes(Rate), (int)(seconds * Rate));
        for (var n = 0; n < 100; n++)
        {
            var off = times.Next((n * seconds) + (n == 0 ? 0.02 : 0), frames) - (n * seconds);
            Assert.InRange(off, -0.02, 0.0201);
            if (n * seconds > 2 && n > 10) Assert.InRange(off, -0.003, 0.003);
        }
    }

    [Fact]
    public void WhatASlowGraphDropsIsCountedAndIsAGapOfTheRightLength()
    {
        var host = new VirtualHost(VirtualHost.Microphone());
        var (node, run) = Open(host, new() { Device = "default", Buffer = 0.1 });
        for (var n = 0; n < 50; n++)
        {
            Pass(0.01);
            host.Last.Push(Tone(n * 160, 160));
        }
        run.Step(10);
        for (var n = 50; n < 52; n++)
        {
            Pass(0.01);
            host.Last.Push(Tone(n * 160, 160));
            run.Step(1);
        }
        var heard = run.Result<float>();
        Assert.Equal([1600], heard.Gaps);
        Assert.Equal([.. Tone(0, 1600), .. Tone(8000, 320)], heard.Values);
        Assert.Equal(8000 / Rate, heard.Times[1600] - heard.Times[0], 1e-3);
        Assert.Equal((6400, 6400, 1), (Result(node, "lost"), Result(node, "dropped"), Result(node, "gaps")));
        Assert.Equal("0.400 s of sound were lost: the graph is slower than the device (told once; the results count the samples)", notes[0]);
        node.Close();
    }

    [Theory]
    [InlineData(true, "the system was too slow to take them")]
    [InlineData(false, "by the device's times")]
    public void WhatTheDeviceLosesIsAGapAsLongAsItsTimesSay(bool says, string why)
    {
        var host = new VirtualHost(VirtualHost.Microphone());
        var (node, run) = Open(host);
        Pass(0.01);
        host.Last.Push(Tone(0, 160));
        Pass(0.51);
        host.Last.Push(Tone(0, 160), lost: says);
        run.Step(2);
        Assert.Equal([160], run.Result<float>().Gaps);
        Assert.Equal(0.51, run.Result<float>().Times[160] - run.Result<float>().Times[0], 1e-6);
        Assert.Equal((8000, 0, 1), (Result(node, "lost"), Result(node, "dropped"), Result(node, "gaps")));
        Assert.Equal($"0.500 s of sound were lost: {why} (told once; the results count the samples)", notes[0]);
        node.Close();
    }

    [Fact]
    public void SamplesAtFullScaleInARowAreCountedAndToldOnce()
    {
        var host = new VirtualHost(VirtualHost.Microphone(channels: 2));
        var (node, run) = Open(host);
        // Two in a row are a peak; five on the left, cut by the end of a packet, and four on the right clip.
        float[] left = [0, 1, 1, 0.5f, -1, -1, -1, /**/ -1, -1, 0.2f, 0, 0], right = [0, 0, 0, 0, 0, 0, 0, /**/ 32767 / 32768f, 1, 1, 1, 0];
        float[] both = [.. left.Zip(right).SelectMany(p => new[] { p.First, p.Second })];
        host.Last.Push(both.AsSpan(0, 14));
        host.Last.Push(both.AsSpan(14));
        run.Step(2);
        Assert.Equal(9, Result(node, "clipped"));
        Assert.Equal(0, Result(node, "peak"));
        Assert.Equal("the signal clips: turn the input's level down (told once; the results count the samples)", Assert.Single(notes));
        node.Close();
    }

    [Fact]
    public void FewerChannelsAreTheFirst()
    {
        var host = new VirtualHost(VirtualHost.Microphone(channels: 3));
        var (node, run) = Open(host, new() { Device = "default", Channels = 2 });
        host.Last.Push([1, 2, 3, 4, 5, 6]);
        Assert.Equal([1, 2, 4, 5], run.Step(1).Result<float>().Values);
        node.Close();
    }

    [Fact]
    public void ADeviceThatSaysNothingIsLost()
    {
        var host = new VirtualHost(VirtualHost.Microphone());
        var (node, run) = Open(host);
        Pass(7.9);
        run.Step(1);
        Pass(0.2);
        Assert.Equal("'Desk microphone' gives nothing for 8 s", Assert.Throws<SourceLostException>(() => run.Step(1)).Message);
        host.Last.Push(Tone(0, 160));
        run.Step(1);
        Pass(2.1);
        Assert.Equal("'Desk microphone' gives nothing for 2 s", Assert.Throws<SourceLostException>(() => run.Step(1)).Message);
        host.Last.IsAlive = false;
        Assert.Equal("'Desk microphone' is gone", Assert.Throws<SourceLostException>(() => run.Step(1)).Message);
        node.Close();
    }

    /// <summary>Unplugged, plugged in again with another rate, and then as it was: the session looks for it all the time and goes on after a gap.</summary>
    [Fact]
    public async Task AnUnpluggedDeviceIsLookedForAndGoesOnAfterAGap()
    {
        var device = VirtualHost.Microphone();
        var host = new VirtualHost(device);
        var heard = new Heard();
        var tries = 0;
        host.OnOpen = stream =>
        {
            stream.Push(Tone(0, 160));
            stream.IsAlive = false;
            if (host.Opened.Count == 1) host.Plugged.Clear();
        };
        await using var session = new Graph("demo").Add("mic", Node(host)).Add("ear", heard).Link("mic > ear").Start(new RunOptions
        {
            Time = time,
            Note = text =>
            {
                lock (notes) notes.Add(text);
                // Each try of the session says so or waits; the third finds the device.
                if (++tries == 2) host.Plugged.Add(device with { Rate = 8000, Rates = [8000] });
            },
        });
        var deadline = Deadline.In(30);
        while (heard.Samples < 160) deadline.Await("the first packet");
        while (time.Waits.Count < 3) deadline.Await("some tries in vain");
        host.Plugged.Clear();
        host.Plugged.Add(device);
        while (heard.Samples < 480) deadline.Await("packets after the outage");
        session.Stop();
        await session.Completion;
        Assert.InRange(heard.Gaps, 2, int.MaxValue);
        Assert.Contains(notes, n => n.EndsWith("captures from 'Desk microphone' (Virtual), 1 channels at 16000 Hz", StringComparison.Ordinal));
        Assert.Contains(notes, n => n.Contains("mic: 'Desk microphone' is gone; trying again", StringComparison.Ordinal));
        Assert.All(host.Opened, s => Assert.True(s.IsClosed));
        Assert.InRange(session.Report().Results["mic"].Single(c => c.Name == "samples").Value, 480, double.MaxValue);
    }

    [Fact]
    public void ADeviceThatIsNotAsItWasIsNotTakenForIt()
    {
        var device = VirtualHost.Microphone();
        var host = new VirtualHost(device);
        var (node, _) = Open(host);
        node.Close();
        host.Plugged.Clear();
        Assert.Equal("'Desk microphone' is not there", Lost());
        host.Plugged.Add(device with { Rate = 8000, Rates = [8000] });
        Assert.Equal("'Desk microphone' came back with 1 channels at 8000 Hz where 1 at 16000 Hz are expected", Lost());
        host.Plugged[0] = device;
        host.Fault = new AudioException("it to open", "another program", "close that");
        Assert.Equal("expected it to open, found another program; close that", Lost());

        string Lost() => Assert.Throws<SourceLostException>(() => node.Open(new NodeContext("mic", time, CancellationToken.None, null!, notes.Add))).Message;
    }

    [Fact]
    public void ADeviceThatCannotBeOpenedAtFirstEndsTheRun()
    {
        var host = new VirtualHost(VirtualHost.Microphone()) { Fault = new AudioException("it to open", "another program", "close that") };
        Assert.Equal("expected it to open, found another program; close that", Assert.Throws<AudioException>(() => new NodeRun(Node(host)).Configure()).Message);
    }

    /// <summary>Any packets, read at any pace: what was not dropped comes in order, and the places tell how much is missing.</summary>
    [Fact]
    public void NothingIsLostInTheRingButWhatItCounts() => Gen.Select(Gen.Int[1, 3], Gen.Select(Gen.Int[1, 900], Gen.Int[0, 3]).Array[1, 60]).Sample((channels, turns) =>
    {
        using var ring = new CaptureRing(channels, 1000, 1.5, time);
        var (next, expected, read) = (0, 0L, 0L);
        foreach (var (frames, reads) in turns)
        {
            ring.Write([.. Enumerable.Range(next * channels, frames * channels).Select(i => (float)i)], channels, 0, false);
            next += frames;
            for (var r = 0; r < reads && ring.TryPeek(out var packet); r++)
            {
                var values = new float[packet.Frames * channels];
                ring.Take(packet, values);
                Assert.True(packet.Position >= expected);
                expected = packet.Position + packet.Frames;
                read += packet.Frames;
                for (var i = 0; i < values.Length; i++) Assert.Equal((packet.Position * channels) + i, values[i]);
            }
        }
        while (ring.TryPeek(out var packet))
        {
            read += packet.Frames;
            ring.Take(packet, new float[packet.Frames * channels]);
        }
        Assert.Equal(next, read + ring.Dropped);
    });

    [Fact]
    public void WithoutPortAudioItSaysHowToInstallIt() => Assert.Equal(
        "expected the library PortAudio, which reaches microphones and loudspeakers, found none under the names libnosuch.so.2, libnosuch.so; install it ('apt install libportaudio2 libasound2-plugins', 'dnf install portaudio', 'brew install portaudio'), or name its file in the environment variable STREAMING_PORTAUDIO",
        Assert.Throws<AudioException>(() => Streaming.Audio.Native.AudioLibraries.Load(["libnosuch.so.2", "libnosuch.so"])).Message);

    private static double Result(Microphone node, string name) => node.Conclude().Single(c => c.Name == name).Value;
}
