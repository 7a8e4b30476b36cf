using Streaming.Dsp;

namespace Streaming.Tests;

public class SegmentsTests
{
    private static readonly StreamFormat level = new() { Kind = StreamKind.Features, Shape = [1], Rate = 10 };

    [Fact]
    public void PausesBelongToASegmentAndFlickersAreNone()
    {
        var node = new Segments(new() { On = 0.5, Off = 0.3, Minimum = 0.2, Pause = 0.3, Label = "speech" });
        var run = new NodeRun(node).Feed(level).Configure();
        //                      0    .1   .2   .3    .4   .5   .6   .7   .8   .9  1.0  1.1 1.2  1.3
        run.Push<float>("level", [0, .9f, 0, .4f, .6f, .4f, .1f, .1f, .8f, .2f, .2f, .2f, .4f, .9f]);
        var begun = run.Result<Event>("begun");
        Assert.Equal([0.4], begun.Times);
        Assert.Equal([new Event("speech", 0.4f)], begun.Values);
        var ended = run.Result<Event>();
        Assert.Equal([0.4], ended.Times);
        Assert.Equal("speech", ended.Values[0].Text);
        Assert.Equal(0.5, ended.Values[0].Duration, 12);
        Assert.Equal((0.6f + 0.4f + 0.8f) / 3, ended.Values[0].Value, 1e-6);
        run.Push<float>("level", [.9f]).End();
        Assert.Equal([0.4, 1.3], run.Result<Event>().Times);
        Assert.Equal(0.2, run.Result<Event>().Values[1].Duration, 12);
        Assert.Equal([("segments", 2.0), ("in segments", 0.7)], node.Conclude().Select(c => (c.Name, Math.Round(c.Value, 9))));
    }

    [Fact]
    public void AGapEndsASegment()
    {
        var run = new NodeRun(new Segments(new() { Minimum = 0.1 })).Feed(level).Configure();
        run.Push<float>("level", [1, 1, 1]).Begin("level", 7).Push<float>("level", [1, 1]).End();
        var ended = run.Result<Event>();
        Assert.Equal([0, 7], ended.Times);
        Assert.Equal([0.3, 0.2], ended.Values.Select(e => Math.Round(e.Duration, 9)));
    }

    /// <summary>Against the definition: runs of samples not below 'off' that begin at 'on', joined over pauses, shorter ones left out.</summary>
    [Fact]
    public void SegmentsAreThoseOfTheDefinition() =>
        Gen.Select(Gen.Int[0, 9].Array[1, 120], Gen.Int[1, 4], Gen.Int[1, 4], Gen.Int[1, 50]).Sample((levels, minimum, pause, block) =>
        {
            var run = new NodeRun(new Segments(new() { On = 6, Off = 3, Minimum = minimum / 10.0, Pause = pause / 10.0 })).Feed(level).Configure();
            foreach (var part in levels.Select(l => (float)l).Chunk(block)) run.Push<float>("level", part);
            run.End();
            var found = run.Result<Event>();
            Assert.Equal(Defined(levels, minimum, pause), found.Times.Zip(found.Values, (t, e) => ((int)Math.Round(t * 10), (int)Math.Round(e.Duration * 10))));
            Assert.Equal(found.Times, run.Result<Event>("begun").Times);
        });

    [Fact]
    public void WhatCannotBeIsSaid()
    {
        string Error(Segments.Settings settings, StreamFormat format) => Assert.Throws<FormatMismatchException>(() => new NodeRun(new Segments(settings)).Feed(format).Configure()).Message;
        Assert.Equal("expected off at most as high as on, found on 0.2, off 0.35; swap them", Error(new() { On = 0.2 }, level));
        Assert.Equal("expected a stream of steady rate, found an irregular one; resample it at its source", Error(new(), level with { Rate = 0 }));
    }

    [Fact]
    public void OfSeveralChannelsTheHighestCounts()
    {
        var run = new NodeRun(new Segments(new() { Minimum = 0.1 })).Feed(level with { Shape = [2] }).Configure();
        run.Push<float>("level", [0, 1, 1, 0, 0, 0]).End();
        Assert.Equal((0.0, 0.2), (run.Result<Event>().Times[0], Math.Round(run.Result<Event>().Values[0].Duration, 9)));
    }

    private static IEnumerable<(int Start, int Length)> Defined(int[] levels, int minimum, int pause)
    {
        for (var i = 0; i < levels.Length; i++)
        {
            if (levels[i] < 6) continue;
            var sure = i;
            while (sure < levels.Length && sure - i < minimum && levels[sure] >= 3) sure++;
            if (sure - i < minimum)
            {
                i = sure;
                continue;
            }
            var (last, at) = (i, i);
            for (; at < levels.Length && (levels[at] >= 3 || at - last < pause); at++)
                if (levels[at] >= 3) last = at;
            yield return (i, last - i + 1);
            i = at;
        }
    }
}
