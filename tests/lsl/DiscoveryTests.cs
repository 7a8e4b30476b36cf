using System.Net;
using System.Net.Sockets;
using System.Text;
using Streaming.Lsl;

namespace Streaming.Tests;

/// <summary>Who is found, and by what.</summary>
public class DiscoveryTests
{
    [Fact]
    public void EveryOutletOfTheMachineIsFoundWhoeverMadeIt()
    {
        var network = TestNetwork.New();
        using var one = new ManagedLsl(network);
        using var two = new ManagedLsl(network);
        using var three = new ManagedLsl(network);
        foreach (var (backend, name) in new[] { (one, "a"), (one, "b"), (two, "c"), (two, "d") })
            backend.OpenOutlet(new() { Name = name, Type = name == "d" ? "Markers" : "EEG", Format = name == "d" ? LslFormat.String : LslFormat.Float32, SourceId = name }, new());
        Assert.Equal(["a", "b", "c", "d"], three.Resolve("", 4, TestNetwork.Long).Select(s => s.Name).Order());
        Assert.Equal(["a", "b", "c"], three.Resolve("type='EEG'", 3, TestNetwork.Long).Select(s => s.Name).Order());
        Assert.Equal("b", Assert.Single(three.Resolve(LslQuery.Of(ValueMap.Of(("type", "EEG"), ("name", "b")), "channel_count=1"), 1, TestNetwork.Long)).Name);
        Assert.All(three.Resolve("", 4, TestNetwork.Long), s => Assert.Equal("127.0.0.1", s.V4Address));
    }

