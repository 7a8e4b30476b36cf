using Streaming.Plot;

namespace Streaming.Tests;

/// <summary>What is kept of a run however long it is.</summary>
public class MeasureTests
{
    private static readonly bool[] good = new bool[2];

    [Fact]
    public void ATimelineNeverHasMoreThanItsCellsAndLosesNothing()
    {
        var timeline = new Timeline(2, shortest: 0.5, most: 8);
        for (var i = 0; i < 1000; i++) timeline.Add(100 + 0.1 * i, [i, 2], [0, 1], good);
        Assert.Equal(16, timeline.Width);
        Assert.Equal(7, timeline.Count);
        Assert.Equal(100, timeline.Start);
        Assert.Equal(1000, Enumerable.Range(0, 7).Sum(i => timeline[i, 0].Samples));
        Assert.Equal(999.0 * 500, Enumerable.Range(0, 7).Sum(i => timeline[i, 0].Removed));
        for (var i = 0; i < 6; i++) Assert.Equal((160 * i, 160 * i + 159, 160), ((int)timeline[i, 0].LeastBefore, (int)timeline[i, 0].MostBefore, timeline[i, 0].Samples));
    }

    [Fact]
    public void ATimelineIsTheSameHoweverOftenItsCellsWereJoined() =>
        Gen.Select(Gen.Int[1, 3000], Gen.Int[0, 5000]).Sample((samples, pause) =>
        {
            var (few, many) = (new Timeline(1, 0.25, 16), new Timeline(1, 0.25, 16 << 10));
            for (var i = 0; i < samples; i++)
            {
                var time = i < samples / 2 ? 0.05 * i : pause + 0.05 * i;
                few.Add(time, [(float)Math.Sin(i)], [0], [i % 7 == 0]);
                many.Add(time, [(float)Math.Sin(i)], [0], [i % 7 == 0]);
            }
            var joined = (int)Math.Round(few.Width / many.Width);
            for (var i = 0; i < few.Count; i++)
            {
                var cells = Enumerable.Range(i * joined, Math.Min(joined, Math.Max(0, many.Count - i * joined))).Select(k => many[k, 0]).ToArray();
                Assert.Equal(cells.Sum(c => c.Samples), few[i, 0].Samples);
                Assert.Equal(cells.Sum(c => c.Bad), few[i, 0].Bad);
                Assert.Equal(cells.Sum(c => c.Removed), few[i, 0].Removed, 1e-9);
                if (few[i, 0].Samples > 0) Assert.Equal(cells.Where(c => c.Samples > 0).Max(c => c.MostBefore), few[i, 0].MostBefore);
            }
            Assert.InRange(few.Count, 1, 16);
        }, iter: 50);

    [Fact]
    public void AClockThatStepsBackHarmsNothing()
    {
        var timeline = new Timeline(2, 0.5, 8);
        foreach (var time in (double[])[0, 1, 2, 3, -20, 1, 3.2]) timeline.Add(time, [1, 1], [0, 0], good);
        Assert.Equal(7, Enumerable.Range(0, timeline.Count).Sum(i => timeline[i, 0].Samples));
        timeline.Add(1e9, [1, 1], [0, 0], good);
        Assert.InRange(timeline.Count, 1, 8);
        Assert.Equal(8, Enumerable.Range(0, timeline.Count).Sum(i => timeline[i, 0].Samples));
    }

    [Fact]
    public void WhatIsRemovedAllTheTimeIsNoArtifact()
    {
        var timeline = new Timeline(2);
        for (var i = 0; i < 2000; i++) timeline.Add(i / 100.0, [5000 + (i is >= 800 and < 900 ? 30 : 0), 1], [0, 1], good);
        var removed = timeline.Removed();
        for (var i = 0; i < timeline.Count; i++)
        {
            Assert.Equal(i is >= 32 and < 36 ? 30 : 0, removed[i, 0], 1e-3);
            Assert.Equal(0, removed[i, 1], 1e-6);
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(17.3)]
    [InlineData(38)]
    public void TheStretchHoldsWhatWasRemovedMost(double at)
    {
        var stretch = new Stretch(2, 100, 10);
        for (var i = 0; i < 4000; i++)
        {
            var time = i / 100.0;
            var artifact = time >= at && time < at + 1.5 ? 50 * Math.Sin(30 * time) : 0;
            if (i % 500 == 0) stretch.Add(time, new Event($"{i / 500}"));
            stretch.Add(time, [i, (float)artifact + (float)Math.Sin(i)], [i, 0], good);
        }
        stretch.Break();
        Assert.True(stretch.Times[0] <= at && stretch.Times[^1] >= at + 1.49, $"{stretch.Times[0]} to {stretch.Times[^1]}");
        Assert.InRange(stretch.Count, 150, 1000);
        for (var i = 0; i < stretch.Count; i++)
        {
            Assert.Equal((float)Math.Round(stretch.Times[i] * 100), stretch.Before[2 * i]);
            Assert.Equal(0, stretch.After[2 * i + 1]);
        }
        for (var i = 0; i < stretch.Events; i++) Assert.Equal(double.Parse(stretch.EventAt(i).Text) * 5, stretch.EventAt(i).Time);
        Assert.Equal(Enumerable.Range(0, 8).Count(e => e * 5 >= stretch.Times[0] && e * 5 <= stretch.Times[^1]), stretch.Events);
    }

    [Fact]
    public void AStretchDoesNotReachAcrossAGap()
    {
        var stretch = new Stretch(2, 100, 10);
        for (var i = 0; i < 3000; i++)
        {
            if (i is 1000 or 1400) stretch.Break();
            var time = i < 1000 ? i / 100.0 : i < 1400 ? 50 + i / 100.0 : 90 + i / 100.0;
            // Most is removed in the short piece.
            stretch.Add(time, [(i is >= 1000 and < 1400 ? 100 : 1) * (float)Math.Sin(i), 0], [0, 0], [i is >= 1000 and < 1050, false]);
        }
        Assert.Equal(400, stretch.Count);
        Assert.Equal(60, stretch.Times[0], 1e-9);
        Assert.Equal(50, stretch.Bad(0));
        Assert.Equal(0, stretch.Bad(1));
    }
}
