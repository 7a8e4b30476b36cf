using System.Diagnostics;
using System.Net.Sockets;

namespace Streaming.Lsl;

/// <summary>One consumer of an outlet: its queue, what is on its way to it, and the thread that sends what could not be sent at once.</summary>
internal abstract class Consumer
{
    /// <summary>Samples dropped since its queue was full.</summary>
    public abstract long Dropped { get; }

    /// <summary>It is connected, as far as is known.</summary>
    public abstract bool IsThere { get; }

    /// <summary>Opens the feed and sends on the calling thread until the consumer is gone.</summary>
    public abstract void Serve(byte[] response);

    /// <summary>Ends it once what waits was sent, or a second has passed.</summary>
    public abstract void Close();
}

/// <inheritdoc/>
/// <typeparam name="T">Bytes of numbers, or texts.</typeparam>
internal sealed class Consumer<T>(SocketReader connection, SampleEncoder<T> encoder, SampleQueue<T> queue, int width, int chunk, byte[] patterns) : Consumer
{
    private const int WireBytes = 1 << 16;
    private static readonly TimeSpan handshake = TimeSpan.FromSeconds(5), linger = TimeSpan.FromSeconds(1), look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan longestWait = TimeSpan.FromMilliseconds(100);

    private readonly Lock sending = new();
    private readonly AutoResetEvent work = new(false);
    private byte[] wire = new byte[WireBytes];
    private int wireAt, wireEnd;
    private bool open, gone, closing;
    private long closeBy;

    public override long Dropped
    {
        get
        {
            lock (sending) return queue.Dropped;
        }
    }

    public override bool IsThere => !Volatile.Read(ref gone);

    /// <summary>Sends samples: at once if the way is free, else when it will be.</summary>
    public void Push(ReadOnlySpan<T> values, ReadOnlySpan<double> stamps)
    {
        lock (sending)
        {
            if (gone || closing) return;
            var sent = 0;
            while (open && chunk == 0 && queue.Count == 0 && wireAt == wireEnd && sent < stamps.Length)
            {
                sent += Fill(values[(sent * width)..], stamps[sent..]);
                Send();
            }
            if (sent == stamps.Length && wireAt == wireEnd) return;
            queue.Add(values[(sent * width)..], stamps[sent..]);
            if (chunk > 0 && open && queue.Count >= chunk) Drain();
        }
        work.Set();
    }

    public override void Serve(byte[] response)
    {
        try
        {
            var deadline = Deadline.In(handshake);
            connection.Send(response, deadline);
            connection.Send(patterns, deadline);
            lock (sending)
            {
                open = true;
                if (chunk == 0 || queue.Count >= chunk) Drain();
            }
            while (true)
            {
                var state = State();
                if (state == Now.Gone) return;
                if (state == Now.Idle && work.WaitOne(look)) continue;
                // A consumer says nothing; what can be read is its end.
                if (connection.Socket.Poll(TimeSpan.Zero, SelectMode.SelectRead) && HasLeft()) return;
                if (state == Now.Idle) continue;
                connection.Socket.Poll(longestWait, SelectMode.SelectWrite);
                lock (sending) Drain();
            }
        }
        catch (Exception e) when (e is WireException or SocketException or ObjectDisposedException)
        {
            // It is gone: nothing is to be done for it.
        }
        finally
        {
            lock (sending) gone = true;
            connection.Break();
            connection.Dispose();
        }
    }

    public override void Close()
    {
        lock (sending) (closing, closeBy) = (true, Deadline.In(linger));
        work.Set();
    }

    private enum Now
    {
        Idle,
        Busy,
        Gone,
    }

    private Now State()
    {
        lock (sending)
        {
            if (gone) return Now.Gone;
            var waiting = wireAt < wireEnd || (queue.Count > 0 && (closing || queue.Count >= chunk));
            if (closing) return waiting && Stopwatch.GetTimestamp() < closeBy ? Now.Busy : Now.Gone;
            return waiting ? Now.Busy : Now.Idle;
        }
    }

    private bool HasLeft()
    {
        Span<byte> said = stackalloc byte[64];
        var got = connection.Socket.Receive(said, SocketFlags.None, out var error);
        return got == 0 && error != SocketError.WouldBlock;
    }

    /// <summary>Sends from the queue while there is room on the way.</summary>
    private void Drain()
    {
        while (!gone)
        {
            if (wireAt == wireEnd)
            {
                if (queue.Count == 0) return;
                while (queue.Count > 0 && Room(encoder.MostBytes(queue.Front)))
                {
                    wireEnd += encoder.Write(queue.Front, queue.FrontStamp, wire.AsSpan(wireEnd));
                    queue.RemoveFront();
                }
            }
            Send();
            if (wireAt < wireEnd) return;
        }
    }

    private int Fill(ReadOnlySpan<T> values, ReadOnlySpan<double> stamps)
    {
        var count = 0;
        while (count < stamps.Length)
        {
            var sample = values.Slice(count * width, width);
            if (!Room(encoder.MostBytes(sample))) break;
            wireEnd += encoder.Write(sample, stamps[count++], wire.AsSpan(wireEnd));
        }
        return count;
    }

    /// <summary>There is room for so many bytes behind what waits; a sample longer than all of it makes more.</summary>
    private bool Room(int bytes)
    {
        if (wireAt == wireEnd)
        {
            (wireAt, wireEnd) = (0, 0);
            if (bytes > wire.Length) wire = new byte[bytes];
        }
        return wire.Length - wireEnd >= bytes;
    }

    private void Send()
    {
        if (wireAt == wireEnd) return;
        wireAt += connection.Socket.Send(wire.AsSpan(wireAt, wireEnd - wireAt), SocketFlags.None, out var error);
        if (error is not (SocketError.Success or SocketError.WouldBlock))
        {
            gone = true;
            wireAt = wireEnd = 0;
        }
    }
}
