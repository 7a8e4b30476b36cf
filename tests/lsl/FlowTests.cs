using System.Runtime.InteropServices;
using Streaming.Lsl;

namespace Streaming.Tests;

/// <summary>Buffers, many readers, silence, and what all of it costs.</summary>
public class FlowTests
{
    [Fact]
    public void NothingIsAllocatedPerChunk()
    {
        using var pair = new Pair(new() { Name = "a", ChannelCount = 64, Rate = 1000, SourceId = "s" });
        var (values, got, stamps) = (new float[64 * 10], new float[64 * 10], new double[10]);
        void Go(int chunks)
        {
            for (var n = 0; n < chunks; n++)
            {
                pair.Outlet.Push(MemoryMarshal.AsBytes(values.AsSpan()), 1 + (n * 0.01));
                for (var at = 0; at < 10;) at += pair.Inlet.Pull(MemoryMarshal.AsBytes(got.AsSpan()), stamps, TestNetwork.Long).Samples;
            }
        }

        Go(200);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Go(1000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void AnInletThatNobodyPullsDropsItsOldestAndSaysSo()
    {
        using var pair = new Pair(new() { Name = "a", Format = LslFormat.Int32, Rate = 100, SourceId = "s" }, new() { Buffer = 1 });
        for (var i = 0; i < 50; i++) pair.Outlet.Push(MemoryMarshal.AsBytes<int>([.. Enumerable.Range(i * 10, 10)]), 1 + (i * 0.1));
        TestNetwork.Until(() => pair.Inlet.Dropped == 400, "the oldest samples to be dropped");
        var (got, stamps) = (new int[200], new double[200]);
        Assert.Equal(new LslChunk(100, LslBreak.Dropped), pair.Inlet.Pull(MemoryMarshal.AsBytes(got.AsSpan()), stamps, TestNetwork.Long));
        Assert.Equal(Enumerable.Range(400, 100), got[..100]);
    }

    [Fact]
    public void ASlowReaderHoldsUpNobody()
    {
        var network = TestNetwork.New();
        using var backend = new ManagedLsl(network);
        var outlet = backend.OpenOutlet(new() { Name = "a", ChannelCount = 1000, Format = LslFormat.Double64, Rate = 100, SourceId = "s" }, new() { Buffer = 1 });
        // It shakes hands and never reads: its queue fills and drops, as its own.
        using var slow = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        slow.Connect(System.Net.IPAddress.Loopback, outlet.Info.V4DataPort);
        slow.Send(System.Text.Encoding.ASCII.GetBytes($"LSL:streamfeed/110 {outlet.Info.Uid}\r\nMax-Buffer-Length: 100\r\n\r\n"));
        TestNetwork.Until(() => outlet.Consumers == 1, "the slow reader");
        using var inlet = backend.OpenInlet(Assert.Single(backend.Resolve("", 1, TestNetwork.Long)), new());
        var (values, got, stamps) = (new double[1000], new byte[8000], new double[1]);
        for (var i = 0; i < 3000; i++)
        {
            values[0] = i;
            outlet.Push(MemoryMarshal.AsBytes(values.AsSpan()), 1 + (i * 0.01));
            Assert.Equal(new LslChunk(1), inlet.Pull(got, stamps, TestNetwork.Long));
            Assert.Equal(i, BitConverter.ToDouble(got));
        }
        Assert.True(outlet.Dropped > 0, "the slow reader's queue never filled");
    }

    [Fact]
    public void ManyReadersGetAll()
    {
        var network = TestNetwork.New();
        using var backend = new ManagedLsl(network);
        var outlet = backend.OpenOutlet(new() { Name = "a", Format = LslFormat.Int32, Rate = 100, SourceId = "s" }, new());
        var found = Assert.Single(backend.Resolve("", 1, TestNetwork.Long));
        var inlets = Enumerable.Range(0, 20).Select(_ => backend.OpenInlet(found, new())).ToList();
        Assert.Equal(20, outlet.Consumers);
        for (var i = 0; i < 100; i++) outlet.Push(MemoryMarshal.AsBytes<int>([i]), 1 + i);
        foreach (var inlet in inlets)
        {
            var (got, stamps) = (new int[100], new double[100]);
            for (var at = 0; at < 100;) at += Some(inlet.Pull(MemoryMarshal.AsBytes(got.AsSpan(at)), stamps.AsSpan(at), TestNetwork.Long).Samples);
            Assert.Equal(Enumerable.Range(0, 100), got);
        }
    }

    [Fact]
    public void SamplesAreGatheredWhereAChunkIsSet()
    {
        using var pair = new Pair(new() { Name = "a", Format = LslFormat.Int8, Rate = 100, SourceId = "s" }, outlet: new() { Chunk = 4 });
        var (got, stamps) = (new byte[8], new double[8]);
        for (var i = 0; i < 3; i++) pair.Outlet.Push([(byte)i], 1 + i);
        Assert.Equal(0, pair.Inlet.Pull(got, stamps, TimeSpan.FromMilliseconds(50)).Samples);
        pair.Outlet.Push([3], 4);
        Assert.Equal(4, pair.Inlet.Pull(got, stamps, TestNetwork.Long).Samples);
        pair.Outlet.Push([9], 5);
        pair.Outlet.Dispose();      // what was gathered goes out before the end
        Assert.Equal(1, pair.Inlet.Pull(got, stamps, TestNetwork.Long).Samples);
    }

    [Fact]
    public void ASilentMarkerStreamKeepsItsConnection()
    {
        List<string> notes = [];
        using var pair = new Pair(new() { Name = "m", Format = LslFormat.String, SourceId = "s" }, new() { Note = notes.Add }, watchdog: 0.05);
        Assert.Equal(0, pair.Inlet.PullText(new string[1], new double[1], TimeSpan.FromSeconds(1)).Samples);
        pair.Outlet.PushText(["late"], 1);
        var text = new string[1];
        Assert.Equal(new LslChunk(1), pair.Inlet.PullText(text, new double[1], TestNetwork.Long));
        Assert.Equal(("late", 0L), (text[0], pair.Inlet.Outages));
        Assert.Empty(notes);
    }

    [Fact]
    public void ARegularStreamThatStandsStillGetsANewConnection()
    {
        using var pair = new Pair(new() { Name = "m", Format = LslFormat.Int8, Rate = 10, SourceId = "s" }, watchdog: 0.05);
        TestNetwork.Until(() => pair.Inlet.Outages > 0 && pair.Inlet.Connection == LslConnection.Connected, "a new connection");
    }

    [Fact]
    public void WrongCallsAreRefused()
    {
        using var numbers = new Pair(new() { Name = "n", Format = LslFormat.Int32, ChannelCount = 2, SourceId = "s" });
        using var texts = new Pair(new() { Name = "t", Format = LslFormat.String, SourceId = "s" });
        Assert.Equal("7 bytes are not whole samples of 8. (Parameter 'values')", Assert.Throws<ArgumentException>(() => numbers.Outlet.Push(new byte[7], 1)).Message);
        Assert.Equal("8 bytes are not 2 samples of 8. (Parameter 'values')", Assert.Throws<ArgumentException>(() => numbers.Outlet.Push(new byte[8], [1, 2])).Message);
        Assert.Equal("'n' is a stream of int32, not of text.", Assert.Throws<InvalidOperationException>(() => numbers.Outlet.PushText(["a"], 1)).Message);
        Assert.Equal("'t' is a stream of text.", Assert.Throws<InvalidOperationException>(() => texts.Outlet.Push([1], 1)).Message);
        Assert.Equal("2 texts came for 1 channels. (Parameter 'texts')", Assert.Throws<ArgumentException>(() => texts.Outlet.PushText(["a", "b"], 1)).Message);
        Assert.Equal("'n' is a stream of int32.", Assert.Throws<InvalidOperationException>(() => numbers.Inlet.PullText(new string[1], new double[1], default)).Message);
        Assert.Equal("'t' is a stream of text.", Assert.Throws<InvalidOperationException>(() => texts.Inlet.Pull(new byte[1], new double[1], default)).Message);
    }

    [Fact]
    public void AFloodOfDatagramsHoldsNothingUp()
    {
        using var pair = new Pair(new() { Name = "a", Format = LslFormat.Int32, Rate = 100, SourceId = "s" });
        using var socket = new System.Net.Sockets.UdpClient();
        var random = new Random(3);
        var junk = new byte[2000];
        for (var i = 0; i < 5000; i++)
        {
            random.NextBytes(junk);
            var port = i % 2 == 0 ? pair.Inlet.Info.V4ServicePort : pair.Network.MulticastPort;
            var bytes = i % 3 == 0 ? System.Text.Encoding.ASCII.GetBytes($"LSL:shortinfo\r\n//*[{i}]\r\n{1 + (i % 65535)} x\r\n") : junk[..random.Next(1, 2000)];
            socket.Send(bytes, bytes.Length, "127.0.0.1", port);
        }
        pair.Outlet.Push(MemoryMarshal.AsBytes<int>([7]), 1);
        Assert.Equal(new LslChunk(1), pair.Inlet.Pull(new byte[4], new double[1], TestNetwork.Long));
        LslOffset offset = default;
        TestNetwork.Until(() => pair.Inlet.TryTakeOffset(out offset), "a clock offset in spite of the flood");
        Assert.Single(pair.Backend.Resolve("name='a'", 1, TestNetwork.Long));
    }

    private static int Some(int samples)
    {
        Assert.True(samples > 0, $"waited {TestNetwork.Long} for a sample");
        return samples;
    }

    private sealed class Pair : IDisposable
    {
        public Pair(LslStreamInfo stream, LslInletOptions? inlet = null, LslOutletOptions? outlet = null, double watchdog = 15)
        {
            Network = TestNetwork.New() with { WatchdogThreshold = watchdog };
            Backend = new ManagedLsl(Network);
            Outlet = Backend.OpenOutlet(stream, outlet ?? new());
            Inlet = Backend.OpenInlet(Assert.Single(Backend.Resolve("", 1, TestNetwork.Long)), inlet ?? new());
        }

        public LslNetwork Network { get; }

        public ManagedLsl Backend { get; }

        public ILslOutlet Outlet { get; }

        public ILslInlet Inlet { get; }

        public void Dispose() => Backend.Dispose();
    }
}
