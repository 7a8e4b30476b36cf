using Streaming.Inference;

namespace Streaming.Benchmarks;

/// <summary>Sessions that each have a thread, as the nodes of separate graphs do, and meet at their runner in every step.</summary>
internal sealed class Threads : IDisposable
{
    private readonly Crowd crowd;
    private readonly Barrier barrier;
    private readonly List<Thread> threads = [];
    private int steps;

    public Threads(Crowd crowd)
    {
        this.crowd = crowd;
        barrier = new Barrier(crowd.All.Length + 1);
        foreach (var slot in crowd.All)
        {
            var thread = new Thread(() => Work(slot)) { IsBackground = true };
            thread.Start();
            threads.Add(thread);
        }
    }

    /// <summary>What a session's last step made.</summary>
    public ReadOnlySpan<float> Result(int session) => crowd.Result(session);

    /// <summary>Every thread makes so many steps.</summary>
    public void Run(int count)
    {
        steps = count;
        barrier.SignalAndWait();
        barrier.SignalAndWait();
    }

    public void Dispose()
    {
        steps = -1;
        barrier.SignalAndWait();
        foreach (var thread in threads) thread.Join();
        barrier.Dispose();
        crowd.Dispose();
    }

    private void Work(Slot slot)
    {
        while (true)
        {
            barrier.SignalAndWait();
            if (steps < 0) return;
            for (var i = 0; i < steps; i++) crowd.Run(slot);
            barrier.SignalAndWait();
        }
    }
}
