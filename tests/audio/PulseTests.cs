using Streaming.Audio;
using Streaming.Files;

namespace Streaming.Tests;

/// <summary>The real thing: PortAudio on a PulseAudio of the test's own, whose null sink's monitor is the microphone.</summary>
[Collection(nameof(Alone))]
public class PulseTests
{
    private const double Patience = 60;

    private static Microphone Desk(Microphone.Settings? settings = null) => new(settings ?? new() { Device = "Monitor of Desk" }) { Host = AudioDevices.Host };

    [Fact]
    public void DevicesAreListedWithTheirOwnRates()
    {
        using var server = SoundServer.OrSkip();
        var devices = AudioDevices.List();
        Assert.Equal(
            new AudioDevice("Monitor of Desk", "mic.monitor", "PulseAudio", 1, 0, SoundServer.Rate, [SoundServer.Rate]) { IsDefaultInput = true, IsLoopback = true, MixesChannels = true },
            Assert.Single(devices, d => d is { Api: "PulseAudio", Inputs: > 0 }));
        Assert.Equal(
            new AudioDevice("Desk", "mic", "PulseAudio", 0, 1, SoundServer.Rate, [SoundServer.Rate]) { IsDefaultOutput = true, MixesChannels = true },
            Assert.Single(devices, d => d is { Api: "PulseAudio", Outputs: > 0 }));
        Assert.StartsWith("expected a device that captures named 'Hall', found none; there are 'Monitor of Desk'", Assert.Throws<FormatMismatchException>(() => Desk(new() { Device = "Hall" }).Configure()).Message, StringComparison.Ordinal);
        Assert.Equal(
            "expected a rate that 'Monitor of Desk' has (22050 Hz), found 16000 Hz; leave 'rate' out and resample with { node: dsp.resample, rate: 16000 }",
            Assert.Throws<FormatMismatchException>(() => Desk(new() { Device = "default", Loopback = true, Rate = 16000 }).Configure()).Message);
    }

    [Fact]
    public async Task WhatIsPlayedIsCaptured()
    {
        using var server = SoundServer.OrSkip("espeak-ng");
        var file = server.At("said.wav");
        await Command.Run(SoundServer.Find("espeak-ng")!, "-w", file, "one two three");
        using var reader = WavReader.Open(file);
        Assert.Equal(SoundServer.Rate, reader.Format.Rate);
        var said = new float[reader.Frames];
        reader.Read(said);
        var (first, last) = (Array.FindIndex(said, v => v != 0), Array.FindLastIndex(said, v => v != 0));

        var heard = new Heard();
        await using var session = new Graph("demo").Add("mic", Desk(new() { Device = "default", Loopback = true })).Add("ear", heard).Link("mic > ear").Start();
        var deadline = Deadline.In(Patience);
        while (heard.Samples == 0) deadline.Await("the first packet of the monitor");
        using (var playing = server.Play(server.Raw(said.Select(v => (short)(v * 32768))))) await playing.WaitForExitAsync(TestContext.Current.CancellationToken);
        while (Array.FindIndex(heard.All.Values, v => v != 0) is var begin && (begin < 0 || heard.Samples < begin + last - first + 1)) deadline.Await("what was played");
        session.Stop();
        await session.Completion;

        var (values, times, gaps) = heard.All;
        var at = Array.FindIndex(values, v => v != 0);
        var (worst, dot, a, b) = (0f, 0.0, 0.0, 0.0);
        for (var i = first; i <= last; i++)
        {
            var captured = values[at + i - first];
            worst = Math.Max(worst, Math.Abs(captured - said[i]));
            (dot, a, b) = (dot + (captured * said[i]), a + (captured * captured), b + (said[i] * said[i]));
        }
        TestContext.Current.SendDiagnosticMessage($"correlation {dot / Math.Sqrt(a * b):0.000000}, largest difference {worst:0.0e0}");
        Assert.Empty(gaps);
        Assert.InRange(dot / Math.Sqrt(a * b), 0.999, 1.001);
        Assert.InRange(worst, 0, 2 / 32768f);
        for (var i = 1; i < times.Length; i++) Assert.True(times[i] > times[i - 1]);
        Assert.Equal(0, session.Report().Results["mic"].Single(c => c.Name == "lost").Value);
    }

