using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Streaming.Lsl;

/// <summary>Makes the sockets of LSL: which address they are bound to is what the scope means.</summary>
internal static class Sockets
{
    private const int WindowsNoReset = -1744830452;     // SIO_UDP_CONNRESET

    /// <summary>The address families that a network uses.</summary>
    public static IEnumerable<AddressFamily> Families(LslNetwork network)
    {
        yield return AddressFamily.InterNetwork;
        if (network.Scope != LslScope.Machine && network.IPv6 && Socket.OSSupportsIPv6) yield return AddressFamily.InterNetworkV6;
    }

    /// <summary>What sockets are bound to: the loopback address, unless the scope is wider.</summary>
    public static IPAddress Local(LslNetwork network, AddressFamily family) =>
        network.Scope == LslScope.Machine ? IPAddress.Loopback : family == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any;

    /// <summary>A UDP socket on any port.</summary>
    public static Socket Udp(AddressFamily family)
    {
        var socket = new Socket(family, SocketType.Dgram, ProtocolType.Udp);
        if (family == AddressFamily.InterNetworkV6) socket.DualMode = false;
        // Windows tells a socket that an earlier datagram of its found nobody; here that is no error.
        if (OperatingSystem.IsWindows()) socket.IOControl(WindowsNoReset, [0, 0, 0, 0], null);
        return socket;
    }

    /// <summary>A TCP socket that serves.</summary>
    public static Socket Tcp(AddressFamily family)
    {
        var socket = new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (family == AddressFamily.InterNetworkV6) socket.DualMode = false;
        return socket;
    }

    /// <summary>Binds to the first free port of the range, or to any.</summary>
    /// <exception cref="LslException">None is free.</exception>
    public static void BindInRange(Socket socket, LslNetwork network)
    {
        var address = Local(network, socket.AddressFamily);
        for (var i = 0; i < network.PortRange; i++)
            if (TryBind(socket, new IPEndPoint(address, network.BasePort + i))) return;
        if (network.AllowRandomPorts && TryBind(socket, new IPEndPoint(address, 0))) return;
        throw new LslException($"a free port in {network.BasePort}..{network.BasePort + network.PortRange - 1}", "none",
            "close a program that offers streams, or allow random ports");
    }

    /// <summary>The socket of the port that all outlets share, listening to all groups of the scope; null where it cannot be had, and why.</summary>
    public static Socket? Shared(LslNetwork network, AddressFamily family, out string fault)
    {
        fault = "";
        var socket = Udp(family);
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(new IPEndPoint(Local(network, family), network.MulticastPort));
            if (network.Scope == LslScope.Machine) return socket;
            foreach (var group in Groups(network, family)) Join(socket, group);
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            fault = e.Message;
            return null;
        }
    }

    /// <summary>Where questions go on the wire: addresses of groups and of broadcast, all of one family.</summary>
    public static IEnumerable<IPAddress> Targets(LslNetwork network, AddressFamily family)
    {
        if (network.Scope == LslScope.Machine) yield break;
        if (family == AddressFamily.InterNetwork)
        {
            foreach (var text in network.LinkAddresses)
                if (IPAddress.TryParse(text, out var address) && address.AddressFamily == family) yield return address;
            if (network.Scope != LslScope.Site) yield break;
            foreach (var text in network.SiteAddresses)
                if (IPAddress.TryParse(text, out var address) && address.AddressFamily == family) yield return address;
            yield break;
        }
        if (IPAddress.TryParse("FF02:" + network.IPv6Group, out var link)) yield return link;
        if (network.Scope == LslScope.Site && IPAddress.TryParse("FF05:" + network.IPv6Group, out var site)) yield return site;
    }

    public static int TimeToLive(LslNetwork network) =>
        network.TimeToLive >= 0 ? network.TimeToLive : network.Scope switch { LslScope.Machine => 0, LslScope.Link => 1, _ => 24 };

    /// <summary>Interfaces that are up and carry multicast: an IPv4 address and an IPv6 index of each, where it has them.</summary>
    public static IEnumerable<(IPAddress? V4, int V6Index)> Interfaces()
    {
        foreach (var one in NetworkInterface.GetAllNetworkInterfaces())
        {
            if (one.OperationalStatus is not (OperationalStatus.Up or OperationalStatus.Unknown) || !one.SupportsMulticast) continue;
            var properties = one.GetIPProperties();
            var v4 = properties.UnicastAddresses.Select(a => a.Address).FirstOrDefault(a => a.AddressFamily == AddressFamily.InterNetwork);
            var v6 = one.Supports(NetworkInterfaceComponent.IPv6) ? properties.GetIPv6Properties()?.Index ?? 0 : 0;
            yield return (v4, v6);
        }
    }

    private static IEnumerable<IPAddress> Groups(LslNetwork network, AddressFamily family) =>
        Targets(network, family).Where(a => family == AddressFamily.InterNetworkV6 ? a.IsIPv6Multicast : a.GetAddressBytes()[0] is >= 224 and < 240);

    private static void Join(Socket socket, IPAddress group)
    {
        foreach (var (v4, v6) in Interfaces())
        {
            try
            {
                if (group.AddressFamily == AddressFamily.InterNetwork && v4 is not null)
                    socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership, new MulticastOption(group, v4));
                else if (group.AddressFamily == AddressFamily.InterNetworkV6 && v6 > 0)
                    socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.AddMembership, new IPv6MulticastOption(group, v6));
            }
            catch (SocketException)
            {
                // Another interface of the same network may have joined, or this one carries no such group: the others do.
            }
        }
    }

    private static bool TryBind(Socket socket, IPEndPoint place)
    {
        try
        {
            socket.Bind(place);
            if (socket.SocketType == SocketType.Stream) socket.Listen(64);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
