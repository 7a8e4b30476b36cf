namespace Streaming.Benchmarks;

/// <summary>The floor: a loop written by hand over the same nodes, without blocks, time, telemetry or errors that name the node.</summary>
internal sealed class OwnLoop : IDesign
{
    public string Name => "hand-written loop over the same nodes";

    public Task Run(int nodes, Drive drive)
    {
        var chain = IPass.Chain(nodes);
        IBlockNode<float>[] line = [.. chain];
        var block = new float[256];
        while (drive.Next())
        {
            var values = block.AsSpan();
            foreach (var node in line) node.Process(values, values);
            drive.Arrived();
        }
        IPass.Check(chain, drive.Blocks);
        return Task.CompletedTask;
    }
}
