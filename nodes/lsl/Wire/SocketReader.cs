using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Streaming.Lsl;

/// <summary>A connection that is read through a window: lines of a handshake, then whatever follows. It never waits longer than it is told.</summary>
internal sealed class SocketReader : IDisposable
{
    private const int LongestHandshake = 1 << 13, MostLines = 64;

    private readonly Stream? received;
    private byte[] window = new byte[1 << 16];
    private int at, end;
    private volatile bool closed;

    public SocketReader(Socket socket)
    {
        Socket = socket;
        // Polled and read by one thread without an operation in between, so a sample wakes the thread that decodes it.
        socket.Blocking = false;
        socket.NoDelay = true;
    }

    /// <summary>Bytes that were received before, such as those of a test.</summary>
    public SocketReader(Stream received) => (Socket, this.received) = (null!, received);

    public Socket Socket { get; }

    /// <summary>What was received and not yet read.</summary>
    public ReadOnlySpan<byte> Window => window.AsSpan(at, end - at);

    /// <summary>Connects within a time.</summary>
    /// <exception cref="WireException">It could not be connected.</exception>
    public static SocketReader Connect(IPEndPoint place, TimeSpan timeout)
    {
        var socket = new Socket(place.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            var reader = new SocketReader(socket);
            try
            {
                socket.Connect(place);
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
            {
                if (!socket.Poll(timeout, SelectMode.SelectWrite)) throw new WireException($"no connection to {place} within {timeout.TotalSeconds:0.#} s");
                var error = (SocketError)(int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
                if (error != SocketError.Success) throw new WireException($"no connection to {place}: {error}", e);
            }
            return reader;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new WireException($"no connection to {place}: {e.SocketErrorCode}", e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends all, waiting for room until a deadline.</summary>
    /// <param name="bytes">What to send.</param>
    /// <param name="deadline">A <see cref="Stopwatch"/> stamp.</param>
    /// <exception cref="WireException">It could not be sent.</exception>
    public void Send(ReadOnlySpan<byte> bytes, long deadline)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[Socket.Send(bytes, SocketFlags.None, out var error)..];
            if (error is not (SocketError.Success or SocketError.WouldBlock)) throw new WireException($"the connection broke: {error}");
            if (bytes.Length > 0 && !Wait(SelectMode.SelectWrite, deadline)) throw new WireException("the other side takes nothing");
        }
    }

    /// <summary>A line without its end; null where the stream ended before one.</summary>
    /// <exception cref="WireException">The line is too long, or did not come in time.</exception>
    public string? ReadLine(long deadline)
    {
        while (true)
        {
            var stop = Window.IndexOf((byte)'\n');
            if (stop >= 0)
            {
                var line = Encoding.UTF8.GetString(Window[..stop].TrimEnd((byte)'\r'));
                at += stop + 1;
                return line;
            }
            if (end - at > LongestHandshake) throw new WireException($"a line longer than {LongestHandshake} bytes in a handshake");
            if (!Fill(deadline)) return null;
        }
    }

    /// <summary>Lines up to an empty one; what stands before the end of the stream counts as a line.</summary>
    /// <exception cref="WireException">There are too many, or they did not come in time.</exception>
    public List<string> ReadHead(long deadline)
    {
        List<string> lines = [];
        var size = 0;
        while (ReadLine(deadline) is { } line)
        {
            if (line.Length == 0) return lines;
            lines.Add(line);
            if (lines.Count > MostLines || (size += line.Length) > LongestHandshake) throw new WireException("a handshake without an end");
        }
        if (end > at) lines.Add(Encoding.UTF8.GetString(Window));
        at = end;
        return lines;
    }

    /// <summary>Everything to the end of the stream.</summary>
    /// <exception cref="WireException">It is too long, or did not come in time.</exception>
    public string ReadToEnd(int longest, long deadline)
    {
        while (Fill(deadline))
            if (end - at > longest) throw new WireException($"more than {longest} bytes");
        return Encoding.UTF8.GetString(Window);
    }

    /// <summary>Receives more until a deadline; false at the end of the stream.</summary>
    /// <exception cref="WireException">Nothing came in time, or the connection broke.</exception>
    public bool Fill(long deadline)
    {
        while (true)
        {
            if (TryFill(out var ended)) return true;
            if (ended) return false;
            if (!Wait(SelectMode.SelectRead, deadline)) throw new WireException("the other side does not answer");
        }
    }

    /// <summary>Waits for something to receive.</summary>
    public bool Poll(TimeSpan timeout) => Socket.Poll(timeout, SelectMode.SelectRead);

    /// <summary>Receives what is there; false where there is nothing.</summary>
    /// <exception cref="WireException">The connection broke.</exception>
    public bool TryFill(out bool ended)
    {
        ended = false;
        if (at > 0)
        {
            Window.CopyTo(window);
            (at, end) = (0, end - at);
        }
        // Grows only after it was filled: a length that lies costs no memory.
        if (end == window.Length) Array.Resize(ref window, (int)Math.Min(2L * window.Length, Array.MaxLength));
        var error = SocketError.Success;
        var got = received is not null ? received.Read(window.AsSpan(end)) : Socket.Receive(window.AsSpan(end), SocketFlags.None, out error);
        if (got > 0)
        {
            end += got;
            return true;
        }
        if (error == SocketError.WouldBlock) return false;
        if (error != SocketError.Success) throw new WireException($"the connection broke: {error}");
        ended = true;
        return false;
    }

    public void Advance(int bytes) => at += bytes;

    /// <summary>Ends a wait of another thread; everything after it fails.</summary>
    public void Break()
    {
        closed = true;
        try
        {
            Socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
        }
    }

    public void Dispose() => Socket?.Dispose();

    private bool Wait(SelectMode mode, long deadline)
    {
        var left = Deadline.Left(deadline);
        return !closed && left > TimeSpan.Zero && Socket.Poll(left, mode);
    }
}

/// <summary>Deadlines as stamps of <see cref="Stopwatch"/>.</summary>
internal static class Deadline
{
    /// <summary>So much from now.</summary>
    public static long In(TimeSpan time) => Stopwatch.GetTimestamp() + (long)(Math.Min(time.TotalSeconds, 1e8) * Stopwatch.Frequency);

    /// <summary>What is left, at most a day.</summary>
    public static TimeSpan Left(long deadline)
    {
        var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), deadline);
        return left > day ? day : left;
    }

    private static readonly TimeSpan day = TimeSpan.FromDays(1);
}
