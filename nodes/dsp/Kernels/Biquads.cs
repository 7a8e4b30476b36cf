using System.Numerics;

namespace Streaming.Dsp;

/// <summary>
/// A causal cascade of second-order sections over the channels of a time-major signal. Direct form II transposed, state in double, all channels at once
/// in vectors. It starts as if the first sample had lasted for ever, so a constant offset makes no transient.
/// A sample that is not finite comes out as NaN and counts as the last finite one in the state.
/// </summary>
public sealed class Biquads : IState
{
    private readonly Section[] sections;
    private readonly int channels;
    private readonly int stride;
    private readonly double[] tile;
    private readonly double[] held;
    private readonly double[] memory; // [section, 2, stride]
    private bool started;

    /// <summary>Prepares a cascade for a number of channels.</summary>
    public Biquads(ReadOnlySpan<Section> sections, int channels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        this.sections = sections.ToArray();
        this.channels = channels;
        stride = Lanes.Stride(channels);
        tile = new double[Lanes.TileRows(stride) * stride];
        held = new double[stride];
        memory = new double[sections.Length * 2 * stride];
    }

    /// <summary>Filters a block [samples, channels]. The output may be the input.</summary>
    public void Process(ReadOnlySpan<float> input, Span<float> output)
    {
        if (input.IsEmpty) return;
        if (!started) Start(input[..channels]);
        var rows = tile.Length / stride;
        for (var at = 0; at < input.Length; at += rows * channels)
        {
            var part = input.Slice(at, Math.Min(rows * channels, input.Length - at));
            var lanes = tile.AsSpan(0, part.Length / channels * stride);
            Lanes.Load(part, channels, lanes, held);
            for (var s = 0; s < sections.Length; s++) Run(sections[s], lanes, memory.AsSpan(s * 2 * stride, 2 * stride));
            Lanes.Store(lanes, stride, part, output[at..], channels);
        }
    }

    /// <summary>Writes the memory of the channels alone: the padding is this machine's.</summary>
    public void Save(ref StateWriter writer)
    {
        writer.Write("started", started);
        writer.Write<double>("held", held.AsSpan(0, channels));
        for (var at = 0; at < memory.Length; at += stride) writer.Write<double>("memory", memory.AsSpan(at, channels));
    }

    /// <inheritdoc/>
    public void Load(ref StateReader reader)
    {
        started = reader.ReadBoolean("started");
        reader.Read("held", held.AsSpan(0, channels));
        for (var at = 0; at < memory.Length; at += stride) reader.Read("memory", memory.AsSpan(at, channels));
    }

    /// <summary>Forgets the signal; the next sample is a first sample again.</summary>
    public void Reset()
    {
        started = false;
        Array.Clear(held);
        Array.Clear(memory);
    }

    private void Start(ReadOnlySpan<float> first)
    {
        started = true;
        for (var c = 0; c < channels; c++)
        {
            double x = float.IsFinite(first[c]) ? first[c] : 0;
            held[c] = x;
            for (var s = 0; s < sections.Length; s++)
            {
                var (b0, b1, b2, a1, a2) = sections[s];
                var y = x * (b0 + b1 + b2) / (1 + a1 + a2);
                memory[(2 * s) * stride + c] = y - b0 * x;
                memory[(2 * s + 1) * stride + c] = b2 * x - a2 * y;
                x = y;
            }
        }
    }

    // Two vectors side by side: their recursions do not wait for each other.
    private static void Run(Section section, Span<double> lanes, Span<double> memory)
    {
        int width = Vector<double>.Count, stride = memory.Length / 2;
        Vector<double> b0 = new(section.B0), b1 = new(section.B1), b2 = new(section.B2), a1 = new(-section.A1), a2 = new(-section.A2);
        for (var c = 0; c < stride; c += 2 * width)
        {
            Vector<double> s1 = new(memory[c..]), s2 = new(memory[(stride + c)..]);
            Vector<double> t1 = new(memory[(c + width)..]), t2 = new(memory[(stride + c + width)..]);
            for (var at = c; at < lanes.Length; at += stride)
            {
                var pair = lanes.Slice(at, 2 * width);
                Vector<double> x = new(pair), u = new(pair[width..]);
                var y = Vector.FusedMultiplyAdd(b0, x, s1);
                var v = Vector.FusedMultiplyAdd(b0, u, t1);
                s1 = Vector.FusedMultiplyAdd(a1, y, Vector.FusedMultiplyAdd(b1, x, s2));
                t1 = Vector.FusedMultiplyAdd(a1, v, Vector.FusedMultiplyAdd(b1, u, t2));
                s2 = Vector.FusedMultiplyAdd(a2, y, b2 * x);
                t2 = Vector.FusedMultiplyAdd(a2, v, b2 * u);
                y.CopyTo(pair);
                v.CopyTo(pair[width..]);
            }
            s1.CopyTo(memory[c..]);
            s2.CopyTo(memory[(stride + c)..]);
            t1.CopyTo(memory[(c + width)..]);
            t2.CopyTo(memory[(stride + c + width)..]);
        }
    }
}
