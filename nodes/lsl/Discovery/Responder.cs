using System.Net;
using System.Net.Sockets;

namespace Streaming.Lsl;

/// <summary>Answers on the port that all outlets of all programs share, for every outlet of one back end.</summary>
internal sealed class Responder : IDisposable
{
    private readonly LslNetwork network;
    private readonly List<UdpServer> servers = [];
    private OutletIdentity[] outlets = [];

    public Responder(LslNetwork network, Action<string>? note)
    {
        this.network = network;
        List<string> faults = [];
        foreach (var family in Sockets.Families(network))
        {
            if (Sockets.Shared(network, family, out var fault) is { } socket) servers.Add(new UdpServer(socket, "lsl discovery", Handle));
            else faults.Add(fault);
        }
        if (servers.Count == 0) note?.Invoke($"no discovery on port {network.MulticastPort} ({string.Join("; ", faults)}): found only by a scan of the service ports");
    }

    public void Add(OutletIdentity outlet)
    {
        lock (servers) outlets = [.. outlets, outlet];
    }

    public void Remove(OutletIdentity outlet)
    {
        lock (servers) outlets = [.. outlets.Where(o => o != outlet)];
    }

    public void Dispose()
    {
        foreach (var server in servers) server.Dispose();
    }

    private void Handle(ReadOnlySpan<byte> datagram, SocketAddress from, Socket socket)
    {
        if (!Datagrams.TryReadQuestion(datagram, out var query, out var returnPort, out var id)) return;
        var place = (IPEndPoint)new IPEndPoint(socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0).Create(from);
        foreach (var outlet in outlets) outlet.Answer(query, id, new IPEndPoint(place.Address, returnPort), socket);
        // What came over the loopback came to this socket alone of all that share the port: the others of this machine are asked on behalf of who asked.
        if (!IPAddress.IsLoopback(place.Address) || socket.AddressFamily != AddressFamily.InterNetwork) return;
        for (var i = 0; i < network.PortRange; i++) socket.SendTo(datagram, SocketFlags.None, new IPEndPoint(IPAddress.Loopback, network.BasePort + i));
    }
}

/// <summary>What an outlet answers to those who look for streams.</summary>
internal sealed class OutletIdentity
{
    private readonly QueryMatcher matcher;
    private readonly string shortInfo;

    public OutletIdentity(LslStreamInfo info)
    {
        FullInfo = InfoXml.Write(info, full: true);
        shortInfo = InfoXml.Write(info, full: false);
        matcher = new QueryMatcher(FullInfo);
    }

    public string FullInfo { get; }

    /// <summary>The short info where the query means this stream; else null.</summary>
    public string? ShortInfo(string query) => matcher.Matches(query) ? shortInfo : null;

    public void Answer(string query, string id, IPEndPoint to, Socket socket)
    {
        if (ShortInfo(query) is not { } info) return;
        var answer = Datagrams.Answer(id, info);
        if (answer.Length > Datagrams.Longest) return;
        try
        {
            socket.SendTo(answer, to);
        }
        catch (SocketException)
        {
            // Who asked is gone, or out of reach.
        }
    }
}
