using Akka.Actor;
using Akka.Configuration;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace Streaming.Benchmarks;

/// <summary>Akka.Streams: a Select per node, fused into one actor or with an asynchronous boundary after each.</summary>
internal sealed class AkkaStreams(bool crossing) : IDesign
{
    public string Name => crossing ? "Akka.Streams, async boundary each" : "Akka.Streams, fused";

    public async Task Run(int nodes, Drive drive)
    {
        var chain = IPass.Chain(nodes);
        using var system = ActorSystem.Create("chain", ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF }"));
        using var materializer = system.Materializer();
        // An enumerable is the fastest source, but it is read one ahead; a sender that waits between blocks must offer them to a queue.
        if (drive is Saturation)
        {
            await Through(Source.From(Blocks(drive)), chain).RunForeach(_ => drive.Arrived(), materializer);
        }
        else
        {
            var (queue, done) = Through(Source.Queue<float[]>(64, OverflowStrategy.Backpressure), chain)
                .ToMaterialized(Sink.ForEach<float[]>(_ => drive.Arrived()), Keep.Both).Run(materializer);
            await Sender.Run(drive, block => new ValueTask(queue.OfferAsync(block)), queue.Complete);
            await done;
        }
        await system.Terminate();
        IPass.Check(chain, drive.Blocks);
    }

    private Source<float[], T> Through<T>(Source<float[], T> line, IPass[] chain)
    {
        if (crossing) line = line.Async();
        foreach (var pass in chain)
        {
            line = line.Select(pass.Forward);
            if (crossing) line = line.Async();
        }
        return line;
    }

    private static IEnumerable<float[]> Blocks(Drive drive)
    {
        var block = new float[256];
        while (drive.Next()) yield return block;
    }
}
