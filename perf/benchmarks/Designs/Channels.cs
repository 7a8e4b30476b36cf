using System.Threading.Channels;

namespace Streaming.Benchmarks;

/// <summary>System.Threading.Channels: a task per node, a bounded channel before each of them and before the sink.</summary>
internal sealed class Channels(int capacity = 64) : IDesign
{
    public string Name => $"Channel({capacity}) and task per node";

    public async Task Run(int nodes, Drive drive)
    {
        var chain = IPass.Chain(nodes);
        var first = Create();
        var reader = first.Reader;
        var tasks = new List<Task>();
        foreach (var pass in chain)
        {
            var next = Create();
            tasks.Add(Pass(reader, pass, next.Writer));
            reader = next.Reader;
        }
        tasks.Add(Read(reader, drive));
        await Sender.Run(drive, block => first.Writer.TryWrite(block) ? default : first.Writer.WriteAsync(block), () => first.Writer.Complete());
        await Task.WhenAll(tasks);
        IPass.Check(chain, drive.Blocks);
    }

    private Channel<float[]> Create() => Channel.CreateBounded<float[]>(new BoundedChannelOptions(capacity) { SingleReader = true, SingleWriter = true });

    private static Task Pass(ChannelReader<float[]> reader, IPass pass, ChannelWriter<float[]> writer) => Task.Run(async () =>
    {
        while (await reader.WaitToReadAsync())
        {
            while (reader.TryRead(out var block))
            {
                block = pass.Forward(block);
                if (!writer.TryWrite(block)) await writer.WriteAsync(block);
            }
        }
        writer.Complete();
    });

    private static Task Read(ChannelReader<float[]> reader, Drive drive) => Task.Run(async () =>
    {
        while (await reader.WaitToReadAsync())
            while (reader.TryRead(out _)) drive.Arrived();
    });
}
