using System.Numerics;

namespace Streaming.Eeg;

/// <summary>
/// A cascade of second-order sections over the channels of a time-major signal, from rest; direct form II transposed, in double, all channels at once. A sample that
/// is not finite counts as 0, the mean of a high-passed signal, so that what is missing is no artifact however long it lasts.
/// </summary>
internal sealed class ShapingFilter : IState
{
    private readonly Biquad[] sections;
    private readonly int channels;
    private readonly double[] memory; // [section, 2, stride]

    public ShapingFilter(ReadOnlySpan<Biquad> sections, int channels)
    {
        this.sections = sections.ToArray();
        this.channels = channels;
        Stride = Rows.Stride(channels);
        memory = new double[sections.Length * 2 * Stride];
    }

    /// <summary>Values in a row of what comes out: the channels and zeros up to a multiple of 8.</summary>
    public int Stride { get; }

    /// <summary>Filters samples [samples, channels] to [samples, stride].</summary>
    public void Process(ReadOnlySpan<float> input, Span<double> output)
    {
        var samples = input.Length / channels;
        var rows = output[..(samples * Stride)];
        for (var t = 0; t < samples; t++)
        {
            var row = rows.Slice(t * Stride, Stride);
            for (var c = 0; c < channels; c++)
            {
                double x = input[t * channels + c];
                row[c] = x - x == 0 ? x : 0;
            }
            row[channels..].Clear();
        }
        for (var s = 0; s < sections.Length; s++) Run(sections[s], rows, memory.AsSpan(2 * s * Stride, 2 * Stride));
    }

    public void Save(ref StateWriter writer)
    {
        for (var at = 0; at < memory.Length; at += Stride) writer.Write<double>("memory", memory.AsSpan(at, channels));
    }

    public void Load(ref StateReader reader)
    {
        for (var at = 0; at < memory.Length; at += Stride) reader.Read("memory", memory.AsSpan(at, channels));
    }

    public void Reset() => Array.Clear(memory);

    private void Run(Biquad section, Span<double> rows, Span<double> memory)
    {
        Vector<double> b0 = new(section.B0), b1 = new(section.B1), b2 = new(section.B2), a1 = new(-section.A1), a2 = new(-section.A2);
        for (var c = 0; c < Stride; c += Vector<double>.Count)
        {
            Vector<double> s1 = new(memory[c..]), s2 = new(memory[(Stride + c)..]);
            for (var at = c; at < rows.Length; at += Stride)
            {
                var x = new Vector<double>(rows[at..]);
                var y = Vector.FusedMultiplyAdd(b0, x, s1);
                s1 = Vector.FusedMultiplyAdd(a1, y, Vector.FusedMultiplyAdd(b1, x, s2));
                s2 = Vector.FusedMultiplyAdd(a2, y, b2 * x);
                y.CopyTo(rows[at..]);
            }
            s1.CopyTo(memory[c..]);
            s2.CopyTo(memory[(Stride + c)..]);
        }
    }
}
