using System.Runtime.InteropServices;
using Streaming.Lsl;

namespace Streaming.Tests;

/// <summary>What an outlet sends, an inlet gives: every format, both byte orders, any chunks, stamps bit for bit.</summary>
public class FormatTests
{
    private static readonly LslFormat[] numbers = [LslFormat.Float32, LslFormat.Double64, LslFormat.Int32, LslFormat.Int16, LslFormat.Int8, LslFormat.Int64];

    private static readonly double[] rates = [0, 100, 1000, 333.3];
    private static readonly string[] odd = ["", "\0", "a\0b", "µV → ✓", "𝄞", new('x', 255), new('y', 256), new('ä', 70_000)];

    /// <summary>Server's order, client's order, client's claimed speed of turning it round.</summary>
    private static readonly (int Server, int Client, double Speed)[] orders = [(1234, 1234, 0), (4321, 1234, 0), (1234, 4321, 0), (4321, 1234, 1e9), (4321, 4321, 0)];

    private sealed record Case(LslFormat Format, int Channels, double Rate, int Order, byte[][] Chunks, double[][] Stamps, bool Explicit);

    [Fact]
    public void NumbersArriveAsTheyWereSent() => Gen.Select(Gen.Int[0, numbers.Length - 1].Select(i => numbers[i]), Gen.Int[1, 9], Gen.Int[0, 3].Select(i => rates[i]), Gen.Int[0, orders.Length - 1], Gen.Bool)
        .SelectMany((format, channels, rate, order, isExplicit) =>
            Gen.Select(Gen.Byte.Array[0, 40 * channels].Select(b => b[..(b.Length / channels * channels)]), Gen.Double[1e-3, 1e6]).Array[1, 12].Select(chunks =>
                new Case(format, channels, rate, order,
                    [.. chunks.Select(c => Widen(c.Item1, format.Size()))],
                    [.. chunks.Select(c => Enumerable.Range(0, c.Item1.Length / channels).Select(i => c.Item2 + (i % 3 == 0 ? 0 : i * 0.01)).ToArray())],
                    isExplicit)))
        .Sample(Arrives, iter: 60, threads: 1);

    [Fact]
    public void TextsArriveAsTheyWereSent() => Gen.Select(Gen.Int[1, 4], Gen.Int[0, orders.Length - 1])
        .SelectMany((channels, order) => Gen.Select(
            Gen.OneOf(Gen.String[0, 20], Gen.Int[0, odd.Length - 1].Select(i => odd[i]))
                .Array[channels], Gen.Double[1, 1e6]).Array[1, 10].Select(samples => (channels, order, samples)))
        .Sample(c =>
        {
            var texts = c.samples.Select(s => s.Item1.Select(Valid).ToArray()).ToArray();
            using var pair = new Pair(orders[c.order], new() { Name = "text", Type = "Markers", ChannelCount = c.channels, Format = LslFormat.String, SourceId = "s" });
            foreach (var (sample, (_, stamp)) in texts.Zip(c.samples)) pair.Outlet.PushText(sample, stamp);
            List<string> got = [];
            List<double> stamps = [];
            var room = new string[3 * c.channels];
            var times = new double[3];
            while (stamps.Count < texts.Length)
            {
                var chunk = pair.Inlet.PullText(room, times, TestNetwork.Long);
                Assert.True(chunk.Samples > 0, $"waited {TestNetwork.Long} for text {stamps.Count} of {texts.Length}");
                got.AddRange(room.Take(chunk.Samples * c.channels));
                stamps.AddRange(times.Take(chunk.Samples));
            }
            Assert.Equal(texts.SelectMany(t => t), got);
            Assert.Equal(c.samples.Select(s => s.Item2), stamps);
        }, iter: 30, threads: 1);

    [Fact]
    public void SubnormalsAndNotANumberPassUnchanged()
    {
        float[] values = [float.Epsilon, -float.Epsilon, 1e-40f, float.NaN, float.PositiveInfinity, -0f];
        using var pair = new Pair(orders[0], new() { Name = "f", ChannelCount = 6, SourceId = "s" });
        pair.Outlet.Push(MemoryMarshal.AsBytes(values.AsSpan()), 1);
        var got = new float[6];
        Assert.Equal(1, pair.Inlet.Pull(MemoryMarshal.AsBytes(got.AsSpan()), new double[1], TestNetwork.Long).Samples);
        Assert.Equal(values.Select(BitConverter.SingleToInt32Bits), got.Select(BitConverter.SingleToInt32Bits));
    }

    private static void Arrives(Case c)
    {
        using var pair = new Pair(orders[c.Order], new() { Name = "numbers", Type = "EEG", ChannelCount = c.Channels, Format = c.Format, Rate = c.Rate, SourceId = "s" });
        List<double> expected = [];
        foreach (var (values, stamps) in c.Chunks.Zip(c.Stamps))
        {
            if (c.Explicit) pair.Outlet.Push(values, stamps);
            else pair.Outlet.Push(values, stamps.Length > 0 ? stamps[0] : 1);
            var stamp = stamps.Length > 0 ? stamps[0] : 1;
            for (var i = 0; i < stamps.Length; i++)
            {
                expected.Add(c.Explicit ? stamps[i] : stamp);
                stamp += c.Rate > 0 ? 1 / c.Rate : 0;
            }
        }
        var (bytes, times) = pair.Pull(expected.Count);
        Assert.Equal(c.Chunks.SelectMany(b => b), bytes);
        Assert.Equal(expected, times);
    }

    private static byte[] Widen(byte[] bytes, int size) => [.. bytes.SelectMany(b => Enumerable.Range(0, size).Select(i => (byte)(b + (37 * i))))];

    /// <summary>Half a surrogate pair is no text that UTF-8 can carry.</summary>
    private static string Valid(string text) => System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>An outlet and an inlet of two back ends, as two machines of any kind would have them.</summary>
    private sealed class Pair : IDisposable
    {
        private readonly ManagedLsl server, client;

        public Pair((int Server, int Client, double Speed) order, LslStreamInfo stream)
        {
            var network = TestNetwork.New();
            server = new(network, null, () => LslClock.Now) { Claim = (order.Server, 0) };
            client = new(network, null, () => LslClock.Now) { Claim = (order.Client, order.Speed) };
            Outlet = server.OpenOutlet(stream, new());
            var found = client.Resolve($"name='{stream.Name}'", 1, TestNetwork.Long);
            Inlet = client.OpenInlet(Assert.Single(found), new());
        }

        public ILslOutlet Outlet { get; }

        public ILslInlet Inlet { get; }

        public (byte[] Values, double[] Stamps) Pull(int samples)
        {
            var values = new byte[samples * Inlet.Info.SampleBytes];
            var stamps = new double[samples];
            for (var at = 0; at < samples;)
            {
                var chunk = Inlet.Pull(values.AsSpan(at * Inlet.Info.SampleBytes), stamps.AsSpan(at), TestNetwork.Long);
                Assert.True(chunk.Samples > 0, $"waited {TestNetwork.Long} for sample {at} of {samples}");
                Assert.Equal(LslBreak.None, chunk.Break);
                at += chunk.Samples;
            }
            return (values, stamps);
        }

        public void Dispose()
        {
            client.Dispose();
            server.Dispose();
        }
    }
}
