using System.Numerics;

namespace Streaming.Eeg;

/// <summary>
/// Regression of channels on the last values of references by recursive least squares (He, Wilson and Russell, Medical and Biological Engineering and Computing 42, 2004).
/// All channels share the references, hence P and the gain; each has weights of its own. In double.
/// <para>
/// K = P r / (lambda + r'P r); e = s - w'r; w += K e; P = (P - K r'P) / lambda; P0 = I / sigma. The output is e, with the weights known before the sample, so that none explains
/// itself away.
/// </para>
/// <para>
/// What is forgotten of the inverse of P is, of its beginning sigma I, put back: (1 - lambda) sigma for one tap after another, times their number (Gunnarsson, Combining
/// tracking and regularization in recursive least squares identification, CDC 1996). So P stays about I / sigma at most, whatever comes and for however long, also in a
/// direction in which the references have said nothing for hours.
/// </para>
/// </summary>
internal sealed partial class RecursiveRegression : IState
{
    private readonly double lambda, sigma;
    private readonly int references, taps, size, stride;
    private readonly double[] gain;
    private readonly double[] product;
    private readonly double[] errors;
    [State] private readonly double[] p;            // [size, size], symmetric
    [State] private readonly double[] weights;      // [size, stride]
    [State] private readonly double[] past;         // [size]: the last values of the first reference, then those of the second; the newest first
    [State] private readonly double[] held;         // the last value of each reference that was a number
    [State] private int next;                       // the tap whose beginning is put back next

    /// <summary>Prepares for a number of references and channels.</summary>
    public RecursiveRegression(int references, int taps, int channels, double lambda, double sigma)
    {
        (this.references, this.taps, this.lambda, this.sigma) = (references, taps, lambda, sigma);
        size = references * taps;
        stride = Rows.Stride(channels);
        gain = new double[size];
        product = new double[size];
        errors = new double[stride];
        p = new double[size * size];
        weights = new double[size * stride];
        past = new double[size];
        held = new double[references];
        Reset();
    }

    /// <summary>The weights of a channel for one tap of a reference.</summary>
    public double Weight(int channel, int reference, int tap) => weights[(reference * taps + tap) * stride + channel];

    /// <summary>The trace of P: how little is known.</summary>
    public double Trace
    {
        get
        {
            double sum = 0;
            for (var i = 0; i < size; i++) sum += p[i * size + i];
            return sum;
        }
    }

    /// <summary>Takes a sample of the references and of the channels, and takes from the channels what the references explain.</summary>
    /// <param name="reference">A number for each reference. One that is not finite counts as the last that was, and nothing is learnt from the sample.</param>
    /// <param name="sample">A number for each channel, padded to <see cref="Stride"/>. One that is not finite stays so, and its weights do not change.</param>
    public void Process(ReadOnlySpan<double> reference, Span<double> sample)
    {
        var learns = Shift(reference);
        errors.AsSpan().Clear();
        for (var i = 0; i < size; i++)
        {
            var row = weights.AsSpan(i * stride, stride);
            var r = new Vector<double>(past[i]);
            for (var c = 0; c < stride; c += Vector<double>.Count) Vector.FusedMultiplyAdd(r, new Vector<double>(row[c..]), new Vector<double>(errors, c)).CopyTo(errors, c);
        }
        for (var c = 0; c < stride; c += Vector<double>.Count)
        {
            var e = new Vector<double>(sample[c..]) - new Vector<double>(errors, c);
            e.CopyTo(sample[c..]);
            Vector.ConditionalSelect(Vector.Equals(e - e, Vector<double>.Zero), e, Vector<double>.Zero).CopyTo(errors, c); // of no number nothing is learnt
        }
        if (learns) Learn();
    }

    /// <summary>Channels rounded up to whole vectors.</summary>
    public int Stride => stride;

    partial void OnReset()
    {
        for (var i = 0; i < size; i++) p[i * size + i] = 1 / sigma;
    }

    private bool Shift(ReadOnlySpan<double> reference)
    {
        var whole = true;
        for (var j = 0; j < references; j++)
        {
            if (double.IsFinite(reference[j])) held[j] = reference[j];
            else whole = false;
            var line = past.AsSpan(j * taps, taps);
            line[..^1].CopyTo(line[1..]);
            line[0] = held[j];
        }
        return whole;
    }

    private void Learn()
    {
        double power = 0;
        for (var i = 0; i < size; i++)
        {
            double sum = 0;
            for (var j = 0; j < size; j++) sum += p[i * size + j] * past[j];
            product[i] = sum;
            power += past[i] * sum;
        }
        var scale = 1 / (lambda + power);
        for (var i = 0; i < size; i++)
        {
            gain[i] = product[i] * scale;
            var row = weights.AsSpan(i * stride, stride);
            var k = new Vector<double>(gain[i]);
            for (var c = 0; c < stride; c += Vector<double>.Count) Vector.FusedMultiplyAdd(k, new Vector<double>(errors, c), new Vector<double>(row[c..])).CopyTo(row[c..]);
        }
        // One triangle, and its mirror: P stays symmetric to the last bit.
        for (var i = 0; i < size; i++)
            for (var j = i; j < size; j++) p[i * size + j] = p[j * size + i] = (p[i * size + j] - gain[i] * product[j]) / lambda;
        PutBack();
    }

    // The inverse of P grows by a number at one place of its diagonal (Sherman and Morrison).
    private void PutBack()
    {
        var more = size * (1 - lambda) * sigma;
        for (var i = 0; i < size; i++) product[i] = p[i * size + next];
        var scale = more / (1 + more * product[next]);
        for (var i = 0; i < size; i++)
            for (var j = i; j < size; j++) p[i * size + j] = p[j * size + i] = p[i * size + j] - scale * product[i] * product[j];
        next = next + 1 == size ? 0 : next + 1;
    }
}
