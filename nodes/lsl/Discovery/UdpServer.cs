using System.Net;
using System.Net.Sockets;

namespace Streaming.Lsl;

/// <summary>Answers datagrams on a thread of its own; allocates nothing for those that ask for the time.</summary>
internal sealed class UdpServer : IDisposable
{
    /// <summary>Deals with a datagram.</summary>
    /// <param name="datagram">What came.</param>
    /// <param name="from">From where.</param>
    /// <param name="socket">To answer with.</param>
    public delegate void Handler(ReadOnlySpan<byte> datagram, SocketAddress from, Socket socket);

    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(500);

    private readonly Socket socket;
    private readonly Handler handler;
    private readonly Thread thread;
    private volatile bool closed;

    public UdpServer(Socket socket, string name, Handler handler)
    {
        (this.socket, this.handler) = (socket, handler);
        thread = new Thread(Serve) { IsBackground = true, Name = name };
        thread.Start();
    }

    public void Dispose()
    {
        if (closed) return;
        closed = true;
        Wake();
        if (thread != Thread.CurrentThread) thread.Join();
        socket.Dispose();
    }

    private void Serve()
    {
        var buffer = new byte[Datagrams.Longest];
        var from = new SocketAddress(socket.AddressFamily);
        while (!closed)
        {
            try
            {
                // The datagram that ends the wait may reach another program where the port is shared, so the wait ends by itself as well.
                if (!socket.Poll(LongestWait, SelectMode.SelectRead)) continue;
                var length = socket.ReceiveFrom(buffer, SocketFlags.None, from);
                if (!closed && length > 0) handler(buffer.AsSpan(0, length), from, socket);
            }
            catch (SocketException)
            {
                // A datagram that was too long, or an answer that could not be sent: the next one is another matter.
            }
        }
    }

    /// <summary>A datagram to itself ends the wait.</summary>
    private void Wake()
    {
        try
        {
            var place = (IPEndPoint)socket.LocalEndPoint!;
            var address = place.Address.Equals(IPAddress.Any) ? IPAddress.Loopback : place.Address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : place.Address;
            using var bell = Sockets.Udp(place.AddressFamily);
            bell.SendTo([0], new IPEndPoint(address, place.Port));
        }
        catch (SocketException)
        {
        }
    }
}