    [Fact]
    public void WhoAsksTheSharedPortAloneFindsAll()
    {
        // As liblsl up to 1.17 does at machine scope: one datagram to 127.0.0.1, which one socket of all that share the port receives.
        var network = TestNetwork.New();
        using var one = new ManagedLsl(network);
        using var two = new ManagedLsl(network);
        one.OpenOutlet(new() { Name = "a", SourceId = "a" }, new());
        two.OpenOutlet(new() { Name = "b", SourceId = "b" }, new());
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = (int)TestNetwork.Long.TotalMilliseconds };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.SendTo(Datagrams.Ask($"session_id='{network.Session}'", ((IPEndPoint)socket.LocalEndPoint!).Port, "77"), new IPEndPoint(IPAddress.Loopback, network.MulticastPort));
        HashSet<string> found = [];
        var buffer = new byte[65536];
        while (found.Count < 2) found.Add(Datagrams.ReadAnswer(buffer.AsSpan(0, socket.Receive(buffer)), "77"u8)!.Name);
        Assert.Equal(["a", "b"], found.Order());
    }

    [Fact]
    public void AnotherSessionIsNotSeen()
    {
        var network = TestNetwork.New();
        using var one = new ManagedLsl(network);
        using var two = new ManagedLsl(network with { Session = "other" });
        one.OpenOutlet(new() { Name = "a", SourceId = "a" }, new());
        two.OpenOutlet(new() { Name = "b", SourceId = "b" }, new());
        Assert.Equal("b", Assert.Single(two.Resolve("", 1, TestNetwork.Long)).Name);
    }

    [Fact]
    public async Task AStreamThatComesLaterIsFound()
    {
        using var backend = new ManagedLsl(TestNetwork.New());
        using var started = new ManualResetEventSlim();
        var search = Task.Run(() =>
        {
            started.Set();
            return backend.Resolve("name='late'", 1, TestNetwork.Long);
        });
        started.Wait();
        backend.OpenOutlet(new() { Name = "late", SourceId = "l" }, new());
        Assert.Equal("late", Assert.Single(await search).Name);
    }

    [Fact]
    public async Task ASearchCanBeCancelled()
    {
        using var backend = new ManagedLsl(TestNetwork.New());
        using var cancel = new CancellationTokenSource();
        var search = Task.Run(() => backend.Resolve("name='never'", 1, TimeSpan.FromHours(1), cancel.Token));
        await cancel.CancelAsync();
        Assert.Empty(await search.WaitAsync(TestNetwork.Long));
    }

    [Fact]
    public void APredicateThatIsNoneIsRefused()
    {
        using var backend = new ManagedLsl(TestNetwork.New());
        var e = Assert.Throws<LslException>(() => backend.Resolve("type='EEG", 1, TestNetwork.Long));
        Assert.StartsWith("expected an XPath 1.0 predicate such as type='EEG', found 'type='EEG' (", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PeersNeedAWiderScope()
    {
        using var backend = new ManagedLsl(TestNetwork.New() with { Peers = ["lab1"] });
        var e = Assert.Throws<LslException>(() => backend.Resolve("", 1, TestNetwork.Long));
        Assert.Equal("expected a scope of link or site with peers, found peers [lab1] at scope machine; set scope: link, or name no peers", e.Message);
    }

    [Fact]
    public void AtMachineScopeEverySocketIsBoundToTheLoopback()
    {
        var network = TestNetwork.New();
        using var backend = new ManagedLsl(network);
        var outlet = backend.OpenOutlet(new() { Name = "a", SourceId = "a" }, new());
        Assert.Equal((0, 0), (outlet.Info.V6DataPort, outlet.Info.V6ServicePort));
        var properties = System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties();
        int[] ports = [outlet.Info.V4DataPort, outlet.Info.V4ServicePort, network.MulticastPort];
        var own = properties.GetActiveTcpListeners().Concat(properties.GetActiveUdpListeners()).Where(p => ports.Contains(p.Port)).ToList();
        Assert.NotEmpty(own);
        Assert.All(own, p => Assert.Equal(IPAddress.Loopback, p.Address));
        foreach (var family in Sockets.Families(network)) Assert.Empty(Sockets.Targets(network, family));
    }

    [Theory]
    [InlineData(LslScope.Link, new[] { "255.255.255.255", "224.0.0.1", "224.0.0.183" }, "ff02:113d:6fdd:2c17:a643:ffe2:1bd1:3cd2", 1)]
    [InlineData(LslScope.Site, new[] { "255.255.255.255", "224.0.0.1", "224.0.0.183", "239.255.172.215" }, "ff05:113d:6fdd:2c17:a643:ffe2:1bd1:3cd2", 24)]
    public void AWiderScopeAsksTheGroupsOfLsl(LslScope scope, string[] v4, string v6, int ttl)
    {
        var network = new LslNetwork { Scope = scope };
        Assert.Equal(v4, Sockets.Targets(network, AddressFamily.InterNetwork).Select(a => a.ToString()));
        Assert.Equal(IPAddress.Parse(v6), Sockets.Targets(network, AddressFamily.InterNetworkV6).Last());
        Assert.Equal(ttl, Sockets.TimeToLive(network));
    }

    [Fact]
    public void TheDataPortTellsTheShortInfoToo()
    {
        using var backend = new ManagedLsl(TestNetwork.New());
        var outlet = backend.OpenOutlet(new() { Name = "a", SourceId = "a", Description = "<desc><x>1</x></desc>" }, new());
        Assert.Equal(outlet.Info with { Description = "" }, InfoXml.Read(Encoding.UTF8.GetString(Raw.Ask(outlet.Info.V4DataPort, "LSL:shortinfo\r\nname='a'\r\n")), out _)! with { CreatedAt = outlet.Info.CreatedAt });
        Assert.Empty(Raw.Ask(outlet.Info.V4DataPort, "LSL:shortinfo\r\nname='b'\r\n"));
        Assert.Contains("<x>1</x>", Encoding.UTF8.GetString(Raw.Ask(outlet.Info.V4DataPort, "LSL:fullinfo\r\n")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 1, 0, "expected a stream with a name, found an empty one; name it")]
    [InlineData("a", -1, 0, "expected 0 to 1048576 channels, found -1; split the stream")]
    [InlineData("a", 1, double.NaN, "expected a rate of at least 0, found NaN; give 0 for an irregular stream")]
    public void AStreamThatCannotBeIsNotOffered(string name, int channels, double rate, string message)
    {
        using var backend = new ManagedLsl(TestNetwork.New());
        Assert.Equal(message, Assert.Throws<LslException>(() => backend.OpenOutlet(new() { Name = name, ChannelCount = channels, Rate = rate }, new())).Message);
    }

    [Fact]
    public void ADescriptionMustBeXml()
    {
        using var backend = new ManagedLsl(TestNetwork.New());
        var e = Assert.Throws<LslException>(() => backend.OpenOutlet(new() { Name = "a", Description = "<info/>" }, new()));
        Assert.Equal("expected a description that is one XML element 'desc', found an element 'info' where 'desc' is expected; mend the description", e.Message);
    }
}
