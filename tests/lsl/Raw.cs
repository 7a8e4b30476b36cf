using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Streaming.Tests;

/// <summary>A TCP client or server without any knowledge of LSL, to see and to send bytes.</summary>
internal static class Raw
{
    /// <summary>Sends a question to a port and reads until so many bytes have come, or the other side closes.</summary>
    public static byte[] Ask(int port, string question, int bytes = int.MaxValue)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = (int)TestNetwork.Long.TotalMilliseconds };
        socket.Connect(IPAddress.Loopback, port);
        socket.Send(Encoding.UTF8.GetBytes(question));
        List<byte> got = [];
        var buffer = new byte[4096];
        while (got.Count < bytes)
        {
            int n;
            try
            {
                n = socket.Receive(buffer);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
            {
                n = 0;
            }
            if (n == 0) break;
            got.AddRange(buffer.Take(n));
        }
        return [.. got];
    }

    /// <summary>Asks a UDP port and gives the answer.</summary>
    public static string AskUdp(int port, Func<int, string> question)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = (int)TestNetwork.Long.TotalMilliseconds };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.SendTo(Encoding.UTF8.GetBytes(question(((IPEndPoint)socket.LocalEndPoint!).Port)), new IPEndPoint(IPAddress.Loopback, port));
        var buffer = new byte[65536];
        return Encoding.UTF8.GetString(buffer, 0, socket.Receive(buffer));
    }

    /// <summary>A server that sends these bytes to every connection, after what it was asked, and closes it.</summary>
    public static (int Port, IDisposable Server) Serve(Func<string, byte[]> answer)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(16);
        new Thread(() =>
        {
            try
            {
                while (true)
                {
                    var socket = listener.Accept();
                    new Thread(() => Answer(socket, answer)) { IsBackground = true }.Start();
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
            }
        }) { IsBackground = true }.Start();
        return (((IPEndPoint)listener.LocalEndPoint!).Port, listener);
    }

    private static void Answer(Socket socket, Func<string, byte[]> answer)
    {
        try
        {
            using (socket)
            {
                var buffer = new byte[8192];
                var asked = "";
                while (!asked.EndsWith("\r\n", StringComparison.Ordinal) || (asked.StartsWith("LSL:streamfeed", StringComparison.Ordinal) && !asked.EndsWith("\r\n\r\n", StringComparison.Ordinal)))
                {
                    var got = socket.Receive(buffer);
                    if (got == 0) return;
                    asked += Encoding.UTF8.GetString(buffer, 0, got);
                }
                socket.Send(answer(asked));
                socket.Shutdown(SocketShutdown.Send);
                socket.Receive(buffer);
            }
        }
        catch (SocketException)
        {
        }
    }
}
