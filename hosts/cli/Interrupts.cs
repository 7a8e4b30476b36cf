using System.Runtime.InteropServices;

namespace Streaming.Cli;

/// <summary>Ctrl-C and the signals that ask a process to end: the first ends a run in good order, the second stops it at once, the third kills the process.</summary>
/// <param name="stop">Ends a run in good order.</param>
/// <param name="abort">Stops it at once.</param>
internal sealed class Interrupts(CancellationToken stop, CancellationToken abort) : IDisposable
{
    private IReadOnlyList<IDisposable> held = [];

    public CancellationToken Stop => stop;

    public CancellationToken Abort => abort;

    public static Interrupts OfProcess()
    {
        var stop = new CancellationTokenSource();
        var abort = new CancellationTokenSource();
        var count = 0;
        void OnSignal(PosixSignalContext context)
        {
            var nth = Interlocked.Increment(ref count);
            context.Cancel = nth < 3;
            if (nth == 1) stop.Cancel();
            else if (nth == 2) abort.Cancel();
        }
        return new Interrupts(stop.Token, abort.Token)
        {
            held =
            [
                PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
                PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
                PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnSignal),
            ],
        };
    }

    public void Dispose()
    {
        foreach (var one in held) one.Dispose();
    }
}
