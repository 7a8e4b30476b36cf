using System.Numerics;

namespace Streaming.Dsp;

/// <summary>
/// Subtracts each channel's exponential running mean and divides by its running standard deviation, both with the sample just read counted in.
/// Until the time constant has passed it is the plain mean and deviation of all samples so far (Welford). A channel that never changed gives 0.
/// A sample that is not finite comes out as NaN and counts as the last finite one.
/// </summary>
public sealed class RunningZScore : IState
{
    private readonly int channels;
    private readonly double longest; // samples after which the mean begins to forget
    private readonly double limit;
    private readonly double[] tile;
    private readonly double[] held;
    private readonly double[] mean;
    private readonly double[] variance;
    private double count;

    /// <summary>Prepares for a number of channels.</summary>
    /// <param name="channels">Channels of the signal.</param>
    /// <param name="timeConstant">Time constant of the forgetting, in samples.</param>
    /// <param name="limit">Scores are clipped to plus and minus this; infinity does not clip.</param>
    public RunningZScore(int channels, double timeConstant, double limit = double.PositiveInfinity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        if (!(timeConstant > 0)) throw new FormatMismatchException("a time constant above 0 samples", Expect.Text($"{timeConstant:R}"), "lengthen it");
        if (!(limit > 0)) throw new FormatMismatchException("a limit above 0", Expect.Text($"{limit:R}"), "raise it");
        this.channels = channels;
        this.limit = limit;
        longest = 1 / (1 - Math.Exp(-1 / timeConstant));
        var stride = Lanes.Stride(channels);
        tile = new double[Lanes.TileRows(stride) * stride];
        held = new double[stride];
        mean = new double[stride];
        variance = new double[stride];
    }

    /// <summary>Scores a block [samples, channels]. The output may be the input.</summary>
    public void Process(ReadOnlySpan<float> input, Span<float> output)
    {
        var stride = held.Length;
        var rows = tile.Length / stride;
        for (var at = 0; at < input.Length; at += rows * channels)
        {
            var part = input.Slice(at, Math.Min(rows * channels, input.Length - at));
            var lanes = tile.AsSpan(0, part.Length / channels * stride);
            Lanes.Load(part, channels, lanes, held);
            for (var row = 0; row < lanes.Length; row += stride) Score(lanes.Slice(row, stride));
            Lanes.Store(lanes, stride, part, output[at..], channels);
        }
    }

    /// <inheritdoc/>
    public void Save(ref StateWriter writer)
    {
        writer.Write("count", count);
        writer.Write<double>("held", held.AsSpan(0, channels));
        writer.Write<double>("mean", mean.AsSpan(0, channels));
        writer.Write<double>("variance", variance.AsSpan(0, channels));
    }

    /// <inheritdoc/>
    public void Load(ref StateReader reader)
    {
        count = reader.ReadDouble("count");
        reader.Read("held", held.AsSpan(0, channels));
        reader.Read("mean", mean.AsSpan(0, channels));
        reader.Read("variance", variance.AsSpan(0, channels));
    }

    /// <inheritdoc/>
    public void Reset()
    {
        count = 0;
        Array.Clear(held);
        Array.Clear(mean);
        Array.Clear(variance);
    }

    private void Score(Span<double> row)
    {
        count = Math.Min(count + 1, longest);
        var step = 1 / count;
        Vector<double> a = new(step), rest = new(1 - step), bound = new(limit);
        for (var c = 0; c < row.Length; c += Vector<double>.Count)
        {
            Vector<double> x = new(row[c..]), m = new(mean.AsSpan(c)), v = new(variance.AsSpan(c));
            var d = x - m;
            m += a * d;
            v = rest * (v + a * d * d);
            var z = (x - m) / Vector.SquareRoot(v);
            z = Vector.ConditionalSelect(Vector.GreaterThan(v, Vector<double>.Zero), z, Vector<double>.Zero);
            Vector.Min(Vector.Max(z, -bound), bound).CopyTo(row[c..]);
            m.CopyTo(mean.AsSpan(c));
            v.CopyTo(variance.AsSpan(c));
        }
    }
}
