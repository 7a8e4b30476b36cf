using System.Runtime.InteropServices;
using Streaming.Lsl;

namespace Streaming.Tests;

public sealed class InletNodeTests : IDisposable
{
    private const double Rate = 200;
    private readonly NodeConfig config = new();
    private readonly LslStreamInfo eeg = new()
    {
        Name = "amp", Type = "EEG", ChannelCount = 2, Format = LslFormat.Int16, Rate = Rate, SourceId = "amp-1",
        Description = "<desc><channels><channel><label>C3</label><unit>microvolts</unit></channel><channel><label>C4</label><unit>uV</unit></channel></channels></desc>",
    };

    private int counter;

    public void Dispose() => config.Dispose();

    [Fact]
    public void ASignalComesWithItsFormatItsTimesAndItsRawStamps()
    {
        var outlet = config.Backend.OpenOutlet(eeg, new());
        var run = Start(new() { Stream = ValueMap.Of(("type", "EEG")), Dejitter = false });
        Assert.Equal(["C3", "C4"], run.OutputFormat().Labels);
        Assert.Equal("µV", run.OutputFormat().Unit);
        Assert.Equal((ElementType.Int16, "amp-1"), (run.OutputFormat("raw").Element, run.OutputFormat("raw").SourceId));
        Join(run, outlet);
        var start = config.Backend.Now;
        for (var i = 0; i < 10; i++) Push(outlet, 20, start + (i * 20 / Rate));
        var signal = Until<float>(run, r => r.Times.Length == 200);
        var raw = run.Result<short>("raw");
        Assert.Equal(Enumerable.Range(0, 400).Select(i => (short)i), raw.Values);
        Assert.Equal(raw.Values.Select(v => (float)v), signal.Values);
        Assert.Equal(start, raw.Times[0]);
        // One clock: the offset is what the measurement errs by.
        for (var i = 0; i < 200; i++) Assert.Equal(raw.Times[i], signal.Times[i], 0.05);
        Assert.Empty(signal.Gaps);
        run.Close();
    }

    [Fact]
    public void MissingSamplesAreAGap()
    {
        var outlet = config.Backend.OpenOutlet(eeg, new());
        var run = Start(new() { Stream = ValueMap.Of(("name", "amp")), Dejitter = true });
        Join(run, outlet);
        var start = config.Backend.Now - 2;
        Push(outlet, 100, start);
        Push(outlet, 100, start + (100 / Rate) + 0.15);     // jitter
        Push(outlet, 100, start + 1.5);                     // a loss
        var signal = Until<float>(run, r => r.Times.Length == 300);
        Assert.Equal([200], signal.Gaps);
        Assert.Equal(start + 1.5, signal.Times[200], 0.05);
        run.Close();
    }

    [Fact]
    public void AnOutageIsAGapAndTheNewClockIsSynchronised()
    {
        var shift = 0.0;
        using var sender = new ManagedLsl(config.Network, null, () => LslClock.Now + Volatile.Read(ref shift));
        var outlet = sender.OpenOutlet(eeg, new());
        var run = Start(new() { Stream = ValueMap.Of(("name", "amp")) });
        Join(run, outlet);
        var local = config.Backend.Now;
        Push(outlet, 50, local);
        Until<float>(run, r => r.Times.Length == 50);
        outlet.Dispose();
        Volatile.Write(ref shift, 500);
        outlet = sender.OpenOutlet(eeg, new());
        UntilSteps(run, () => outlet.Consumers > 0, "the inlet to come back");
        var again = config.Backend.Now;
        Push(outlet, 50, again + 500);
        var signal = Until<float>(run, r => r.Times.Length == 100);
        Assert.Equal([50], signal.Gaps);
        Assert.Equal(again, signal.Times[50], 0.05);
        var raw = run.Result<short>("raw");
        Assert.Equal(again + 500, raw.Times[50]);
        Assert.Equal([50], raw.Gaps);
        Assert.Equal(Enumerable.Range(0, 200).Select(i => (short)i), raw.Values);
        run.Close();
    }

    [Fact]
    public void TextsBecomeEvents()
    {
        var outlet = config.Backend.OpenOutlet(new() { Name = "marks", Type = "Markers", ChannelCount = 2, Format = LslFormat.String, SourceId = "m" }, new());
        var run = Start(new() { Stream = ValueMap.Of(("type", "Markers")), Where = "channel_count=2" });
        Assert.Equal(StreamKind.Events, run.OutputFormat("events").Kind);
        UntilSteps(run, () => outlet.Consumers > 0, "the inlet to connect");
        var now = config.Backend.Now;
        outlet.PushText(["left", "1"], now);
        outlet.PushText(["right", "2"], now + 0.01);
        var events = Until<Event>(run, r => r.Times.Length == 2, "events");
        Assert.Equal(["left,1", "right,2"], events.Values.Select(e => e.Text));
        Assert.Equal(now + 0.01, events.Times[1], 0.05);
        Assert.Equal([now, now + 0.01], run.Result<Event>("rawEvents").Times);
        run.Close();
    }

    [Fact]
    public void AStreamMayComeAfterTheGraphHasStarted()
    {
        var run = Start(new() { Stream = ValueMap.Of(("name", "amp")), Expect = ValueMap.Of(("channels", "2"), ("rate", "200"), ("format", "int16")) });
        Assert.Equal(StreamFormat.Signal(2, 200, "", ["ch1", "ch2"], "amp"), run.OutputFormat());
        run.Step(3);
        var outlet = config.Backend.OpenOutlet(eeg, new());
        Join(run, outlet);
        Push(outlet, 20, config.Backend.Now);
        Until<float>(run, r => r.Times.Length == 20);
        run.Close();
    }

