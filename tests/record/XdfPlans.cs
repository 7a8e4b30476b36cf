using System.Runtime.InteropServices;
using Streaming.Record;

namespace Streaming.Tests;

/// <summary>Any streams that an XDF file can hold, in pieces as they may come.</summary>
internal static class XdfPlans
{
    public abstract record Step;

    public sealed record Samples(double[] Stamps, byte[] Values) : Step;

    public sealed record Offset(ClockOffset Value) : Step;

    public sealed record Plan(ElementType Element, int Channels, double Rate, Step[] Steps)
    {
        public XdfStreamInfo Info(string name) => new() { Name = name, Element = Element, ChannelCount = Channels, Rate = Rate };
    }

    private const int Steps = 12;

    /// <summary>Stamps that run by the rate, jump, stand still, are no numbers.</summary>
    public static readonly Gen<double[]> Stamps = Gen.OneOf(
        Gen.Select(Gen.Double[-1e6, 1e6], Gen.Int[0, 200]).Select((start, n) => Deduced(start, 1 / 250.0, n)),
        Gen.Double[0, 1e5].Array[0, 50],
        Gen.Double.Array[0, 20],
        Gen.Int[0, 7].Select(i => new[] { 0.0, -0.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, 1 / 250.0, 1e300 }[i]).Array[0, 10],
        Gen.Const(Deduced(0, 0.1, 37)));

    public static Gen<Plan> Of(Gen<ElementType> elements, Gen<double[]> stamps, int leastChannels) =>
        from element in elements
        from channels in Gen.Int[element == ElementType.Event ? 1 : leastChannels, 5]
        from rate in Gen.OneOf(Gen.Const(250.0), Gen.Const(0.0), Gen.Const(10.0), Gen.Const(1.0), Gen.Double[0.1, 50_000])
        from steps in Gen.OneOf(
            stamps.SelectMany(s => Gen.Byte.Array[s.Length * channels * (element == ElementType.Event ? 1 : element.Size())].Select(v => (Step)new Samples(s, v))),
            Gen.Select(Gen.Double, Gen.Double).Select((t, v) => (Step)new Offset(new(t, v)))).Array[0, Steps]
        select new Plan(element, channels, rate, steps);

    /// <summary>Writes the streams side by side.</summary>
    public static void Write(XdfWriter writer, Plan[] plans)
    {
        var streams = plans.Select((p, i) => writer.Add(p.Info($"s{i}"))).ToArray();
        for (var step = 0; step < Steps; step++)
            for (var i = 0; i < plans.Length; i++)
                if (step < plans[i].Steps.Length) Write(streams[i], plans[i], plans[i].Steps[step]);
    }

    public static double[] Deduced(double start, double interval, int n)
    {
        var all = new double[n];
        for (var i = 0; i < n; i++) all[i] = i == 0 ? start : all[i - 1] + interval;
        return all;
    }

    public static string Text(byte value) => new((char)('À' + value % 64), value);

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
