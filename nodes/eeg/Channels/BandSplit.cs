using System.Numerics;

namespace Streaming.Eeg;

/// <summary>
/// Splits each sample of all channels in two: what the brain gives (1 to 30 Hz) and what lies above (45 Hz and more: mains and muscle). Causal Butterworth sections
/// (bilinear transform; order 2 at 1 Hz, 4 at the others) in double. A sample that is not finite counts as the last finite one.
/// </summary>
internal sealed partial class BandSplit : IState
{
    private const double Lowest = 1, Highest = 30, Above = 45;

    // The quality of the two sections of a Butterworth filter of order 4.
    private static readonly double[] four = [0.541196100146197, 1.306562964876377];

    private readonly Biquad[] sections;
    private readonly bool hasHigh;
    [State] private readonly double[] memory;   // [section, 2, stride]
    [State] private readonly double[] held;
    [State] private bool started;

    /// <summary>Prepares for channels at a rate in hertz; without a high part where half of it is not above 45 Hz.</summary>
    public BandSplit(int channels, double rate)
    {
        Stride = Rows.Stride(channels);
        hasHigh = rate / 2 > Above;
        var highest = Math.Min(Highest, 0.4 * rate);
        sections = [Section(true, Lowest, Math.Sqrt(0.5)), Section(false, highest, four[0]), Section(false, highest, four[1]),
            .. hasHigh ? [Section(true, Above, four[0]), Section(true, Above, four[1])] : ReadOnlySpan<Biquad>.Empty];
        memory = new double[sections.Length * 2 * Stride];
        held = new double[Stride];
        Low = new double[Stride];
        High = new double[Stride];

        Biquad Section(bool high, double corner, double quality)
        {
            var w = Math.Tan(Math.PI * corner / rate);
            var norm = 1 / (1 + w / quality + w * w);
            double a1 = 2 * (w * w - 1) * norm, a2 = (1 - w / quality + w * w) * norm;
            return high ? new(norm, -2 * norm, norm, a1, a2) : new(w * w * norm, 2 * w * w * norm, w * w * norm, a1, a2);
        }
    }

    /// <summary>Channels rounded up to whole vectors.</summary>
    public int Stride { get; }

    /// <summary>The low part of the sample last taken, a number per channel.</summary>
    public double[] Low { get; }

    /// <summary>The high part of the sample last taken; zeros where the rate has none.</summary>
    public double[] High { get; }

    /// <summary>Takes a sample of every channel.</summary>
    public void Take(ReadOnlySpan<float> sample)
    {
        for (var c = 0; c < sample.Length; c++)
            if (float.IsFinite(sample[c])) held[c] = sample[c];
        if (!started) Start();
        Run(0, held, Low);
        if (hasHigh)
        {
            Run(3, Low, High);
            Run(4, High, High);
        }
        Run(1, Low, Low);
        Run(2, Low, Low);
    }

    // As if the first sample had lasted for ever: an offset makes no transient.
    private void Start()
    {
        started = true;
        var norm = sections[0].B0;
        for (var c = 0; c < Stride; c++)
        {
            memory[c] = -norm * held[c];
            memory[Stride + c] = norm * held[c];
        }
    }

    private void Run(int section, double[] from, double[] to)
    {
        var (b0, b1, b2, a1, a2) = sections[section];
        Span<double> first = memory.AsSpan(section * 2 * Stride, Stride), second = memory.AsSpan((section * 2 + 1) * Stride, Stride);
        for (var c = 0; c < Stride; c += Vector<double>.Count)
        {
            Vector<double> x = new(from, c), s = new(first[c..]), t = new(second[c..]);
            var y = b0 * x + s;
            (b1 * x - a1 * y + t).CopyTo(first[c..]);
            (b2 * x - a2 * y).CopyTo(second[c..]);
            y.CopyTo(to, c);
        }
    }
}
