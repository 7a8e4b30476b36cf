using System.Diagnostics;

namespace Streaming.Lsl;

/// <summary>
/// What an inlet holds of its stream. Whoever waits for a sample reads the connection itself, so that a sample wakes the thread that wants it and no other; while
/// nobody pulls, the inlet's own thread does, so that the sender is never held up.
/// </summary>
internal abstract class Receiver
{
    private static readonly TimeSpan longestWait = TimeSpan.FromMilliseconds(100), look = TimeSpan.FromMilliseconds(2);

    private readonly Lock reading = new();      // who has it reads the connection
    private readonly AutoResetEvent broke = new(false);
    private SocketReader? connection;
    private long pulled = Stopwatch.GetTimestamp(), heard;
    private string fault = "";

    protected object Gate { get; } = new();

    /// <summary>Nothing will come any more.</summary>
    protected bool Ended { get; private set; }

    public abstract int Available { get; }

    public abstract long Dropped { get; }

    /// <summary>Breaks still to be pulled at which the stream came back as another outlet.</summary>
    public abstract int Renewals { get; }

    /// <summary>Something came on this connection.</summary>
    public bool HasHeard { get; private set; }

    /// <summary>Time since the newest bytes came.</summary>
    public TimeSpan Silence => Stopwatch.GetElapsedTime(Interlocked.Read(ref heard));

    /// <summary>Goes on with another feed.</summary>
    public void Attach(Feed feed, LslStreamInfo stream, LslBreak mark)
    {
        lock (reading)
        {
            broke.Reset();
            Begin(feed, stream, mark);
            Hear();
            HasHeard = false;
            connection = feed.Connection;
            // Samples may have come with the end of the handshake.
            Guarded(() => Take(feed.Connection));
        }
        lock (Gate) Monitor.PulseAll(Gate);
    }

    /// <summary>Leaves the connection alone from here on.</summary>
    public void Detach()
    {
        lock (reading) connection = null;
    }

    /// <summary>Waits a little; reads the connection if nobody pulls. False once it broke, and why.</summary>
    public bool Serve(TimeSpan wait, out string why)
    {
        why = "";
        if (!broke.WaitOne(wait))
        {
            if (Stopwatch.GetElapsedTime(Interlocked.Read(ref pulled)) < wait) return true;
            while (TryRead(TimeSpan.Zero, out var any) && any)
            {
            }
            return true;
        }
        lock (reading) why = fault;
        return false;
    }

    /// <summary>Ends every wait, now and later.</summary>
    public void End()
    {
        lock (Gate)
        {
            Ended = true;
            Monitor.PulseAll(Gate);
        }
        broke.Set();
    }

    /// <summary>The next sample will be of another outlet.</summary>
    public abstract void Renew();

    /// <summary>Takes what follows for samples of this feed.</summary>
    protected abstract void Begin(Feed feed, LslStreamInfo stream, LslBreak mark);

    /// <summary>Takes in what the connection received.</summary>
    /// <exception cref="WireException">It is no stream of samples.</exception>
    protected abstract void Take(SocketReader from);

    /// <summary>Somebody pulls.</summary>
    protected void Pulls() => Interlocked.Exchange(ref pulled, Stopwatch.GetTimestamp());

    /// <summary>Waits for samples: at the connection where nobody else reads it, else for who does.</summary>
    protected void Wait(TimeSpan left)
    {
        if (TryRead(left < longestWait ? left : longestWait, out _)) return;
        lock (Gate)
        {
            if (!Ended && Available == 0) Monitor.Wait(Gate, left < look ? left : look);
        }
    }

    private bool TryRead(TimeSpan wait, out bool any)
    {
        any = false;
        if (!reading.TryEnter()) return false;
        try
        {
            if (connection is not { } from) return false;
            if (from.Poll(wait)) any = Read(from);
            return true;
        }
        finally
        {
            reading.Exit();
        }
    }

    private bool Read(SocketReader from)
    {
        try
        {
            if (from.TryFill(out var ended))
            {
                Hear();
                HasHeard = true;
                Take(from);
                return true;
            }
            if (ended) Fail("its outlet closed the connection");
        }
        catch (WireException e)
        {
            Fail(e.Message);
        }
        return false;
    }

    private void Guarded(Action take)
    {
        try
        {
            take();
        }
        catch (WireException e)
        {
            Fail(e.Message);
        }
    }

    private void Fail(string why)
    {
        (fault, connection) = (why, null);
        broke.Set();
    }

    private void Hear() => Interlocked.Exchange(ref heard, Stopwatch.GetTimestamp());
}

/// <inheritdoc/>
/// <typeparam name="T">Bytes of numbers, or texts.</typeparam>
internal sealed class Receiver<T> : Receiver
{
    private const int ScratchBytes = 1 << 16, MostScratch = 4096;

    private readonly SampleQueue<T> queue;
    private readonly Func<Feed, LslStreamInfo, SampleDecoder<T>> decode;
    private readonly T[] values;
    private readonly double[] stamps;
    private readonly int width;
    private SampleDecoder<T> decoder = null!;

    public Receiver(SampleQueue<T> queue, int width, Func<Feed, LslStreamInfo, SampleDecoder<T>> decode)
    {
        (this.queue, this.decode, this.width) = (queue, decode, width);
        stamps = new double[Math.Clamp(ScratchBytes / Math.Max(1, width), 1, MostScratch)];
        values = new T[stamps.Length * width];
    }

    public override int Available
    {
        get
        {
            lock (Gate) return queue.Count;
        }
    }

    public override long Dropped
    {
        get
        {
            lock (Gate) return queue.Dropped;
        }
    }

    public override int Renewals
    {
        get
        {
            lock (Gate) return queue.Renewals;
        }
    }

    public LslChunk Pull(Span<T> to, Span<double> times, TimeSpan timeout)
    {
        var most = width == 0 ? times.Length : Math.Min(times.Length, to.Length / width);
        var deadline = Deadline.In(timeout);
        while (true)
        {
            Pulls();
            lock (Gate)
            {
                if (queue.Count > 0) return queue.Take(to, times[..most]);
                if (Ended) return default;
            }
            var left = Deadline.Left(deadline);
            if (left <= TimeSpan.Zero && timeout > TimeSpan.Zero) return default;
            Wait(left > TimeSpan.Zero ? left : TimeSpan.Zero);
            if (timeout <= TimeSpan.Zero) lock (Gate) return queue.Take(to, times[..most]);
        }
    }

    public override void Renew()
    {
        lock (Gate) queue.Note(LslBreak.Renewed);
    }

    protected override void Begin(Feed feed, LslStreamInfo stream, LslBreak mark)
    {
        decoder = decode(feed, stream);
        lock (Gate) queue.Note(mark);
    }

    protected override void Take(SocketReader from)
    {
        int used;
        do
        {
            var count = decoder.Read(from.Window, values, stamps, out used);
            from.Advance(used);
            if (count > 0)
                lock (Gate) queue.Add(values.AsSpan(0, count * width), stamps.AsSpan(0, count));
        }
        while (used > 0);
    }
}
