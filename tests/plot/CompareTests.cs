using Streaming.Plot;

namespace Streaming.Tests;

/// <summary>The node.</summary>
public class CompareTests
{
    private static NodeRun Start(string path) => new NodeRun(new Compare(new() { Path = path })).Feed("before", Material.Format).Feed("after", Material.Format).Configure();

    private static double Of(IReadOnlyList<Conclusion> conclusions, string name) => Assert.Single(conclusions, c => c.Name == name).Value;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(1_000_000)]
    public void PictureAndReportDoNotDependOnHowTheStreamWasCut(int block)
    {
        using var folder = new Folder();
        var material = new Material(25, artifact: (12, 14, 2));
        void Run(string name, int cut)
        {
            var run = new NodeRun(new Compare(new() { Path = folder[name + ".md"] })).Feed("before", Material.Format).Feed("after", Material.Format)
                .Feed("events", StreamFormat.Events()).Feed("mask", new StreamFormat { Kind = StreamKind.Features, Shape = [6] }).Configure();
            run.Push<Event>("events", [new("a"), new("b"), new("c")], [11.2, 12.0013, 13]).Settle("events", 100);
            run.Push<float>("mask", [0, 1, 0, 0, 0, 0], [3.0021]).Push<float>("mask", [0, 0, 0, 0, 0, 1], [12.5]).Settle("mask", 100);
            material.Push(run, 0, 3000, cut);
            run.Begin("before", 40).Begin("after", 40);
            material.Push(run, 3000, material.Samples, cut);
            run.End().Close();
        }

        Run("whole", 500);
        Run("cut", block);
        Assert.Equal(File.ReadAllText(folder["whole.md"]).Replace("whole.png", "cut.png", StringComparison.Ordinal), File.ReadAllText(folder["cut.md"]));
        Assert.Equal(File.ReadAllBytes(folder["whole.png"]), File.ReadAllBytes(folder["cut.png"]));
    }

    [Fact]
    public void ASavedComparisonGoesOnInANewNode()
    {
        using var folder = new Folder();
        var material = new Material(20, artifact: (8, 10, 1));
        var (first, second) = (Start(folder["first.md"]), Start(folder["second.md"]));
        material.Push(first, 0, 1777, 100);
        second.Load(first.Save());
        foreach (var run in (NodeRun[])[first, second])
        {
            material.Push(run, 1777, material.Samples, 100);
            run.End().Close();
        }
        Assert.Equal(File.ReadAllBytes(folder["first.png"]), File.ReadAllBytes(folder["second.png"]));
    }

    [Fact]
    public void ALatencyBetweenTheSidesDoesNotCount()
    {
        using var folder = new Folder();
        var material = new Material(20, artifact: (8, 10, 1));
        var expected = material.Run(folder["plain.md"]);
        // As a chain that looks ahead sends it: first what belongs before the beginning, then every sample at the time it belongs to.
        var node = new Compare(new() { Path = folder["late.md"] });
        var run = new NodeRun(node).Feed("before", Material.Format).Feed("after", Material.Format).Configure().Begin("before", 0).Begin("after", -50 / Material.Rate);
        run.Push<float>("before", material.Before.AsSpan(0, 6 * 800)).Push<float>("after", new float[50 * 6]);
        for (var at = 0; at < material.Samples; at += 100)
        {
            if (at >= 800) run.Push<float>("before", material.Before.AsSpan(at * 6, 600));
            run.Push<float>("after", material.After.AsSpan(at * 6, 600));
        }
        run.End().Close();
        Assert.Equal(expected, node.Conclude());
        Assert.Equal(File.ReadAllBytes(folder["plain.png"]), File.ReadAllBytes(folder["late.png"]));
    }

    [Fact]
    public void OnlyWhatBothSidesHaveIsCompared()
    {
        using var folder = new Folder();
        var material = new Material(20);
        var node = new Compare(new() { Path = folder["a.md"] });
        var run = new NodeRun(node).Feed("before", Material.Format).Feed("after", Material.Format).Configure();
        // After begins 2 s late, and before misses a second in the middle.
        run.Begin("after", 2).Push<float>("before", material.Before.AsSpan(0, 6 * 2000)).Push<float>("after", material.After.AsSpan(6 * 400, 6 * 3600));
        run.Begin("before", 11).Push<float>("before", material.Before.AsSpan(6 * 2200)).End().Close();
        Assert.Equal(17, Of(node.Conclude(), "compared"));
        Assert.True(Of(node.Conclude(), "correlation") > 0.9);
        Assert.Contains("in 2 pieces: the signal was broken off 1 times", File.ReadAllText(folder["a.md"]));
    }

    [Fact]
    public void BadTimeIsCountedFromTheSampleAtWhichAMaskBegins()
    {
        using var folder = new Folder();
        var material = new Material(20);
        var node = new Compare(new() { Path = folder["a.md"] });
        var run = new NodeRun(node).Feed("before", Material.Format).Feed("after", Material.Format).Feed("mask", new StreamFormat { Kind = StreamKind.Features, Shape = [6] }).Configure();
        run.Push<float>("mask", [0, 1, 0, 0, 0, 1], [5]).Push<float>("mask", [0, 1, 0, 0, 0, 0], [12]).Settle("mask", 100);
        material.Push(run, 0, material.Samples, 700);
        run.End().Close();
        Assert.Contains("2 of 6 channels counted as bad for a time: Fp2 15.0 s, O2 7.00 s.", File.ReadAllText(folder["a.md"]));
        Assert.Equal(100 * 22 / (6 * 20.0), Of(node.Conclude(), "channel time bad"), 1e-9);
    }

    [Fact]
    public void TheReportHoldsTheFiguresThatAreConcluded()
    {
        using var folder = new Folder();
        var conclusions = new Material(30, artifact: (12, 14, 2)).Run(folder["a b.md"]);
        var text = File.ReadAllText(folder["a b.md"]);
        Assert.Contains("# Made up: before and after", text);
        Assert.Contains("30.0 s of 6 channels at 200 Hz were compared.", text);
        Assert.Contains("![before and after](a%20b.png)", text);
        Assert.Contains($"| RMS (µV) | {Number.Short(Of(conclusions, "RMS before"))} | {Number.Short(Of(conclusions, "RMS after"))} |", text);
        Assert.Contains($"Of the variance {Number.Percent(Of(conclusions, "variance removed") / 100)} were removed", text);
        foreach (var label in Material.Labels) Assert.Single(text.Split('\n'), line => line.StartsWith($"| {label} |", StringComparison.Ordinal));
        Assert.Equal(text, text.ReplaceLineEndings("\n"));
        Assert.DoesNotContain("NaN", text);
        // Every row of a table has as many cells as its head.
        foreach (var table in text.Split("\n\n").Where(t => t.StartsWith('|'))) Assert.Single(table.Trim().Split('\n').Select(l => l.Count(c => c == '|')).Distinct());
    }

    [Fact]
    public void WithoutMainsNothingIsSaidOfThem()
    {
        using var folder = new Folder();
        var conclusions = new Material(5).Run(folder["a.md"], mains: 0);
        Assert.DoesNotContain(conclusions, c => c.Name.Contains("line", StringComparison.Ordinal));
        Assert.DoesNotContain("line noise", File.ReadAllText(folder["a.md"]), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>An hour, and then another: no memory is taken, and what is saved does not grow.</summary>
    [Fact]
    public void MemoryDoesNotGrowWithTheRun()
    {
        using var folder = new Folder();
        var material = new Material(50, artifact: (20, 22, 0));
        var run = Start(folder["a.md"]);
        material.Push(run, 0, material.Samples, 500);
        var saved = run.Save().Length;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 72; round++) material.Push(run, 0, material.Samples, 500);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.InRange(run.Save().Length, saved - 100, saved + 100);
        run.End().Close();
        Assert.Contains("60 min 50 s of 6 channels", File.ReadAllText(folder["a.md"]));
    }

    [Fact]
    public void AShortRunIsShownAsFarAsItGoes()
    {
        using var folder = new Folder();
        var material = new Material(1);
        var run = Start(folder["a.md"]);
        run.Push<float>("before", material.Before.AsSpan(0, 6)).Push<float>("after", material.After.AsSpan(0, 6)).End().Close();
        Assert.Contains("0.01 s of 6 channels", File.ReadAllText(folder["a.md"]));
        Assert.True(new FileInfo(folder["a.png"]).Length > 5000);
    }

    [Fact]
    public void NothingIsWrittenWhereNothingCame()
    {
        using var folder = new Folder();
        List<string> notes = [];
        var node = new Compare(new() { Path = folder["a.md"] });
        new NodeRun(node).Feed("before", Material.Format).Feed("after", Material.Format).Configure().Close();
        node.Open(new("report", StillTime.Instance, CancellationToken.None, null!, notes.Add));
        node.Close();
        node.Close();
        Assert.Empty(Directory.GetFiles(folder.Path));
        Assert.Equal(["nothing came that could be compared, so there is no report"], notes);
    }

    [Fact]
    public void WhatCannotBeComparedIsRefused()
    {
        static string Message(StreamFormat before, StreamFormat after, double mains = 50) =>
            Assert.Throws<FormatMismatchException>(() => new NodeRun(new Compare(new() { Path = "a.md", Mains = mains })).Feed("before", before).Feed("after", after).Configure()).Message;

        var eeg = StreamFormat.Signal(2, 250, "µV", ["C3", "C4"]);
        Assert.Equal("expected a signal of steady rate, found signal float32[2] irregular µV; resample it at its source", Message(eeg with { Rate = 0 }, eeg));
        Assert.Equal("expected the same channels at the same rate before and after, found signal float32[2] 250 Hz µV and signal float32[2] 100 Hz µV; compare across what keeps both, or select and resample the other side alike",
            Message(eeg, eeg with { Rate = 100 }));
        Assert.Equal("expected the same channels in the same order before and after, found 'C4' and 'Cz' as channel 2; put dsp.select before one of them", Message(eeg, eeg with { Labels = ["C3", "Cz"] }));
        Assert.Equal("expected mains below 50 Hz, half the rate of the signal, found 50 Hz; set mains: 0", Message(eeg with { Rate = 100 }, eeg with { Rate = 100 }));
        var mask = Assert.Throws<FormatMismatchException>(() => new NodeRun(new Compare(new() { Path = "a.md" })).Feed("before", eeg).Feed("after", eeg).Feed("mask", new StreamFormat { Kind = StreamKind.Features, Shape = [3] }).Configure());
        Assert.Equal("expected a mask of 2 channels, as the signal has, found 3; link the mask of this signal", mask.Message);
    }
}
