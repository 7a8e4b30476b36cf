namespace Streaming.Tests;

/// <summary>Law 3 for whole graphs: once warm, no thread of a shipped graph allocates anything, whatever its nodes do together.</summary>
public sealed class AllocationTests : IDisposable
{
    private readonly Folder folder = new();

    [Theory]
    [InlineData("ssvep", 120)]
    [InlineData("alpha", 120)]
    [InlineData("record", 60)]
    [InlineData("denoise", 30)]
    [InlineData("vad", 60)]
    [InlineData("motor-imagery", 240)]
    [InlineData("p300", 240)]
    [InlineData("eeg-clean", 120)]
    public async Task AWholeGraphAllocatesNothingOnceWarm(string name, double seconds)
    {
        // What learns says so once, with a number, for which the recorder then adds a stream: after 2 s, before 256 blocks can have come, so before anything is warm.
        List<(string, string)> set = name == "eeg-clean" ? [("report", folder["a.md"]), ("clean.calibration", "2")] : [("view.plain", "true")];
        if (name is "eeg-clean" or "record" or "denoise" or "vad") set.Add(("file.path", folder["a.xdf"]));
        var graph = await ShippedGraphTests.Learnt(name, folder, [.. set]);
        await using var session = graph.Start(new RunOptions { Speed = 0, Limit = seconds });
        await session.Completion.WaitAsync(TimeSpan.FromSeconds(60));
        var report = session.Report();
        Assert.All(report.Nodes, n => Assert.True(n.BlocksIn + n.BlocksOut > 256 || n.AllocatedBytes == 0, $"{n.Name}: {n.BlocksIn} blocks in, {n.AllocatedBytes} bytes"));
        Assert.All(report.Nodes, n => Assert.Equal((n.Name, 0), (n.Name, n.AllocatedBytes)));
        Assert.All(report.Segments, s => Assert.Equal((s.Nodes, 0), (s.Nodes, s.AllocatedBytes)));
    }

    public void Dispose() => folder.Dispose();
}
