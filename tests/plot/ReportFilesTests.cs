using Streaming.Plot;

namespace Streaming.Tests;

/// <summary>Where a report and its picture go.</summary>
public class ReportFilesTests
{
    /// <summary>A disk in memory that is full after so many bytes.</summary>
    private sealed class Disk(int capacity) : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (Position + buffer.Length > capacity) throw new IOException("No space left on device");
            base.Write(buffer);
        }
    }

    [Fact]
    public void NothingIsOverwritten()
    {
        using var folder = new Folder();
        File.WriteAllText(folder["2026-01-31.md"], "mine");
        File.WriteAllText(folder["2026-01-31_2.png"], "mine too");
        List<string> notes = [];
        var material = new Material(2);
        var node = new Compare(new() { Path = folder["{date}.md"] });
        var run = new NodeRun(node).Feed("before", Material.Format).Feed("after", Material.Format).Configure();
        node.Close();
        foreach (var file in Directory.GetFiles(folder.Path).Where(f => !f.Contains("2026-01-31", StringComparison.Ordinal))) File.Delete(file);
        node.Open(new("report", StillTime.Instance, CancellationToken.None, null!, notes.Add));
        material.Push(run, 0, material.Samples, 100);
        node.Close();
        Assert.Equal([$"2026-01-31.md or its picture exists and is kept; reporting to {folder["2026-01-31_3.md"]}", $"report {folder["2026-01-31_3.md"]}, picture {folder["2026-01-31_3.png"]}"], notes);
        Assert.Equal("mine", File.ReadAllText(folder["2026-01-31.md"]));
        Assert.Equal("mine too", File.ReadAllText(folder["2026-01-31_2.png"]));
        Assert.Contains("(2026-01-31_3.png)", File.ReadAllText(folder["2026-01-31_3.md"]));
    }

    [Fact]
    public void APlaceThatCannotBeWrittenIsToldBeforeTheRun()
    {
        using var folder = new Folder();
        File.WriteAllText(folder["file"], "");
        var failure = Assert.Throws<ReportFailedException>(() => ReportFiles.Create(folder["file/a.md"], StillTime.Instance));
        Assert.Equal((folder["file/a.md"], "a file that can be written", "choose a place that exists and that you may write to"), (failure.Where, failure.Expected, failure.Remedy));
        Assert.NotEmpty(failure.Found);
        Assert.StartsWith($"{folder["file/a.md"]}: expected a file that can be written, found ", failure.Message);
    }

    [Fact]
    public void AReportEndsInMd()
    {
        using var folder = new Folder();
        var failure = Assert.Throws<ReportFailedException>(() => ReportFiles.Create(folder["a.html"], StillTime.Instance));
        Assert.Equal($"{folder["a.html"]}: expected a file that can be written, found another ending than .md; let the name of the report end in .md; the picture becomes a .png beside it", failure.Message);
        Assert.Contains("expected {date} or {time}, found {when}", Assert.Throws<FormatException>(() => ReportFiles.Create(folder["{when}.md"], StillTime.Instance)).Message);
    }

    [Theory]
    [InlineData(10, 1000, "/a.md")]
    [InlineData(1000, 10, "/a.png")]
    public void AFullDiskIsToldWithItsPlace(int forReport, int forPicture, string where)
    {
        var (report, picture) = (new Disk(forReport), new Disk(forPicture));
        var failure = Assert.Throws<ReportFailedException>(() => new ReportFiles("/a.md", "/a.md", report, picture).Write(new byte[100], new string('x', 100)));
        Assert.Equal($"{where}: expected a file that can be written, found No space left on device; free some space or choose another disk, then run again; the figures also stand in the run's results", failure.Message);
        // The other is written all the same.
        Assert.Equal(where == "/a.md" ? 0 : 100, report.ToArray().Length);
        Assert.Equal(where == "/a.md" ? 100 : 0, picture.ToArray().Length);
    }
}
