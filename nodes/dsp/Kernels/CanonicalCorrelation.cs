namespace Streaming.Dsp;

/// <summary>
/// Scores a window of brain signal against flicker frequencies: the largest canonical correlation between its channels and the sines and cosines of a
/// frequency and its harmonics (Lin, Zhang, Wu and Gao, IEEE Trans. Biomed. Eng. 53(12), 2006). The references are orthonormalised once; a window then
/// costs one product with them and a small factorisation. Channels that depend on others (as after an average reference) count once.
/// </summary>
public sealed class CanonicalCorrelation
{
    // Below this squared distance to the others, relative to its own power, a channel is their combination up to float32 rounding.
    private const double Dependent = 1e-10;

    private readonly int length;
    private readonly int channels;
    private readonly int padded;
    private readonly int waves; // references of a frequency
    private readonly double[] references; // [frequencies, waves, padded]
    private readonly double[] signals; // [channels, padded]
    private readonly double[] cholesky; // [channels, channels]
    private readonly double[] projections; // [waves, channels]
    private readonly double[] products; // [waves, waves]
    private readonly int[] order;

    /// <summary>Prepares references.</summary>
    /// <param name="rate">Rate of the signal in hertz.</param>
    /// <param name="length">Samples of a window.</param>
    /// <param name="channels">Channels of the signal.</param>
    /// <param name="frequencies">Flicker frequencies in hertz.</param>
    /// <param name="harmonics">Multiples of a frequency taken as its references; 1 is the frequency alone.</param>
    /// <exception cref="FormatMismatchException">A harmonic does not lie below half the rate, or the window is too short for the references and channels.</exception>
    public CanonicalCorrelation(double rate, int length, int channels, ReadOnlySpan<double> frequencies, int harmonics)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        Expect.Rate(rate);
        if (frequencies.IsEmpty) throw new FormatMismatchException("at least one frequency", "none", "name the flicker frequencies in hertz");
        Expect.Within("harmonics", harmonics, 1, 100);
        if (length <= channels + 2 * harmonics)
            throw new FormatMismatchException($"windows of more than {channels + 2 * harmonics} samples, for {channels} channels and {2 * harmonics} references", $"{length}", "lengthen the window");
        this.length = length;
        this.channels = channels;
        padded = Dot.Padded(length);
        waves = 2 * harmonics;
        Frequencies = frequencies.Length;
        references = new double[frequencies.Length * waves * padded];
        for (var f = 0; f < frequencies.Length; f++) Prepare(references.AsSpan(f * waves * padded, waves * padded), frequencies[f], rate);
        signals = new double[channels * padded];
        cholesky = new double[channels * channels];
        projections = new double[waves * channels];
        products = new double[waves * waves];
        order = new int[channels];
    }

    /// <summary>The number of frequencies.</summary>
    public int Frequencies { get; }

    /// <summary>
    /// Writes the score of each frequency, 0 to 1, for a window [length, channels]. A window without any change scores 0; one with a sample that is not finite
    /// scores NaN.
    /// </summary>
    public void Score(ReadOnlySpan<float> window, Span<float> scores)
    {
        if (window.Length != length * channels) throw new ArgumentException($"the window must have {length} samples of {channels} channels, but has {window.Length} values.");
        for (var c = 0; c < channels; c++)
            if (!Centre(window, c, signals.AsSpan(c * padded, padded)))
            {
                scores[..Frequencies].Fill(float.NaN);
                return;
            }
        var rank = Factorise();
        for (var f = 0; f < Frequencies; f++)
        {
            Project(references.AsSpan(f * waves * padded, waves * padded), rank);
            scores[f] = (float)Math.Sqrt(Math.Clamp(Symmetric.LargestEigenvalue(products, waves), 0, 1));
        }
    }

    private void Prepare(Span<double> rows, double frequency, double rate)
    {
        for (var k = 0; k < waves; k++)
        {
            var f = (k / 2 + 1) * frequency;
            if (!(f > 0 && f < rate / 2))
                throw new FormatMismatchException(Expect.Text($"harmonics between 0 and {rate / 2:R} Hz, half the rate of the signal"), Expect.Text($"harmonic {k / 2 + 1} of {frequency:R} Hz"), "ask for fewer harmonics");
            var row = rows.Slice(k * padded, padded);
            double mean = 0;
            for (var t = 0; t < length; t++)
            {
                var (sine, cosine) = Math.SinCos(2 * Math.PI * f * t / rate);
                mean += row[t] = k % 2 == 0 ? cosine : sine;
            }
            mean /= length;
            for (var t = 0; t < length; t++) row[t] -= mean;
            Orthonormalise(rows, k, frequency);
        }
    }

    // Gram-Schmidt, twice for full orthogonality (Giraud et al., Numer. Math. 101, 2005).
    private void Orthonormalise(Span<double> rows, int k, double frequency)
    {
        var row = rows.Slice(k * padded, padded);
        var power = Dot.Product(row, row);
        for (var pass = 0; pass < 2; pass++)
            for (var j = 0; j < k; j++)
            {
                var other = rows.Slice(j * padded, padded);
                var share = Dot.Product(row, other);
                for (var t = 0; t < length; t++) row[t] -= share * other[t];
            }
        var rest = Dot.Product(row, row);
        if (rest <= Dependent * power) throw new FormatMismatchException(Expect.Text($"windows that tell the references of {frequency:R} Hz apart"), $"{length} samples", "lengthen the window");
        var norm = Math.Sqrt(rest);
        for (var t = 0; t < length; t++) row[t] /= norm;
    }

    // Mean 0 and norm 1, so that what counts as dependent has no unit; false where the channel is not finite.
    private bool Centre(ReadOnlySpan<float> window, int channel, Span<double> row)
    {
        double mean = 0;
        for (var t = 0; t < length; t++) mean += row[t] = window[t * channels + channel];
        mean /= length;
        for (var t = 0; t < length; t++) row[t] -= mean;
        var norm = Math.Sqrt(Dot.Product(row, row));
        if (norm > 0)
            for (var t = 0; t < length; t++) row[t] /= norm;
        return double.IsFinite(norm);
    }

    // Cholesky's factor of the channels' correlations, the most independent channel first; returns how many are independent.
    private int Factorise()
    {
        for (var i = 0; i < channels; i++)
        {
            order[i] = i;
            for (var j = 0; j <= i; j++)
                cholesky[i * channels + j] = cholesky[j * channels + i] = Dot.Product(signals.AsSpan(i * padded, padded), signals.AsSpan(j * padded, padded));
        }
        for (var k = 0; k < channels; k++)
        {
            var pivot = k;
            for (var i = k + 1; i < channels; i++)
                if (cholesky[i * channels + i] > cholesky[pivot * channels + pivot]) pivot = i;
            if (!(cholesky[pivot * channels + pivot] > Dependent)) return k;
            Swap(k, pivot);
            var root = Math.Sqrt(cholesky[k * channels + k]);
            for (var i = k; i < channels; i++) cholesky[i * channels + k] /= root;
            for (var i = k + 1; i < channels; i++)
                for (var j = k + 1; j <= i; j++)
                    cholesky[j * channels + i] = cholesky[i * channels + j] -= cholesky[i * channels + k] * cholesky[j * channels + k];
        }
        return channels;
    }

    private void Swap(int a, int b)
    {
        if (a == b) return;
        (order[a], order[b]) = (order[b], order[a]);
        for (var i = 0; i < channels; i++) (cholesky[a * channels + i], cholesky[b * channels + i]) = (cholesky[b * channels + i], cholesky[a * channels + i]);
        for (var i = 0; i < channels; i++) (cholesky[i * channels + a], cholesky[i * channels + b]) = (cholesky[i * channels + b], cholesky[i * channels + a]);
    }

    // The products of the references' projections onto the space that the channels span.
    private void Project(ReadOnlySpan<double> rows, int rank)
    {
        for (var w = 0; w < waves; w++)
        {
            var row = projections.AsSpan(w * channels, rank);
            for (var i = 0; i < rank; i++)
            {
                var rest = Dot.Product(rows.Slice(w * padded, padded), signals.AsSpan(order[i] * padded, padded));
                for (var j = 0; j < i; j++) rest -= cholesky[i * channels + j] * row[j];
                row[i] = rest / cholesky[i * channels + i];
            }
            for (var v = 0; v <= w; v++)
            {
                double sum = 0;
                for (var i = 0; i < rank; i++) sum += row[i] * projections[v * channels + i];
                products[w * waves + v] = products[v * waves + w] = sum;
            }
        }
    }
}
