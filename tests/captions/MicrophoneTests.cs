using Streaming.Files;

namespace Streaming.Tests;

/// <summary>From a microphone to captions: the graph as it ships hears what a synthesiser says into a sound server, whose monitor is the microphone.</summary>
[Collection(nameof(Alone))]
public class MicrophoneTests
{
    private const double Patience = 60;
    private const string Said = "three one four two five nine";

    [Fact]
    public async Task WhatIsSaidIsCaptioned()
    {
        using var server = SoundServer.OrSkip("espeak-ng");
        var (sound, file) = (server.At("said.wav"), server.At("said.srt"));
        await Command.Run(SoundServer.Find("espeak-ng")!, "-s", "120", "-g", "8", "-w", sound, Said);
        using var reader = WavReader.Open(sound);
        Assert.Equal(SoundServer.Rate, reader.Format.Rate);
        var samples = new float[reader.Frames];
        reader.Read(samples);

        await using var session = CaptionGraph.Shipped(("mic.device", "Monitor of Desk"), ("file", file)).Start();
        var mic = session.Nodes.Single(n => n.Name == "mic");
        var deadline = Deadline.In(Patience);
        while (mic.SamplesOut == 0) deadline.Await("the first packet of the monitor");
        using (var playing = server.Play(server.Raw(samples.Select(v => (short)(v * 32767))))) await playing.WaitForExitAsync(TestContext.Current.CancellationToken);
        // The server has taken all of it by then; another two seconds, and the microphone has given it on.
        var played = mic.SamplesOut;
        while (mic.SamplesOut < played + (2 * SoundServer.Rate)) deadline.Await("what was played");
        session.Stop();
        await session.Completion;

        var lines = (await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken)).Where(l => l.Length > 0 && !l.Contains("-->", StringComparison.Ordinal) && !int.TryParse(l, out _));
        Assert.Equal(Said, string.Join(' ', lines));
        Assert.Equal(0, session.Report().Results["mic"].Single(c => c.Name == "lost").Value);
        Assert.All(session.Report().Links, l => Assert.Equal(0, l.Dropped));
    }
}
