using System.Runtime.InteropServices;
using Streaming.Lsl;

namespace Streaming.Tests;

/// <summary>Through outages of outlet, inlet and network, what arrives is what was sent while connected, sample for sample, and what is missing is marked.</summary>
public class OutageTests
{
    private const int Outages = 20, Channels = 3;
    private const double Rate = 500;

    private enum Outage
    {
        OutletMadeAnew,
        InletOpenedAgain,
        NetworkCut,
        NetworkStalled,
    }

    [Fact]
    public void NothingIsLostOrMadeUpThroughTwentyOutages()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var network = TestNetwork.New();
        var stream = new LslStreamInfo { Name = "amp", Type = "EEG", ChannelCount = Channels, Format = LslFormat.Int32, Rate = Rate, SourceId = "amp-1" };
        using var server = new ManagedLsl(network);
        using var client = new ManagedLsl(network);
        var outlet = server.OpenOutlet(stream, new());
        var proxy = new Proxy(outlet.Info.V4DataPort);
        var inlet = Open(client, proxy);
        var counter = 0;
        List<(int First, double Stamp)> expected = [];      // of each sample
        List<(int First, double Stamp)> got = [];
        List<(int At, LslBreak Break)> breaks = [];
        List<int> outagesAt = [];
        var stamp = server.Now;

        void Send(int samples, bool arrives)
        {
            var values = new int[samples * Channels];
            var first = stamp;
            for (var i = 0; i < samples; i++)
            {
                for (var c = 0; c < Channels; c++) values[(i * Channels) + c] = counter * 10 + c;
                if (arrives) expected.Add((counter * 10, stamp));
                counter++;
                stamp += 1 / Rate;
            }
            outlet.Push(MemoryMarshal.AsBytes(values.AsSpan()), first);
        }

        void Receive(string when)
        {
            var values = new int[64 * Channels];
            var stamps = new double[64];
            while (got.Count < expected.Count)
            {
                var chunk = inlet.Pull(MemoryMarshal.AsBytes(values.AsSpan()), stamps, TestNetwork.Long);
                Assert.True(chunk.Samples > 0, $"waited {TestNetwork.Long} for sample {got.Count} of {expected.Count} {when} (seed {seed}, {inlet.Connection})");
                if (chunk.Break != LslBreak.None) breaks.Add((got.Count, chunk.Break));
                for (var i = 0; i < chunk.Samples; i++)
                {
                    for (var c = 0; c < Channels; c++) Assert.Equal(values[i * Channels] + c, values[(i * Channels) + c]);
                    got.Add((values[i * Channels], stamps[i]));
                }
            }
        }

        Send(10, arrives: true);
        Receive("at first");
        for (var n = 0; n < Outages; n++)
        {
            var kind = (Outage)random.Next(4);
            var before = inlet.Outages;
            for (var pushes = random.Next(1, 6); pushes > 0; pushes--) Send(random.Next(1, 40), arrives: true);
            switch (kind)
            {
                case Outage.OutletMadeAnew:
                    Receive($"before outage {n}, {kind}");
                    outlet.Dispose();
                    proxy.Cut();
                    TestNetwork.Until(() => inlet.Outages > before, "the outage to be seen");
                    outlet = server.OpenOutlet(stream, new());
                    Assert.True(outlet.WaitForConsumers(TestNetwork.Long), $"waited {TestNetwork.Long} for the inlet to come back (outage {n}, {kind}, seed {seed})");
                    outagesAt.Add(expected.Count);
                    break;
                case Outage.InletOpenedAgain:
                    Receive($"before outage {n}, {kind}");
                    OpenAgain();
                    break;
                case Outage.NetworkCut:
                    Receive($"before outage {n}, {kind}");
                    if (inlet.Info.V4DataPort != proxy.Port) OpenAgain();
                    before = inlet.Outages;
                    proxy.Cut();
                    TestNetwork.Until(() => inlet.Outages > before && inlet.Connection == LslConnection.Connected, "the connection to be made again");
                    TestNetwork.Until(() => outlet.Consumers == 1, "the outlet to see that one consumer is left");
                    outagesAt.Add(expected.Count);
                    break;
                case Outage.NetworkStalled:
                    Receive($"before outage {n}, {kind}");
                    if (inlet.Info.V4DataPort != proxy.Port) OpenAgain();
                    proxy.Stall();
                    for (var pushes = random.Next(1, 200); pushes > 0; pushes--) Send(random.Next(1, 40), arrives: true);
                    proxy.Resume();
                    break;
            }
            Send(random.Next(1, 40), arrives: true);
            Receive($"after outage {n}, {kind}");
        }
        Assert.True(expected.SequenceEqual(got), $"what came is not what was sent (seed {seed})");
        Assert.True(outagesAt.SequenceEqual(breaks.Select(b => b.At)), $"breaks at {string.Join(' ', breaks)} where {string.Join(' ', outagesAt)} are expected (seed {seed})");
        inlet.Dispose();
        proxy.Dispose();

        void OpenAgain()
        {
            inlet.Dispose();
            TestNetwork.Until(() => Lose() && outlet.Consumers == 0, "the outlet to see that the inlet has gone");
            proxy.Dispose();
            proxy = new Proxy(outlet.Info.V4DataPort);
            inlet = Open(client, proxy);
        }

        bool Lose()
        {
            // A consumer that has gone is seen when something is sent to it.
            Send(1, arrives: false);
            return true;
        }
    }

    [Fact]
    public void AStreamWithoutASourceIdIsLost()
    {
        using var backend = new ManagedLsl(TestNetwork.New());
        var outlet = backend.OpenOutlet(new() { Name = "x" }, new());
        using var inlet = backend.OpenInlet(Assert.Single(backend.Resolve("name='x'", 1, TestNetwork.Long)), new());
        outlet.Dispose();
        TestNetwork.Until(() => inlet.Connection == LslConnection.Lost, "the loss to be seen");
        Assert.Equal(0, inlet.Pull(new byte[4], new double[1], TestNetwork.Long).Samples);
    }

    private static ILslInlet Open(ManagedLsl client, Proxy proxy)
    {
        var found = Assert.Single(client.Resolve("name='amp'", 1, TestNetwork.Long));
        return client.OpenInlet(found with { V4DataPort = proxy.Port }, new());
    }
}
