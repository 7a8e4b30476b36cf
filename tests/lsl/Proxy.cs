using System.Net;
using System.Net.Sockets;

namespace Streaming.Tests;

/// <summary>A network that can be cut: passes the bytes of TCP connections on until it is told not to.</summary>
internal sealed class Proxy : IDisposable
{
    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> open = [];
    private readonly ManualResetEventSlim flows = new(true);
    private readonly int target;
    private volatile bool closed;

    public Proxy(int target)
    {
        this.target = target;
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(16);
        new Thread(Accept) { IsBackground = true }.Start();
    }

    public int Port => ((IPEndPoint)listener.LocalEndPoint!).Port;

    /// <summary>Breaks every connection; new ones are passed on.</summary>
    public void Cut()
    {
        lock (open)
        {
            foreach (var socket in open)
            {
                // A network that is gone says nothing, or resets.
                socket.LingerState = new LingerOption(true, 0);
                socket.Close();
            }
            open.Clear();
        }
    }

    /// <summary>Passes nothing on until <see cref="Resume"/>; nothing is lost.</summary>
    public void Stall() => flows.Reset();

    public void Resume() => flows.Set();

    public void Dispose()
    {
        closed = true;
        flows.Set();
        listener.Close();
        Cut();
    }

    private void Accept()
    {
        try
        {
            while (!closed)
            {
                var near = listener.Accept();
                var far = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                try
                {
                    far.Connect(IPAddress.Loopback, target);
                }
                catch (SocketException)
                {
                    near.Close();
                    continue;
                }
                lock (open) open.AddRange([near, far]);
                new Thread(() => Pass(near, far)) { IsBackground = true }.Start();
                new Thread(() => Pass(far, near)) { IsBackground = true }.Start();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
        }
    }

    private void Pass(Socket from, Socket to)
    {
        var buffer = new byte[4096];
        try
        {
            while (true)
            {
                var got = from.Receive(buffer);
                flows.Wait();
                if (got == 0) break;
                for (var sent = 0; sent < got;) sent += to.Send(buffer.AsSpan(sent, got - sent));
            }
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
        }
    }
}
