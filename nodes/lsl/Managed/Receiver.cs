namespace Streaming.Lsl;

/// <summary>What an inlet holds of its stream: one thread fills it from the connection, another takes from it.</summary>
internal abstract class Receiver
{
    protected object Gate { get; } = new();

    /// <summary>Nothing will come any more.</summary>
    protected bool Ended { get; private set; }

    public abstract int Available { get; }

    public abstract long Dropped { get; }

    /// <summary>Breaks still to be pulled at which the stream came back as another outlet.</summary>
    public abstract int Renewals { get; }

    /// <summary>Goes on with another feed.</summary>
    public abstract void Attach(Feed feed, LslStreamInfo stream, LslBreak mark);

    /// <summary>Takes in what the connection received.</summary>
    /// <exception cref="WireException">It is no stream of samples.</exception>
    public abstract void Take(SocketReader connection);

    /// <summary>The next sample will be of another outlet.</summary>
    public abstract void Renew();

    /// <summary>Ends every wait, now and later.</summary>
    public void End()
    {
        lock (Gate)
        {
            Ended = true;
            Monitor.PulseAll(Gate);
        }
    }
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
        lock (Gate)
        {
            if (queue.Count == 0 && timeout > TimeSpan.Zero && !Ended)
            {
                var deadline = Deadline.In(timeout);
                while (queue.Count == 0 && !Ended)
                {
                    var left = Deadline.Left(deadline);
                    if (left <= TimeSpan.Zero || !Monitor.Wait(Gate, left)) break;
                }
            }
            return queue.Take(to, times[..most]);
        }
    }

    public override void Attach(Feed feed, LslStreamInfo stream, LslBreak mark)
    {
        decoder = decode(feed, stream);
        lock (Gate) queue.Note(mark);
        Take(feed.Connection);
    }

    public override void Renew()
    {
        lock (Gate) queue.Note(LslBreak.Renewed);
    }

    public override void Take(SocketReader connection)
    {
        int used;
        do
        {
            var count = decoder.Read(connection.Window, values, stamps, out used);
            connection.Advance(used);
            if (count == 0) continue;
            lock (Gate)
            {
                queue.Add(values.AsSpan(0, count * width), stamps.AsSpan(0, count));
                Monitor.PulseAll(Gate);
            }
        }
        while (used > 0);
    }
}
