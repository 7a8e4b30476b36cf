using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace Streaming.Benchmarks;

/// <summary>Rx: a Select per node, on the sender's thread or each handed to the task pool (whose queues have no bound).</summary>
internal sealed class Reactive(bool crossing) : IDesign
{
    public string Name => crossing ? "Rx Select, ObserveOn(TaskPool) each" : "Rx Select, one thread";

    public async Task Run(int nodes, Drive drive)
    {
        var chain = IPass.Chain(nodes);
        using var subject = new Subject<float[]>();
        var line = subject.AsObservable();
        foreach (var pass in chain) line = Cross(line).Select(pass.Forward);
        using var subscription = Cross(line).Subscribe(_ => drive.Arrived());
        await Sender.Run(drive, block =>
        {
            subject.OnNext(block);
            return default;
        }, static () => { });
        await drive.Completion;
        IPass.Check(chain, drive.Blocks);
    }

    private IObservable<float[]> Cross(IObservable<float[]> line) => crossing ? line.ObserveOn(TaskPoolScheduler.Default) : line;
}
