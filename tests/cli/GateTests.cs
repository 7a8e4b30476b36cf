using Streaming.Benchmarks;

namespace Streaming.Tests;

/// <summary>What the shipped graphs must still be able to do on public recordings, as recorded and cleaned: the table of <c>perf/benchmarks -- gates</c>.</summary>
public class GateTests
{
    [Fact]
    public async Task BrainSignalsDoTheirTasksAndCleaningTakesNothingFromThem()
    {
        SharedData.Path("eeg/eegmmidb");
        SharedData.Path("eeg/muse-ssvep");
        SharedData.Path("eeg/muse-p300");
        using var folder = new Folder();
        var measured = 0;
        await foreach (var gate in Gates.Measure(SharedData.Path("eeg"), ShippedGraphTests.Catalog, folder.Path))
        {
            measured++;
            Assert.True(gate.IsMet, $"{gate.Task}: {gate.Figure} {gate.Before} as recorded, {gate.After} after {gate.Cleaning.Name}; it must be {gate.Bar} and lose no more than {gate.Drop}");
        }
        Assert.Equal(5, measured);
    }
}