    /// <summary>
    /// A sound whose samples are known begins to play as the microphone begins to hear: in every half second of the first three, the times of half of its samples are
    /// within 100 ms of those at which the server took them, which is as near as the sink's own blocks and a busy machine let it be told.
    /// </summary>
    [Fact]
    public async Task WhatIsHeardHasTheTimeAtWhichItWasPlayed()
    {
        const int half = SoundServer.Rate / 2;
        using var server = SoundServer.OrSkip();
        var heard = new Heard();
        await using var session = new Graph("demo").Add("mic", Desk()).Add("ear", heard).Link("mic > ear").Start();
        var deadline = Deadline.In(Patience);
        while (heard.Samples == 0) deadline.Await("the first packet of the monitor");
        using var sound = new KnownSound(server, SoundServer.Rate);
        while (Array.FindIndex(heard.All.Values, v => v != 0) is var begin && (begin < 0 || heard.Samples < begin + (7 * half))) deadline.Await("three seconds of what is played");
        session.Stop();
        await session.Completion;

        var (values, times, gaps) = heard.All;
        Assert.Empty(gaps);
        List<double> off = [];
        var (near, first) = (0L, (long)(2 * KnownSound.Ahead * SoundServer.Rate));
        for (var i = Array.FindIndex(values, v => v != 0); i < values.Length && off.Count < 6 * half; i++)
        {
            var place = KnownSound.PlaceOf(values[i], near);
            if (place < 0) continue;
            near = place;
            // What fills the buffer at first is taken before it is asked for.
            if (place > first) off.Add(times[i] - sound.TakenAt(place));
        }
        Assert.Equal(6 * half, off.Count);
        var medians = off.Chunk(half).Select(o => o.Order().ElementAt(half / 2)).ToArray();
        TestContext.Current.SendDiagnosticMessage($"ms after they were taken, by half seconds: {string.Join(", ", medians.Select(m => $"{1000 * m:0.0}"))}");
        Assert.All(medians, m => Assert.InRange(m, -0.1, 0.1));
    }

    [Fact]
    public async Task ADeviceThatVanishesAndComesBackLeavesAGap()
    {
        using var server = SoundServer.OrSkip();
        var notes = new List<string>();
        var heard = new Heard();
        await using var session = new Graph("demo").Add("mic", Desk()).Add("ear", heard).Link("mic > ear").Start(new RunOptions { Note = text => { lock (notes) notes.Add(text); } });
        var deadline = Deadline.In(Patience);
        while (heard.Samples == 0) deadline.Await("the first packet");
        server.RemoveSink();
        while (Count(notes, "trying again") == 0) deadline.Await("the loss to be noticed");
        var before = heard.Samples;
        server.AddSink();
        while (heard.Samples < before + SoundServer.Rate / 2) deadline.Await("the device to be found again");
        session.Stop();
        await session.Completion;
        Assert.Equal([before], heard.All.Gaps);
        Assert.True(heard.All.Times[before] > heard.All.Times[before - 1]);
        Assert.InRange(session.Report().Nodes.Single(n => n.Name == "mic").Outages, 1, 100);
    }

    [Fact]
    public async Task WhatTheSpeakerPlaysTheLoopbackHears()
    {
        using var server = SoundServer.OrSkip();
        var path = server.Raw(Enumerable.Range(0, SoundServer.Rate).Select(i => (short)(1000 + (i % 7919))));
        var heard = new Heard();
        await using var ear = new Graph("ear").Add("mic", Desk(new() { Loopback = true, Device = "Desk" })).Add("ear", heard).Link("mic > ear").Start();
        var deadline = Deadline.In(Patience);
        while (heard.Samples == 0) deadline.Await("the first packet");
        await using (var mouth = new Graph("mouth").Add("in", new PcmSource(new() { Path = path, Rate = SoundServer.Rate })).Add("out", new Speaker(new() { Device = "Desk" }) { Host = AudioDevices.Host }).Link("in > out").Start(new RunOptions { Speed = 0 }))
        {
            await mouth.Completion;
            Assert.Equal(SoundServer.Rate + (SoundServer.Rate / 2), mouth.Report().Results["out"].Single(c => c.Name == "played").Value);
        }
        const int enough = SoundServer.Rate / 2;
        while (Array.FindIndex(heard.All.Values, v => v != 0) is var begin && (begin < 0 || heard.Samples < begin + enough)) deadline.Await("what was played");
        ear.Stop();
        await ear.Completion;
        var (values, _, _) = heard.All;
        var at = Array.FindIndex(values, v => v != 0);
        for (var i = 0; i < enough; i++) Assert.Equal((1000 + (i % 7919)) / 32768f, values[at + i], 2 / 32768f);
    }

    private static int Count(List<string> notes, string part)
    {
        lock (notes) return notes.Count(n => n.Contains(part, StringComparison.Ordinal));
    }
}
