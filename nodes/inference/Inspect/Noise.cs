using System.Numerics;

namespace Streaming.Inference;

/// <summary>A stream of seeded noise for one input: floats within ±0.1, whole numbers 0 and 1, which any table of tokens has.</summary>
internal abstract class Noise
{
    /// <summary>Feeds the samples from one index to before another.</summary>
    public abstract void Push(NodeRun run, int from, int to);

    /// <summary>The noise for an input.</summary>
    public static Noise Of(StepPort port, int samples, int seed) => port.Element switch
    {
        ElementType.Float64 => new Noise<double>(port, samples, seed),
        ElementType.Int64 => new Noise<long>(port, samples, seed),
        ElementType.Int32 => new Noise<int>(port, samples, seed),
        ElementType.Int16 => new Noise<short>(port, samples, seed),
        ElementType.Int8 => new Noise<sbyte>(port, samples, seed),
        _ => new Noise<float>(port, samples, seed),
    };

    /// <summary>Fills the inputs of a step.</summary>
    public static void Fill(Slot slot, StepPlan plan, int seed)
    {
        for (var i = 0; i < plan.Inputs.Count; i++)
        {
            var port = plan.Inputs[i];
            slot.Inputs[i].Fill(Values(port, port.Width * port.Time, seed + i));
        }
    }

    private protected static double[] Values(StepPort port, int count, int seed)
    {
        var random = new Random(seed);
        var whole = port.Element is not (ElementType.Float32 or ElementType.Float64);
        var values = new double[count];
        for (var i = 0; i < count; i++) values[i] = whole ? random.Next(2) : 0.2 * random.NextDouble() - 0.1;
        return values;
    }
}

/// <summary>Noise of one type.</summary>
internal sealed class Noise<T>(StepPort port, int samples, int seed) : Noise where T : struct, INumber<T>
{
    private readonly T[] values = Array.ConvertAll(Values(port, samples * port.Width, seed), T.CreateSaturating);

    public override void Push(NodeRun run, int from, int to) => run.Push<T>(port.Card.Name, values.AsSpan(from * port.Width, (to - from) * port.Width));
}
