namespace Streaming.Lsl;

/// <summary>Looks for a stream beside the graph's own thread, until it is there and is what was configured.</summary>
internal sealed class Joining : IDisposable
{
    private static readonly TimeSpan wave = TimeSpan.FromSeconds(2), pause = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource closing = new();
    private readonly Task<ILslInlet?> task;
    private bool taken;

    /// <param name="configured">What the stream must be; tried at once where it was resolved before.</param>
    /// <param name="backend">Who looks.</param>
    /// <param name="search">What is looked for.</param>
    /// <param name="options">How the inlet shall work.</param>
    /// <param name="note">Told what was found and could not be joined.</param>
    public Joining(LslStreamInfo configured, ILslBackend backend, StreamSearch search, LslInletOptions options, Action<string> note) =>
        task = Task.Factory.StartNew(() => Look(configured, backend, search, options, note), closing.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>The inlet, once.</summary>
    public bool TryTake(out ILslInlet inlet)
    {
        inlet = null!;
        if (taken || !task.IsCompleted) return false;
        inlet = task.GetAwaiter().GetResult()!;
        return taken = inlet is not null;
    }

    public void Dispose()
    {
        closing.Cancel();
        ((IAsyncResult)task).AsyncWaitHandle.WaitOne();
        if (!taken && task.IsCompletedSuccessfully) task.Result?.Dispose();
        closing.Dispose();
    }

    private ILslInlet? Look(LslStreamInfo configured, ILslBackend backend, StreamSearch search, LslInletOptions options, Action<string> note)
    {
        var told = "";
        if (configured.Uid.Length > 0 && TryOpen(configured) is { } known) return known;
        while (!closing.IsCancellationRequested)
        {
            try
            {
                if (search.Find(wave, closing.Token) is { } found && TryOpen(found) is { } inlet) return inlet;
            }
            catch (FormatMismatchException e)
            {
                Tell(e.Message);
            }
            closing.Token.WaitHandle.WaitOne(pause);
        }
        return null;

        ILslInlet? TryOpen(LslStreamInfo found)
        {
            try
            {
                if (Expectation.Differs(configured, found) is { } difference)
                {
                    Tell($"{found.Name} is not joined: {difference}");
                    return null;
                }
                return backend.OpenInlet(found, options);
            }
            catch (LslException e)
            {
                if (found != configured) Tell(e.Message);
                return null;
            }
        }

        void Tell(string what)
        {
            if (what == told) return;
            told = what;
            note(what);
        }
    }
}
