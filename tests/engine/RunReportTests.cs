namespace Streaming.Tests;

public class RunReportTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1e9)] // paced, so every block is timed
    public async Task EveryNodeOfAChainCountsWhatPassedAndOnlyTheOneThatAllocatesIsCharged(double speed)
    {
        var graph = new Graph("chain")
            .Add("ramp", new Ramp(new() { Samples = 10_000 }))
            .Add("one", new Add())
            .Add("hoard", new Hoard())
            .Add("two", new Add())
            .Add("keep", new Keep())
            .Link("ramp > one > hoard > two > keep");
        await using var session = graph.Start(new RunOptions { Speed = speed });
        await session.Completion;
        var nodes = session.Report().Nodes.ToDictionary(n => n.Name);

        foreach (var name in new[] { "one", "hoard", "two" })
        {
            Assert.Equal((1000, 1000, 10_000, 10_000), (nodes[name].BlocksIn, nodes[name].BlocksOut, nodes[name].SamplesIn, nodes[name].SamplesOut));
            Assert.InRange(nodes[name].P50, 0, nodes[name].P99);
            Assert.InRange(nodes[name].P99, nodes[name].P50, nodes[name].Maximum);
        }
        Assert.Equal((0, 0), (nodes["one"].AllocatedBytes, nodes["two"].AllocatedBytes));
        var timed = speed == 0 ? 6 : 1000 - 256; // after the warm-up of 256; flat out blocks 256, 384, ... 896
        Assert.Equal(timed * Hoard.BytesPerBlock, nodes["hoard"].AllocatedBytes);
    }
}

/// <summary>Allocates in every block, as no node may.</summary>
[Node("test.hoard", Summary = "Allocates.", Gap = GapPolicy.Continue)]
public sealed partial class Hoard : IBlockNode<float>
{
    public const int BytesPerBlock = 1024;

    public byte[] Kept { get; private set; } = [];

    public StreamFormat Configure(StreamFormat input) => input;

    public void Process(ReadOnlySpan<float> input, Span<float> output)
    {
        if (input != output) input.CopyTo(output);
        Kept = new byte[BytesPerBlock - 24]; // an array has a head of 24 bytes
    }
}
