using System.Net;
using System.Net.Sockets;

namespace Streaming.Tests;

/// <summary>Ranges of ports on the loopback that nobody uses, so that tests of this and of other programs do not hear each other.</summary>
internal static class FreePorts
{
    /// <summary>The first of so many free ports in a row.</summary>
    public static int Find(int count)
    {
        for (var tries = 0; tries < 100; tries++)
        {
            var port = 33_000 + Random.Shared.Next(20_000);
            if (AreFree(port, count)) return port;
        }
        throw new InvalidOperationException("no free range of ports");
    }

    /// <summary>Whether so many UDP ports in a row are free.</summary>
    public static bool AreFree(int first, int count)
    {
        try
        {
            for (var i = 0; i < count; i++)
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
                socket.Bind(new IPEndPoint(IPAddress.Loopback, first + i));
            }
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
