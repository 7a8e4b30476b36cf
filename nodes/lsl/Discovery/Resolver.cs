using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Streaming.Lsl;

/// <summary>Looks for streams: asks in waves, gathers what answers.</summary>
internal static class Resolver
{
    private const int MostStreams = 4096;
    private static int questions;

    /// <summary>Asks until enough were found or time is over.</summary>
    /// <param name="network">Where to ask.</param>
    /// <param name="query">The whole query, session included.</param>
    /// <param name="minimum">Streams to find.</param>
    /// <param name="timeout">The longest to look.</param>
    /// <param name="settle">Once enough were found, the time in which others may still answer.</param>
    /// <param name="cancellation">Ends the search.</param>
    public static IReadOnlyList<LslStreamInfo> Find(
        LslNetwork network, string query, int minimum, TimeSpan timeout, TimeSpan settle, CancellationToken cancellation)
    {
        var id = $"{Environment.ProcessId}-{Interlocked.Increment(ref questions)}";
        var idBytes = Encoding.UTF8.GetBytes(id);
        var peers = Peers(network);
        var asking = Sockets.Families(network).Select(f => new Asking(network, f, query, id, peers)).ToList();
        try
        {
            var found = new Dictionary<string, LslStreamInfo>(StringComparer.Ordinal);
            var buffer = new byte[Datagrams.Longest];
            var started = Stopwatch.GetTimestamp();
            var end = timeout;
            var enough = false;
            var nextWave = TimeSpan.Zero;
            List<Socket> readable = [];
            while (!cancellation.IsCancellationRequested)
            {
                var now = Stopwatch.GetElapsedTime(started);
                if (!enough && found.Count >= minimum)
                {
                    enough = true;
                    if (now + settle < end) end = now + settle;
                }
                if (now >= end) break;
                if (now >= nextWave)
                {
                    foreach (var one in asking) one.Send();
                    nextWave = now + TimeSpan.FromSeconds(network.ResolveInterval);
                }
                var wait = Math.Min((end < nextWave ? end - now : nextWave - now).TotalMicroseconds, 50_000);
                readable.Clear();
                readable.AddRange(asking.Select(a => a.Socket));
                Socket.Select(readable, null, null, (int)Math.Max(0, wait));
                foreach (var socket in readable) Receive(socket, buffer, idBytes, found);
            }
            return [.. found.Values];
        }
        finally
        {
            foreach (var one in asking) one.Socket.Dispose();
        }
    }

    /// <summary>Fills in the address an answer came from; the first answer of each family counts.</summary>
    internal static void Merge(Dictionary<string, LslStreamInfo> found, LslStreamInfo info, IPAddress from)
    {
        if (!found.TryGetValue(info.Uid, out var known))
        {
            if (found.Count >= MostStreams) return;
            known = info with { V4Address = "", V6Address = "" };
        }
        if (from.IsIPv4MappedToIPv6) from = from.MapToIPv4();
        if (from.AddressFamily == AddressFamily.InterNetwork && known.V4Address.Length == 0) known = known with { V4Address = from.ToString() };
        if (from.AddressFamily == AddressFamily.InterNetworkV6 && known.V6Address.Length == 0) known = known with { V6Address = from.ToString() };
        found[info.Uid] = known;
    }

    private static void Receive(Socket socket, byte[] buffer, byte[] id, Dictionary<string, LslStreamInfo> found)
    {
        // A flood of answers must not keep the search from ending.
        for (var n = 0; n < 256 && socket.Available > 0; n++)
        {
            EndPoint from = new IPEndPoint(socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
            try
            {
                var length = socket.ReceiveFrom(buffer, ref from);
                if (Datagrams.ReadAnswer(buffer.AsSpan(0, length), id) is { } info) Merge(found, info, ((IPEndPoint)from).Address);
            }
            catch (SocketException)
            {
                return;
            }
        }
    }

    private static IPAddress[] Peers(LslNetwork network)
    {
        List<IPAddress> addresses = [];
        foreach (var peer in network.Peers)
        {
            if (network.Scope == LslScope.Machine)
                throw new LslException("a scope of link or site with peers", $"peers [{string.Join(", ", network.Peers)}] at scope machine", "set scope: link, or name no peers");
            try
            {
                addresses.AddRange(Dns.GetHostAddresses(peer));
            }
            catch (SocketException)
            {
                // A machine that has no address now may have one in the next search.
            }
        }
        return [.. addresses];
    }

    /// <summary>One family's socket, which asks everywhere and hears all answers.</summary>
    private sealed class Asking
    {
        private readonly LslNetwork network;
        private readonly byte[] question;
        private readonly List<IPEndPoint> direct = [];
        private readonly List<IPEndPoint> groups = [];

        public Asking(LslNetwork network, AddressFamily family, string query, string id, IPAddress[] peers)
        {
            this.network = network;
            Socket = Sockets.Udp(family);
            try
            {
                // Firewalls that let LSL through know its range of ports.
                if (network.Scope == LslScope.Machine) Socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
                else Sockets.BindInRange(Socket, network);
                question = Datagrams.Ask(query, ((IPEndPoint)Socket.LocalEndPoint!).Port, id);
                if (family == AddressFamily.InterNetwork) Add(IPAddress.Loopback);
                foreach (var peer in peers.Where(p => p.AddressFamily == family)) Add(peer);
                foreach (var target in Sockets.Targets(network, family)) groups.Add(new(target, network.MulticastPort));
                if (network.Scope == LslScope.Machine) return;
                if (family == AddressFamily.InterNetwork)
                {
                    Socket.EnableBroadcast = true;
                    Socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastTimeToLive, Sockets.TimeToLive(network));
                }
                else Socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.MulticastTimeToLive, Sockets.TimeToLive(network));
            }
            catch
            {
                Socket.Dispose();
                throw;
            }
        }

        public Socket Socket { get; }

        public void Send()
        {
            foreach (var place in direct) Send(place);
            if (groups.Count == 0) return;
            foreach (var (v4, v6) in Sockets.Interfaces())
            {
                try
                {
                    if (Socket.AddressFamily == AddressFamily.InterNetwork && v4 is not null)
                        Socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastInterface, v4.GetAddressBytes());
                    else if (Socket.AddressFamily == AddressFamily.InterNetworkV6 && v6 > 0)
                        Socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.MulticastInterface, v6);
                    else continue;
                }
                catch (SocketException)
                {
                    continue;
                }
                foreach (var place in groups) Send(place);
            }
        }

        /// <summary>One machine: the shared port reaches one arbitrary outlet of it, so every service port is asked too.</summary>
        private void Add(IPAddress address)
        {
            direct.Add(new(address, network.MulticastPort));
            for (var i = 0; i < network.PortRange; i++) direct.Add(new(address, network.BasePort + i));
        }

        private void Send(IPEndPoint place)
        {
            try
            {
                Socket.SendTo(question, place);
            }
            catch (SocketException)
            {
                // No route there now; the next wave tries again.
            }
        }
    }
}
