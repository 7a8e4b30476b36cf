using System.Globalization;
using Streaming.Lsl;

namespace Streaming.Tests;

/// <summary>Clocks: what is measured of another's, and what is made of its stamps.</summary>
public class ClockTests
{
    private const double Shift = 1234.5;

    [Fact]
    public void TheTimeServiceAnswersAsLiblslDoes()
    {
        using var backend = new ManagedLsl(TestNetwork.New(), null, () => 5.25);
        var outlet = backend.OpenOutlet(new() { Name = "t", SourceId = "s" }, new());
        Assert.Equal(" -7 100.5000001 5.25 5.25", Raw.AskUdp(outlet.Info.V4ServicePort, _ => "LSL:timedata\r\n-7 100.5000001\r\n"));
    }

    [Fact]
    public void TheOffsetOfAShiftedClockIsMeasured()
    {
        var network = TestNetwork.New();
        using var server = new ManagedLsl(network, null, () => LslClock.Now + Shift);
        using var client = new ManagedLsl(network);
        server.OpenOutlet(new() { Name = "t", SourceId = "s" }, new());
        using var inlet = client.OpenInlet(Assert.Single(client.Resolve("", 1, TestNetwork.Long)), new());
        LslOffset offset = default;
        TestNetwork.Until(() => inlet.TryTakeOffset(out offset), "a clock offset");
        Assert.Equal(-Shift, offset.Value, 0.5 * offset.RoundTrip + 1e-9);
        Assert.InRange(offset.RoundTrip, 0, 0.1);
        Assert.Equal(client.Now + Shift, offset.Time, 5.0);
    }

    [Fact]
    public void AnOffsetOfAnOutletThatIsGoneIsNotGiven()
    {
        var network = TestNetwork.New() with { TimeUpdateInterval = 0.2, TimeProbeCount = 2, TimeUpdateMinProbes = 1, TimeProbeInterval = 0.005, TimeProbeMaxRtt = 0.1 };
        var shift = Shift;
        using var server = new ManagedLsl(network, null, () => LslClock.Now + Volatile.Read(ref shift));
        using var client = new ManagedLsl(network);
        var stream = new LslStreamInfo { Name = "t", Format = LslFormat.Int8, SourceId = "s" };
        var outlet = server.OpenOutlet(stream, new());
        using var inlet = client.OpenInlet(Assert.Single(client.Resolve("", 1, TestNetwork.Long)), new());
        LslOffset offset = default;
        TestNetwork.Until(() => inlet.TryTakeOffset(out offset), "a clock offset");
        Assert.Equal(-Shift, offset.Value, 0.1);
        outlet.Dispose();
        Volatile.Write(ref shift, -Shift);
        outlet = server.OpenOutlet(stream, new());
        Assert.True(outlet.WaitForConsumers(TestNetwork.Long), "the inlet did not come back");
        outlet.Push([1], 1);
        LslChunk chunk = default;
        TestNetwork.Until(() => (chunk = inlet.Pull(new byte[1], new double[1], TestNetwork.Long)).Samples > 0, "a sample of the new outlet");
        Assert.Equal(LslBreak.Renewed, chunk.Break);
        // From here on only the new clock counts.
        TestNetwork.Until(() => inlet.TryTakeOffset(out offset), "an offset of the new clock");
        Assert.Equal(Shift, offset.Value, 0.1);
    }

    [Fact]
    public void TheLineIsThatOfLeastSquares()
    {
        const double rate = 100;
        var random = new Random(5);
        var line = new Dejitter(rate);
        double worst = 0;
        for (var i = 0; i < 20_000; i++)
        {
            // A sender 30 ppm fast, its stamps up to 20 ms late.
            var truth = 1000 + (i / rate * (1 - 30e-6));
            var time = line.Next(truth + (random.NextDouble() * 0.02));
            if (i > 5000) worst = Math.Max(worst, Math.Abs(time - truth - 0.01));
        }
        // Uniform noise of 5.8 ms over an effective 2 * 13,000 samples leaves less than 0.2 ms.
        Assert.InRange(worst, 0, 5e-4);
    }

    [Fact]
    public void AnExactLineIsKept() => Gen.Select(Gen.Double[1, 1e5], Gen.Int[1, 2000]).Sample((start, rate) =>
    {
        var line = new Dejitter(rate);
        for (var i = 0; i < 300; i++) Assert.Equal(start + (i / (double)rate), line.Next(start + (i / (double)rate)), 1e-6);
    }, iter: 100);

    [Fact]
    public void CorrectionsAreReversible()
    {
        var correction = new StampCorrection(0) { Offset = 10 };
        double Of(double stamp, bool sync, bool monotonize) => correction.Next(correction.Synchronised(stamp, sync), dejitter: true, monotonize);
        Assert.Equal(15, Of(5, true, false));
        Assert.Equal(6, Of(6, false, false));
        Assert.Equal(17, Of(7, true, true));
        Assert.Equal(17, Of(6, true, true));
        Assert.Equal(16, Of(6, true, false));
    }

    [Theory]
    [InlineData("LSL:timedata\r\n")]
    [InlineData("LSL:timedata\r\n1\r\n")]
    [InlineData("LSL:timedata\r\nx 1\r\n")]
    [InlineData("LSL:timedata\r\n99999999999 1\r\n")]
    [InlineData("LSL:timedat")]
    public void WhatIsNoQuestionForTheTimeIsNotAnswered(string question) =>
        Assert.Equal(0, Datagrams.AnswerTime(System.Text.Encoding.ASCII.GetBytes(question), 1, new byte[256], () => 2));

    [Fact]
    public void TimesSurviveTheirNotation() => Gen.Select(Gen.Int, Gen.Double[0, 1e7], Gen.Double[0, 1e7]).Sample((wave, sent, received) =>
    {
        var (question, answer) = (new byte[512], new byte[256]);
        var asked = Datagrams.AskTime(question, wave, sent);
        var length = Datagrams.AnswerTime(question.AsSpan(0, asked), received, answer, () => received + 1);
        Assert.True(Datagrams.TryReadTime(answer.AsSpan(0, length), out var w, out var s, out var r, out var a), CultureInfo.InvariantCulture.Name);
        Assert.Equal(wave, w);
        Assert.Equal(sent, s, 1e-8);
        Assert.Equal(received, r, 1e-8);
        Assert.Equal(received + 1, a, 1e-8);
    }, iter: 1000);
}
