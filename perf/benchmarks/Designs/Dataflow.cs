using System.Threading.Tasks.Dataflow;

namespace Streaming.Benchmarks;

/// <summary>TPL Dataflow: a TransformBlock per node, an ActionBlock at the end.</summary>
/// <param name="capacity">The bound of each block's queues; 0 for the library's default options, which set none.</param>
internal sealed class Dataflow(int capacity = 0) : IDesign
{
    public string Name => capacity == 0 ? "TPL Dataflow, default options" : $"TPL Dataflow, capacity {capacity}";

    public async Task Run(int nodes, Drive drive)
    {
        var options = capacity == 0 ? new() : new ExecutionDataflowBlockOptions { BoundedCapacity = capacity, SingleProducerConstrained = true };
        var link = new DataflowLinkOptions { PropagateCompletion = true };
        var chain = IPass.Chain(nodes);
        var sink = new ActionBlock<float[]>(_ => drive.Arrived(), options);
        ITargetBlock<float[]> first = sink;
        for (var i = nodes - 1; i >= 0; i--)
        {
            var transform = new TransformBlock<float[], float[]>(chain[i].Forward, options);
            transform.LinkTo(first, link);
            first = transform;
        }
        await Sender.Run(drive, block => first.Post(block) ? default : new ValueTask(first.SendAsync(block)), first.Complete);
        await sink.Completion;
        IPass.Check(chain, drive.Blocks);
    }
}
