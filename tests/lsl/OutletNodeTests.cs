using System.Runtime.InteropServices;
using Streaming.Lsl;

namespace Streaming.Tests;

public sealed class OutletNodeTests : IDisposable
{
    private readonly NodeConfig config = new();

    public void Dispose() => config.Dispose();

    [Fact]
    public void ASignalGoesOutWithItsLabelsAndItsTimes()
    {
        var now = config.Backend.Now;
        var format = StreamFormat.Signal(2, 100, "µV", ["C3", "C4"]) with { Content = "EEG" };
        var run = new NodeRun(new Outlet(new() { Name = "out", Config = config.Path })).Feed("streams", format).Configure();
        using var inlet = Find("out");
        Assert.Equal(("EEG", 2, 100.0, LslFormat.Float32, $"out@{Environment.MachineName}"), (inlet.Info.Type, inlet.Info.ChannelCount, inlet.Info.Rate, inlet.Info.Format, inlet.Info.SourceId));
        Assert.Contains("<label>C4</label><unit>microvolts</unit>", inlet.Info.Description, StringComparison.Ordinal);
        run.Begin("streams0", now);
        run.Push<float>("streams0", [1, 2, 3, 4, 5, 6]);
        var (values, stamps) = Pull(inlet, 3);
        Assert.Equal([1, 2, 3, 4, 5, 6], values);
        for (var i = 0; i < 3; i++) Assert.Equal(now + (i / 100.0), stamps[i], 1e-9);
        run.Begin("streams0", now + 5);     // a gap
        run.Push<float>("streams0", [7, 8]);
        Assert.Equal(now + 5, Pull(inlet, 1).Stamps[0], 1e-9);
        run.End().Close();
    }

    [Fact]
    public void TimesOfAnotherOriginAreShiftedTogether()
    {
        var run = new NodeRun(new Outlet(new() { Name = "out", Times = LslTimes.Shifted, Config = config.Path }))
            .Feed("streams", StreamFormat.Signal(1, 10, name: "eeg")).Feed("streams", StreamFormat.Events("marks")).Configure();
        using var signal = Find("out-eeg");
        using var marks = Find("out-marks");
        var before = config.Backend.Now;
        run.Push<float>("streams0", [1, 2]);
        run.Push<Event>("streams1", [new("go")], [0.05]);
        var stamps = Pull(signal, 2).Stamps;
        Assert.InRange(stamps[0], before, config.Backend.Now);
        Assert.Equal(0.1, stamps[1] - stamps[0], 1e-9);
        var (text, at) = (new string[1], new double[1]);
        Assert.Equal(1, marks.PullText(text, at, TestNetwork.Long).Samples);
        Assert.Equal("go", text[0]);
        Assert.Equal(0.05, at[0] - stamps[0], 1e-9);
        run.End().Close();
    }

    [Fact]
    public void TimesThatAreNotOfTheLocalClockAreRefused()
    {
        var run = new NodeRun(new Outlet(new() { Name = "out", Config = config.Path })).Feed("streams", StreamFormat.Signal(1, 10)).Configure();
        run.Begin("streams0", -1000);
        var e = Assert.IsType<FormatMismatchException>(Assert.Throws<NodeFailedException>(() => run.Push<float>("streams0", [1])).InnerException);
        Assert.Matches("^expected times of LSL's local clock, which reads [0-9.]+ s, found a first sample at -1000.0 s; set times: shifted, as for simulations and recordings, or auto$", e.Message);
        run.Close();
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(-1000, true)]
    public void TimesOfEitherKindGoOutWhereTheUserSaysSo(double behind, bool isShifted)
    {
        var first = config.Backend.Now + behind;
        var run = new NodeRun(new Outlet(new() { Name = "either", Times = LslTimes.Auto, Config = config.Path })).Feed("streams", StreamFormat.Signal(1, 10)).Configure();
        using var inlet = Find("either");
        run.Begin("streams0", first);
        var before = config.Backend.Now;
        run.Push<float>("streams0", [1]);
        var stamp = Pull(inlet, 1).Stamps[0];
        if (isShifted) Assert.InRange(stamp, before, config.Backend.Now);
        else Assert.Equal(first, stamp, 1e-9);
        run.End().Close();
    }

    [Fact]
    public void WindowsAreRefused() => Assert.Equal("expected a signal, features or events, found windows float32[5x1] irregular; make single samples of it first, such as features",
        Assert.Throws<FormatMismatchException>(() => new NodeRun(new Outlet(new() { Name = "out", Config = config.Path })).Feed("streams", new StreamFormat { Kind = StreamKind.Windows, Shape = [5, 1] }).Configure()).Message);

    [Fact]
    public void SomethingMustBeLinked() => Assert.Equal("expected at least one stream, found none; link what shall be offered to lsl.outlet",
        Assert.Throws<FormatMismatchException>(() => new NodeRun(new Outlet(new() { Name = "out" })).Configure()).Message);

    [Fact]
    public void WhatANodeOffersAnotherReceives()
    {
        var format = StreamFormat.Signal(3, 50, "µV", ["a", "b", "c"]) with { Element = ElementType.Float64, Content = "EEG" };
        var outlet = new NodeRun(new Outlet(new() { Name = "loop", Times = LslTimes.Shifted, Config = config.Path })).Feed("streams", format).Configure();
        var inlet = new NodeRun(new Inlet(new() { Stream = ValueMap.Of(("name", "loop")), Config = config.Path })).Configure();
        Assert.Equal(format with { Name = "loop", Element = ElementType.Float64, SourceId = $"loop@{Environment.MachineName}" }, inlet.OutputFormat("raw") with { Description = "" });
        TestNetwork.Until(() =>
        {
            inlet.Step(1);
            return inlet.Result<double>("raw").Values.Length > 0 || Push(outlet);
        }, "a sample to come through");
        Assert.Equal([1, 2, 3], inlet.Result<double>("raw").Values[..3]);
        inlet.Close();
        outlet.End().Close();

        static bool Push(NodeRun run)
        {
            run.Push<double>("streams0", [1, 2, 3]);
            return false;
        }
    }

    private ILslInlet Find(string name) => config.Backend.OpenInlet(Assert.Single(config.Backend.Resolve($"name='{name}'", 1, TestNetwork.Long)), new());

    private static (float[] Values, double[] Stamps) Pull(ILslInlet inlet, int samples)
    {
        var values = new float[samples * inlet.Info.ChannelCount];
        var stamps = new double[samples];
        for (var at = 0; at < samples;)
        {
            var chunk = inlet.Pull(MemoryMarshal.AsBytes(values.AsSpan(at * inlet.Info.ChannelCount)), stamps.AsSpan(at), TestNetwork.Long);
            Assert.True(chunk.Samples > 0, $"waited {TestNetwork.Long} for a sample");
            at += chunk.Samples;
        }
        return (values, stamps);
    }
}