    [Fact]
    public void SettingsChangeWhileItRuns()
    {
        using var sender = new ManagedLsl(config.Network, null, () => LslClock.Now + 1000);
        var outlet = sender.OpenOutlet(eeg, new());
        var run = Start(new() { Stream = ValueMap.Of(("name", "amp")), Dejitter = false });
        Join(run, outlet);
        var start = sender.Now;
        Push(outlet, 20, start);
        Until<float>(run, r => r.Times.Length == 20);
        run.Change("clockSync", "false");
        Push(outlet, 20, start + (20 / Rate));
        var signal = Until<float>(run, r => r.Times.Length == 40);
        Assert.Equal(start - 1000, signal.Times[0], 0.05);
        Assert.Equal(start + (20 / Rate), signal.Times[20], 1e-9);
        Assert.Equal([20], signal.Gaps);
        run.Close();
    }

    [Fact]
    public void AStreamThatIsNotThereIsNamedWithThoseThatAre()
    {
        var e = Assert.Throws<FormatMismatchException>(() => Start(new() { Stream = ValueMap.Of(("type", "EEG")), Wait = 0 }));
        Assert.Equal($"expected a stream with type='EEG', found no stream at all within 0 s (scope machine, session '{config.Network.Session}'); "
            + "start its program or mend stream and where, set scope: link if it runs on another machine, or declare it with expect if it comes later", e.Message);
        config.Backend.OpenOutlet(new() { Name = "marks", Type = "Markers", Format = LslFormat.String, SourceId = "m" }, new());
        e = Assert.Throws<FormatMismatchException>(() => Start(new() { Stream = ValueMap.Of(("type", "EEG")), Wait = 0.1 }));
        Assert.StartsWith($"expected a stream with type='EEG', found Markers 'marks' string[1] irregular, source 'm', host {Environment.MachineName}; start", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TwoStreamsThatAreMeantAreRefused()
    {
        foreach (var name in new[] { "a", "b" }) config.Backend.OpenOutlet(new() { Name = name, Type = "EEG", SourceId = name }, new());
        var e = Assert.Throws<FormatMismatchException>(() => Start(new() { Stream = ValueMap.Of(("type", "EEG")) }));
        Assert.StartsWith("expected one stream with type='EEG', found 2: EEG '", e.Message, StringComparison.Ordinal);
        Assert.EndsWith("name more of it in stream or where, such as its source_id or hostname", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("chanels", "8", "expected channels, rate, format, name, type or unit, found 'chanels'; mend the setting expect")]
    [InlineData("format", "float", "expected format to be float32, double64, string, int32, int16, int8 or int64, found 'float'; mend the setting expect")]
    [InlineData("channels", "0", "expected channels to be a whole number from 1 to 1048576, found '0'; mend the setting expect")]
    [InlineData("rate", "-1", "expected rate to be a number of at least 0, found '-1'; mend the setting expect")]
    public void AnExpectationThatCannotBeIsRefused(string key, string value, string message) => Assert.Equal(message,
        Assert.Throws<FormatMismatchException>(() => Start(new() { Stream = ValueMap.Empty, Expect = ValueMap.Of((key, value)) })).Message);

    [Fact]
    public void PeersNeedAWiderScope() => Assert.Equal("expected scope: link or site with peers, found peers [lab1] at scope: machine; widen the scope, or name no peers",
        Assert.Throws<FormatMismatchException>(() => Start(new() { Stream = ValueMap.Empty, Peers = ["lab1"] })).Message);

    [Fact]
    public void AStreamWithoutASourceIdThatIsGoneIsLost()
    {
        var outlet = config.Backend.OpenOutlet(eeg with { SourceId = "" }, new());
        var run = Start(new() { Stream = ValueMap.Of(("name", "amp")) });
        Join(run, outlet);
        outlet.Dispose();
        var e = Assert.Throws<SourceLostException>(() => run.Step(3000));
        Assert.Equal($"the stream EEG 'amp' int16[2] 200 Hz, host {Environment.MachineName} is gone", e.Message);
        run.Close();
    }

    private NodeRun Start(Inlet.Settings settings) => new NodeRun(new Inlet(settings with { Config = config.Path })).Configure();

    /// <summary>The inlet is connected, and its first clock offset is there: a sample pushed now arrives.</summary>
    private static void Join(NodeRun run, ILslOutlet outlet) => UntilSteps(run, () => outlet.Consumers > 0, "the inlet to connect");

    private static void UntilSteps(NodeRun run, Func<bool> happened, string what) => TestNetwork.Until(() =>
    {
        run.Step(1);
        return happened();
    }, what);

    private static RunResult<T> Until<T>(NodeRun run, Func<RunResult<T>, bool> enough, string port = "signal") where T : struct
    {
        RunResult<T> result = null!;
        UntilSteps(run, () => enough(result = run.Result<T>(port)), $"what was sent to come out of {port}");
        return result;
    }

    private void Push(ILslOutlet outlet, int samples, double stamp)
    {
        var values = Enumerable.Range(0, samples * 2).Select(_ => (short)counter++).ToArray();
        outlet.Push(MemoryMarshal.AsBytes<short>(values), stamp);
    }
}
