using System.Text.Json;
using Streaming.Cli;
using Streaming.Files.Xdf;
using Streaming.Lsl;

namespace Streaming.Tests;

/// <summary>Streams of Lab Streaming Layer are listed, watched and recorded, on the loopback alone.</summary>
public sealed class LslTests : IDisposable
{
    private readonly Lab lab = new();
    private readonly CancellationTokenSource stop = new();

    public void Dispose()
    {
        lab.Dispose();
        stop.Dispose();
    }

    [Fact]
    public async Task ListShowsWhatAStreamSaysOfItself()
    {
        using var eeg = lab.Offer("BioSemi", channels: 64, rate: 512.5);
        using var markers = lab.Offer("Keys\u009b2J", "Markers", 1, 0, LslFormat.String, sourceId: "");
        var said = await lab.Run("list", "--wait", "500ms");
        var host = Environment.MachineName;
        Assert.Equal((0, ""), (said.Code, said.Error));
        Assert.Matches($@"(?m)^BioSemi +EEG +64 +float32 +512\.5 Hz +{host} +BioSemi-id +{eeg.Info.Uid[..8]}\r?$", said.Out);
        // What comes from the network must not steer the terminal.
        Assert.Matches($@"(?m)^Keys\?2J +Markers +1 +string +irregular +{host} +- +{markers.Info.Uid[..8]}\r?$", said.Out);
        Assert.DoesNotContain('\u009b', said.Out);
        Assert.Contains($"2 streams on this machine, session '{lab.Session}'", said.Out, StringComparison.Ordinal);
        Assert.Contains("A stream without a source id is not found again when its program restarts.", said.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListAnswersAsJsonWhatWasAskedFor()
    {
        using var eeg = lab.Offer("BioSemi", channels: 64, rate: 512);
        using var gaze = lab.Offer("Eyes", "Gaze", 6, 120, LslFormat.Double64);
        var said = await lab.Run("list", "--json", "--wait", "500ms", "--where", "channel_count<10");
        using var json = JsonDocument.Parse(said.Out);
        var one = Assert.Single(json.RootElement.EnumerateArray());
        Assert.Equal(("Eyes", "Gaze", 6, "double64", 120, gaze.Info.Uid), (one.GetProperty("name").GetString(), one.GetProperty("type").GetString(), one.GetProperty("channels").GetInt32(),
            one.GetProperty("format").GetString(), one.GetProperty("rate").GetDouble(), one.GetProperty("uid").GetString()));
        Assert.Equal(("127.0.0.1", gaze.Info.V4DataPort), (one.GetProperty("ipv4").GetProperty("address").GetString(), one.GetProperty("ipv4").GetProperty("dataPort").GetInt32()));
        Assert.Equal("[]", (await lab.Run("list", "--json", "--wait", "300ms", "--where", "name='none'")).Out.Trim());
    }

    [Fact]
    public async Task WhereNothingIsFoundItSaysHowFarItLooked()
    {
        var said = await lab.Run("list", "--wait", "300ms");
        Assert.Equal((0, ""), (said.Code, said.Error));
        Assert.StartsWith($"No stream was found on this machine, session '{lab.Session}', within 300 ms. Other machines were not asked: --scope link looks on the network segment", said.Out, StringComparison.Ordinal);
        said = await lab.Run("list", "--wait", "300ms", "--where", "type='EEG'", "--session", "other");
        Assert.StartsWith("No stream with type='EEG' was found on this machine, session 'other', within 300 ms.", said.Out, StringComparison.Ordinal);
        said = await lab.Run("record", lab["none.xdf"], "--wait", "300ms");
        Assert.Equal((2, ""), (said.Code, said.Out));
        Assert.StartsWith($"No stream was found on this machine, session '{lab.Session}', within 300 ms.", Assert.Single(said.Errors), StringComparison.Ordinal);
        Assert.False(File.Exists(lab["none.xdf"]));
    }

    [Theory]
    [InlineData("list --scope world", "--scope: expected one of machine, link, site, found 'world'; one of: machine, link, site")]
    [InlineData("list --backend nativ", "--backend: expected one of managed, native, found 'nativ'; did you mean 'native'?")]
    [InlineData("list --peers lab3", "--peers: expected --scope link or site with peers, found 'lab3' with the scope of this machine; add --scope link")]
    [InlineData("list --wait long", "--wait: expected a duration such as 250ms, 30s, 5m or 1h30m, found 'long' (see 'streaming lsl list --help')")]
    [InlineData("record a.csv", "PATH: expected a file ending with .xdf, found 'a.csv'; XDF is what holds streams of any rate together")]
    [InlineData("record {day}.xdf", "path '{day}.xdf', character 1: expected {date} or {time}, found {day}. Use one of the two, or no braces.")]
    public async Task WrongWordsAreToldInOneLine(string line, string message)
    {
        var said = await Cli.Run(["lsl", .. line.Split(' ')]);
        Assert.Equal((2, ""), (said.Code, said.Out));
        Assert.Equal(message, Assert.Single(said.Errors));
    }

    [Fact]
    public async Task AMistakenPredicateIsToldInOneLine()
    {
        var said = await lab.Run("list", "--wait", "300ms", "--where", "name='");
        Assert.Equal((2, ""), (said.Code, said.Out));
        Assert.Contains("name='", Assert.Single(said.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AMissingNativeLibraryIsToldInOneLine()
    {
        using var folder = new Folder();
        using var process = Cli.Start(folder.Path, (NativeLsl.Variable, folder["none.so"]), "lsl", "list", "--backend", "native", "--config", lab.Config);
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Cli.Patience);
        Assert.Equal(2, process.ExitCode);
        Assert.Equal($"expected the native library liblsl, found '{folder["none.so"]}', which is not there; correct the environment variable {NativeLsl.Variable}, or use the managed back end, which needs no library", error.Trim());
    }

    [Fact]
    public async Task AFileThatIsAnotherLibraryIsToldInOneLine()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "names a library of Linux");
        using var folder = new Folder();
        using var process = Cli.Start(folder.Path, (NativeLsl.Variable, folder.Write("text.so", "no library")), "lsl", "list", "--backend", "native", "--config", lab.Config);
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Cli.Patience);
        Assert.Equal(2, process.ExitCode);
        Assert.StartsWith($"expected the native library liblsl, found '{folder["text.so"]}', which cannot be loaded: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WatchTellsWhatComesAndGoes()
    {
        var (heard, first) = (new Heard(), lab.Offer("BioSemi"));
        var watching = Cli.Run(shell => shell with { Out = heard, Listen = () => new Interrupts(stop.Token, default) }, "lsl", "watch", "--config", lab.Config);
        await heard.Says("+ EEG 'BioSemi' (float32, 2 channels, 250 Hz) of " + Environment.MachineName + " appeared");
        using (var pushing = new CancellationTokenSource())
        {
            var pushed = lab.Push(first, pushing.Token);
            await heard.Says(" of 250 Hz  last stamp ");
            await heard.Says(" µs  drops 0");
            await pushing.CancelAsync();
            await pushed;
        }
        first.Dispose();
        await heard.Says("- EEG 'BioSemi' (float32, 2 channels, 250 Hz) of " + Environment.MachineName + " vanished");
        using var again = lab.Offer("BioSemi");
        await heard.Says("+ EEG 'BioSemi' (float32, 2 channels, 250 Hz) of " + Environment.MachineName + " is back, as another outlet");
        await stop.CancelAsync();
        Assert.Equal((0, ""), ((await watching).Code, (await watching).Error));
    }

    [Fact]
    public async Task OnATerminalWatchDrawsATable()
    {
        using var eeg = lab.Offer("BioSemi");
        var heard = new Heard();
        var watching = Cli.Run(shell => shell with { Out = heard, IsOutTerminal = true, Width = 100, Listen = () => new Interrupts(stop.Token, default) }, "lsl", "watch", "--config", lab.Config);
        await heard.Says("BioSemi  EEG           0  250");
        await heard.Says($"1 stream on this machine, session '{lab.Session}'");
        await stop.CancelAsync();
        await watching;
        Assert.All(heard.ToString().Split('\n'), line => Assert.InRange(line.Replace("\e[J", "", StringComparison.Ordinal).Length, 0, 110));
    }

    /// <summary>What is there at the beginning goes to one file, what comes later to another; a required stream that is missing is told while it is.</summary>
    [Fact]
    public async Task RecordTakesAllStreamsAndWarnsOfMissingOnes()
    {
        using var eeg = lab.Offer("BioSemi");
        using var markers = lab.Offer("Keys", "Markers", 1, 0, LslFormat.String);
        var heard = new Heard();
        var recording = Cli.Run(shell => shell with { Error = heard, Listen = () => new Interrupts(stop.Token, default) },
            "lsl", "record", lab["run.xdf"], "--wait", "700ms", "--require", "BioSemi", "--require", "Gaze", "--config", lab.Config);
        await heard.Says("WARNING: required stream 'Gaze' is missing");
        await heard.Says($"recording to {lab["run.xdf"]}");
        Assert.True(eeg.WaitForConsumers(Cli.Patience) && markers.WaitForConsumers(Cli.Patience));
        using var pushing = new CancellationTokenSource();
        var pushed = lab.Push(eeg, pushing.Token);
        markers.PushText(["left"], lab.Now);
        using var gaze = lab.Offer("Gaze", "Gaze", 1, 100);
        await heard.Says("required stream 'Gaze' is there after ");
        await heard.Says($"recording to {lab["run_late-Gaze.xdf"]}");
        Assert.True(gaze.WaitForConsumers(Cli.Patience));
        var late = lab.Push(gaze, pushing.Token);
        await lab.Grows("run_late-Gaze.xdf", 8000);
        await stop.CancelAsync();
        var said = await recording;
        await pushing.CancelAsync();

        Assert.Equal(1, said.Code);
        Assert.Contains("required stream 'BioSemi' was there all the time", said.Out, StringComparison.Ordinal);
        Assert.Contains("required stream 'Gaze' was missing for 0:0", said.Out, StringComparison.Ordinal);
        var file = XdfFile.Open(lab["run.xdf"]);
        Assert.Empty(file.Notes);
        Assert.Equal(["BioSemi", "Keys"], file.Streams.Select(s => s.Name).Order());
        Assert.InRange(file.Streams.Single(s => s.Name == "BioSemi").SampleCount, 25, await pushed);
        Assert.Equal(1, file.Streams.Single(s => s.Name == "Keys").SampleCount);
        var second = Assert.Single(XdfFile.Open(lab["run_late-Gaze.xdf"]).Streams);
        Assert.Equal("Gaze", second.Name);
        Assert.InRange(second.SampleCount, 10, await late);
    }

    /// <summary>A stream that comes back goes on in the same file.</summary>
    [Fact]
    public async Task RecordGoesOnWithAStreamThatComesBack()
    {
        var eeg = lab.Offer("BioSemi");
        var heard = new Heard();
        var recording = Cli.Run(shell => shell with { Error = heard, Listen = () => new Interrupts(stop.Token, default) },
            "lsl", "record", lab["run.xdf"], "--wait", "500ms", "--config", lab.Config);
        await heard.Says($"recording to {lab["run.xdf"]}");
        Assert.True(eeg.WaitForConsumers(Cli.Patience));
        using (var pushing = new CancellationTokenSource())
        {
            var pushed = lab.Push(eeg, pushing.Token);
            await lab.Grows("run.xdf", 5000);
            await pushing.CancelAsync();
            await pushed;
        }
        eeg.Dispose();
        await heard.Says("BioSemi vanished: ");
        using var again = lab.Offer("BioSemi");
        await heard.Says("BioSemi is back as another outlet");
        Assert.True(again.WaitForConsumers(Cli.Patience));
        var before = new FileInfo(lab["run.xdf"]).Length;
        using (var pushing = new CancellationTokenSource())
        {
            var pushed = lab.Push(again, pushing.Token);
            await lab.Grows("run.xdf", before + 5000);
            await pushing.CancelAsync();
            await pushed;
        }
        await stop.CancelAsync();
        var said = await recording;
        Assert.Equal(0, said.Code);
        Assert.False(File.Exists(lab["run_late-BioSemi.xdf"]));
        Assert.Single(XdfFile.Open(lab["run.xdf"]).Streams);
        Assert.Matches(@"BioSemi +outages +1\b", said.Out);
    }
}
