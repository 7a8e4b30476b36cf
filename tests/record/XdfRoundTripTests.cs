using System.Runtime.InteropServices;
using Streaming.Record;

namespace Streaming.Tests;

/// <summary>What is written is read back bit for bit.</summary>
public class XdfRoundTripTests
{
    private abstract record Step;

    private sealed record Samples(double[] Stamps, byte[] Values) : Step;

    private sealed record Offset(ClockOffset Value) : Step;

    private sealed record Plan(ElementType Element, int Channels, double Rate, Step[] Steps);

    private static readonly Gen<double[]> stamps = Gen.OneOf(
        Gen.Select(Gen.Double[-1e6, 1e6], Gen.Int[0, 200]).Select((start, n) => Deduced(start, 1 / 250.0, n)),
        Gen.Double[0, 1e5].Array[0, 50],
        Gen.Double.Array[0, 20],
        Gen.Int[0, 7].Select(i => new[] { 0.0, -0.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, 1 / 250.0, 1e300 }[i]).Array[0, 10],
        Gen.Const(Deduced(0, 0.1, 37)));

    private static readonly Gen<Plan> plans =
        from element in Gen.Enum<ElementType>()
        from channels in Gen.Int[element == ElementType.Event ? 1 : 0, 5]
        from rate in Gen.OneOf(Gen.Const(250.0), Gen.Const(0.0), Gen.Const(10.0), Gen.Const(1.0), Gen.Double[0.1, 50_000])
        from steps in Gen.OneOf(
            stamps.SelectMany(s => Gen.Byte.Array[s.Length * channels * Size(element)].Select(v => (Step)new Samples(s, v))),
            Gen.Select(Gen.Double, Gen.Double).Select((t, v) => (Step)new Offset(new(t, v)))).Array[0, 12]
        select new Plan(element, channels, rate, steps);

    [Fact]
    public void Every_format_and_any_stamps_come_back_bit_for_bit()
    {
        using var folder = new Folder();
        plans.Array[1, 4].Sample(plan =>
        {
            var disk = new Disk();
            using (var writer = new XdfWriter(new(disk, "disk"), StillTime.Instance))
            {
                var streams = plan.Select((p, i) => writer.Add(new() { Name = $"s{i}", Element = p.Element, ChannelCount = p.Channels, Rate = p.Rate })).ToArray();
                for (var step = 0; step < 12; step++)
                    for (var i = 0; i < plan.Length; i++)
                        if (step < plan[i].Steps.Length) Write(streams[i], plan[i], plan[i].Steps[step]);
            }
            var file = folder.Xdf(disk.ToArray());
            Assert.Empty(file.Notes);
            var read = Recorded.All(file);
            for (var i = 0; i < plan.Length; i++)
            {
                var samples = plan[i].Steps.OfType<Samples>().ToArray();
                Assert.Equal(plan[i].Rate, file.Streams[i].NominalRate);
                Assert.Equal(samples.Sum(s => s.Stamps.Length), file.Streams[i].FooterSampleCount);
                Assert.Equal(samples.SelectMany(s => s.Stamps).Select(BitConverter.DoubleToInt64Bits), read[i].Stamps);
                Assert.Equal(plan[i].Steps.OfType<Offset>().Select(o => o.Value), read[i].Offsets);
                if (plan[i].Element == ElementType.Event) Assert.Equal(samples.SelectMany(s => s.Values).Select(Text), read[i].Texts);
                else Assert.Equal(samples.SelectMany(s => s.Values), read[i].Values);
            }
        }, iter: 400, threads: 1);
    }

    [Fact]
    public void Stamps_given_by_their_first_follow_by_one_interval()
    {
        using var folder = new Folder();
        var disk = new Disk();
        using (var writer = new XdfWriter(new(disk, "disk"), StillTime.Instance))
        {
            var stream = writer.Add(new() { Name = "a", Rate = 100 });
            stream.Write<float>(new float[170], 7);
            stream.Write<float>(new float[30], 8.7);
        }
        var expected = Deduced(7, 1 / 100.0, 170).Concat(Deduced(8.7, 1 / 100.0, 30));
        Assert.Equal(expected.Select(BitConverter.DoubleToInt64Bits), Recorded.All(folder.Xdf(disk.ToArray()))[0].Stamps);
        // 200 samples of 4 bytes: 1 byte for a deduced stamp, 9 for the first of each chunk and of the second call.
        Assert.InRange(disk.Length, 200 * 5, 200 * 5 + 2000);
    }

    private static double[] Deduced(double start, double interval, int n)
    {
        var all = new double[n];
        for (var i = 0; i < n; i++) all[i] = i == 0 ? start : all[i - 1] + interval;
        return all;
    }

    private static int Size(ElementType element) => element == ElementType.Event ? 1 : element.Size();

    private static string Text(byte value) => new((char)('À' + value % 64), value);

    private static void Write(XdfStreamWriter stream, Plan plan, Step step)
    {
        if (step is Offset offset)
        {
            stream.Write(offset.Value);
            return;
        }
        var (stamps, values) = (Samples)step;
        switch (plan.Element)
        {
            case ElementType.Float32: stream.Write(MemoryMarshal.Cast<byte, float>(values), stamps); break;
            case ElementType.Float64: stream.Write(MemoryMarshal.Cast<byte, double>(values), stamps); break;
            case ElementType.Int8: stream.Write(MemoryMarshal.Cast<byte, sbyte>(values), stamps); break;
            case ElementType.Int16: stream.Write(MemoryMarshal.Cast<byte, short>(values), stamps); break;
            case ElementType.Int32: stream.Write(MemoryMarshal.Cast<byte, int>(values), stamps); break;
            case ElementType.Int64: stream.Write(MemoryMarshal.Cast<byte, long>(values), stamps); break;
            default:
                for (var i = 0; i < stamps.Length; i++) stream.Write([.. values.AsSpan(i * plan.Channels, plan.Channels).ToArray().Select(Text)], stamps[i]);
                break;
        }
    }
}
