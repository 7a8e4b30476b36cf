using Streaming.Eeg;

namespace Streaming.Tests;

public class ErpTests
{
    // 100 Hz, -0.2 to 0.8 s, two channels: the value of channel 0 is the sample's index, that of channel 1 is ten times as much.
    private static readonly StreamFormat epochs = new() { Kind = StreamKind.Windows, Shape = [100, 2], Labels = ["Cz", "Pz"], Unit = "µV", Axis = new Axis("time", "s", -0.2, 0.01) };
    private static readonly float[] epoch = [.. Enumerable.Range(0, 200).Select(i => i / 2 * (i % 2 == 0 ? 1f : 10f))];

    [Fact]
    public void BinsHoldTheMeanOfEachChannelOneBinAfterTheOther()
    {
        var run = new NodeRun(new Erp(new() { Bin = 0.1, From = 0, To = 0.35 })).Feed(epochs).Configure();
        run.Push<float>("input", epoch, [12]);
        var result = run.Result<float>();
        Assert.Equal([24.5f, 245, 34.5f, 345, 44.5f, 445], result.Values);
        Assert.Equal(["Cz 0 s", "Pz 0 s", "Cz 0.1 s", "Pz 0.1 s", "Cz 0.2 s", "Pz 0.2 s"], result.Format.Labels);
        Assert.Equal(("features float32[6] irregular µV", 12.0), (result.Format.ToString(), result.Times[0]));
    }

    [Fact]
    public void WithoutAnEndItGoesAsFarAsTheEpochAndSeveralComeAtOnce()
    {
        var run = new NodeRun(new Erp(new() { Bin = 0.3 })).Feed(epochs).Configure();
        run.Push<float>("input", [.. epoch, .. epoch], [1, 2]);
        Assert.Equal([34.5f, 345, 64.5f, 645, 34.5f, 345, 64.5f, 645], run.Result<float>().Values);
    }

    [Theory]
    [InlineData(0.05, -0.3, 0.5, "expected epochs from -0.3 s to 0.5 s, found -0.2 s to 0.8 s; choose from and to within them")]
    [InlineData(0.05, 0.0, 0.9, "expected epochs from 0 s to 0.9 s, found -0.2 s to 0.8 s; choose from and to within them")]
    [InlineData(0.5, 0.4, 0.8, "expected epochs of at least one bin of 0.5 s, found 0.4 s; lengthen them, or shorten the bin")]
    public void WhatCannotWorkIsSaid(double bin, double from, double to, string message) => Assert.Equal(message,
        Assert.Throws<FormatMismatchException>(() => new NodeRun(new Erp(new() { Bin = bin, From = from, To = to })).Feed(epochs).Configure()).Message);

    [Fact]
    public void ASignalIsRefused() => Assert.Equal("expected windows, found signal float32[2] 100 Hz; put dsp.epochs before it",
        Assert.Throws<FormatMismatchException>(() => new NodeRun(new Erp(new())).Feed(StreamFormat.Signal(2, 100)).Configure()).Message);
}
