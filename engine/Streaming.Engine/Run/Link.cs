namespace Streaming.Runtime;

/// <summary>
/// A bounded channel of blocks between two threads. All links into one segment share its gate, so that its thread waits for any of them at once. Every sample
/// put in is taken out or counted as dropped.
/// </summary>
internal sealed class Link(string name, LinkPolicy policy, int capacity, object gate) : LinkStatus, IReceiver
{
    private readonly Block[] ring = new Block[capacity];
    private int head;
    private int count;
    private int writersWaiting;
    private long put, taken, dropped;

    public override string Name => name;

    public override long In => Volatile.Read(ref put);

    public override long Out => Volatile.Read(ref taken);

    public override long Dropped => Volatile.Read(ref dropped);

    public override int Waiting => Volatile.Read(ref count);

    public int Capacity => capacity;

    public LinkPolicy Policy => policy;

    /// <summary>Where blocks go on the reader's thread.</summary>
    public IReceiver Target { get; set; } = Discard.Instance;

    /// <summary>Where its blocks, or what the reader's thread makes of them, wait for another input of a node.</summary>
    public Input[] Joins { get; init; } = [];

    /// <summary>
    /// Another link into the same segment springs from the same source: while that one is empty this one must be read on, or both would wait for each other.
    /// </summary>
    public bool MayGrow { get; set; }

    /// <summary>The writer has ended; guarded by the gate.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>The end was passed on; used by the reader alone.</summary>
    public bool EndDelivered { get; set; }

    /// <summary>The writer's thread is paused; guarded by the gate.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>The reader is gone: what comes is dropped and counted; guarded by the gate.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Blocks that wait behind this link, at the input where they are most.</summary>
    public int Backlog()
    {
        var most = 0;
        foreach (var input in Joins) most = Math.Max(most, input.Queued);
        return most;
    }

    public void Receive(Block block)
    {
        lock (gate)
        {
            put += block.Count;
            if (count == capacity && !IsClosed) MakeRoom(block);
            if (IsClosed)
            {
                dropped += block.Count;
                block.Release();
                return;
            }
            ring[(head + count) % capacity] = block;
            if (count++ == 0) Monitor.PulseAll(gate);
        }
    }

    public void End()
    {
        lock (gate)
        {
            HasEnded = true;
            Monitor.PulseAll(gate);
        }
    }

    public void Pause(bool paused)
    {
        lock (gate)
        {
            IsPaused = paused;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Takes what is there, at most as many as there is room for; to be called with the gate held.</summary>
    public int Take(Span<Block> into)
    {
        var n = Math.Min(count, into.Length);
        for (var i = 0; i < n; i++)
        {
            var block = ring[head];
            ring[head] = null!;
            head = (head + 1) % capacity;
            if (Gap && block.Count > 0)
            {
                block = block.Own();
                block.Gap = true;
                Gap = false;
            }
            taken += block.Count;
            into[i] = block;
        }
        count -= n;
        if (writersWaiting > 0) Monitor.PulseAll(gate);
        return n;
    }

    /// <summary>The reader leaves: waiting writers go on, what is queued is dropped and counted.</summary>
    public void Close()
    {
        lock (gate)
        {
            IsClosed = true;
            while (count > 0) DropHead();
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>The next block with samples comes after some that were dropped. All a link remembers over a pause, when it is empty.</summary>
    public bool Gap { get; set; }

    private void MakeRoom(Block block)
    {
        switch (policy)
        {
            case LinkPolicy.Wait:
                writersWaiting++;
                while (count == capacity && !IsClosed) Monitor.Wait(gate);
                writersWaiting--;
                break;
            case LinkPolicy.DropOldest:
                DropHead();
                break;
            case LinkPolicy.Fail:
                dropped += block.Count;
                block.Release();
                throw new LinkFullException(name, capacity);
        }
    }

    private void DropHead()
    {
        var oldest = ring[head];
        ring[head] = null!;
        head = (head + 1) % capacity;
        count--;
        dropped += oldest.Count;
        Gap |= oldest.Count > 0;
        oldest.Release();
    }
}
