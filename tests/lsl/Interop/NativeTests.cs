using Streaming.Lsl;
using Streaming.Lsl.Native;

namespace Streaming.Tests;

/// <summary>The native library gets its configuration from the settings alone, once in a process.</summary>
public class NativeTests
{
    [Fact]
    public void ByDefaultItsConfigurationKeepsItOnThisMachine() => Assert.Equal("""
        [ports]
        MulticastPort=16571
        BasePort=16572
        PortRange=32
        AllowRandomPorts=1
        IPv6=disable
        [multicast]
        ResolveScope=machine
        ListenAddress=127.0.0.1
        Interfaces={127.0.0.1}
        [lab]
        SessionID=default
        KnownPeers={127.0.0.1}
        [tuning]
        ContinuousResolveInterval=0.5
        WatchdogTimeThreshold=15
        WatchdogCheckInterval=15
        TimeUpdateInterval=2
        TimeProbeCount=8
        TimeProbeInterval=0.064
        TimeProbeMaxRTT=0.128
        TimeUpdateMinProbes=6
        [log]
        level=-3

        """.ReplaceLineEndings("\n"), LslApiFile.Of(new()));

    [Fact]
    public void AWiderScopeIsTheGroupsAndPeersOfTheSettings()
    {
        var text = LslApiFile.Of(new() { Scope = LslScope.Site, Peers = ["lab3", "10.0.0.7"], Session = "s", TimeToLive = 3, LinkAddresses = ["224.0.0.183"] });
        Assert.Contains("IPv6=allow\n[multicast]\nResolveScope=site\nLinkAddresses={224.0.0.183}\nSiteAddresses={239.255.172.215}\nIPv6MulticastGroup=113D:6FDD:2C17:A643:FFE2:1BD1:3CD2\nTTLOverride=3\n", text, StringComparison.Ordinal);
        Assert.Contains("KnownPeers={lab3, 10.0.0.7}\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("ListenAddress", text, StringComparison.Ordinal);
    }

    /// <summary>What it writes is read back as the same network by whoever reads such files.</summary>
    [Fact]
    public void TheConfigurationIsReadBackAsItWas() =>
        Gen.Select(Gen.Int[1, 60_000], Gen.Int[1, 60_000], Gen.Int[1, 400], Gen.String[Gen.Char.AlphaNumeric, 1, 12], Gen.Double[0.1, 100], Gen.Bool).Sample((multicast, first, range, session, seconds, random) =>
        {
            var network = new LslNetwork { Scope = LslScope.Link, MulticastPort = multicast, BasePort = first, PortRange = range, Session = session, WatchdogThreshold = seconds, AllowRandomPorts = random, Peers = ["a"] };
            Assert.Equal(network, LslConfig.Read(LslApiFile.Of(network)) with { Scope = LslScope.Link });
        });

    [Fact]
    public void ASettingCannotSmuggleInAnother()
    {
        var e = Assert.Throws<LslException>(() => LslApiFile.Of(new() { Session = "a\n[multicast]\nResolveScope=global" }));
        Assert.StartsWith("expected network settings of one line each, found 'a\n", e.Message, StringComparison.Ordinal);
        Assert.EndsWith("; leave line breaks and other control characters out", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AProcessHasOneConfiguration()
    {
        using var first = Peers.Open(LslBackend.Native);
        var e = Assert.Throws<LslException>(() => new NativeLsl(Peers.Network with { Session = "another" }));
        Assert.Equal("expected the network settings with which this process began to use liblsl, since it reads them once, found others; give every node of the native back end the same, or use the managed back end, which needs no library", e.Message);
        e = Assert.Throws<LslException>(() => new NativeLsl(Peers.Network, "/none/liblsl.so"));
        Assert.StartsWith("expected one native library in a process, as loaded: '", e.Message, StringComparison.Ordinal);
        Assert.EndsWith("found '/none/liblsl.so'; name the same everywhere, or leave the setting out", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void APredicateThatIsNoneIsRefused()
    {
        using var native = Peers.Open(LslBackend.Native);
        var e = Assert.Throws<LslException>(() => native.Resolve("name='", 1, TimeSpan.FromSeconds(1)));
        Assert.StartsWith("expected an XPath 1.0 predicate such as type='EEG', found 'name='' (", e.Message, StringComparison.Ordinal);
        Assert.EndsWith("); mend the predicate", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AStreamThatIsGoneIsToldSo()
    {
        using var native = Peers.Open(LslBackend.Native);
        LslStreamInfo gone;
        using (var outlet = native.OpenOutlet(new() { Name = "gone" }, new())) gone = outlet.Info;
        var e = Assert.Throws<LslException>(() => native.OpenInlet(gone, new() { Timeout = 0.5 }));
        Assert.StartsWith("expected an outlet that serves stream 'gone' float32[1] irregular", e.Message, StringComparison.Ordinal);
        Assert.Contains("found no answer in 0.5 s; see whether it still runs", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnOutletSaysThatItsPortsAreOpenToAll()
    {
        using var native = Peers.Open(LslBackend.Native);
        var notes = new List<string>();
        using var outlet = native.OpenOutlet(new() { Name = "open" }, new() { Note = notes.Add });
        Assert.Equal($"{native.Name} announces 'open' on this machine alone, but opens its ports {outlet.Info.V4DataPort} (TCP) and {outlet.Info.V4ServicePort} (UDP) to all networks; the managed back end does not", Assert.Single(notes));
    }

    /// <summary>After its buffers have grown, nothing is allocated for chunks of numbers.</summary>
    [Fact]
    public void ChunksOfNumbersAllocateNothing()
    {
        using var connection = new Connection(LslBackend.Native, LslBackend.Native, new() { Name = "bytes", ChannelCount = 8, Rate = 1000 });
        var (sent, values, stamps) = (new byte[20 * connection.Stream.SampleBytes], new byte[20 * connection.Stream.SampleBytes], new double[20]);
        Around(10);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Around(100);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Around(int times)
        {
            for (var i = 0; i < times; i++)
            {
                connection.Outlet.Push(sent, 100 + i);
                for (var got = 0; got < 20;) got += connection.Inlet.Pull(values, stamps, TimeSpan.FromSeconds(1)).Samples;
            }
        }
    }
}
