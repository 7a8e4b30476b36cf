namespace Streaming.Dsp;

/// <summary>
/// The inverse of <see cref="RealFft"/>. The real minus the imaginary part of a spectrum is the Hartley transform of its signal, which is its own inverse but for
/// the length: so the inverse is a forward transform of real values as well (Bracewell, J. Opt. Soc. Am. 73(12), 1983).
/// </summary>
public sealed class InverseRealFft
{
    private readonly RealFft forward;
    private readonly int lanes;
    private readonly double[] hartley;
    private readonly double[] real, imaginary;

    /// <summary>Prepares transforms of a length, a number of signals at a time.</summary>
    /// <param name="length">Samples of a signal.</param>
    /// <param name="lanes">Signals at a time, a multiple of <see cref="RealFft.LaneStep"/>.</param>
    public InverseRealFft(int length, int lanes)
    {
        forward = new RealFft(length, lanes);
        this.lanes = lanes;
        hartley = new double[length * lanes];
        real = new double[forward.Bins * lanes];
        imaginary = new double[forward.Bins * lanes];
    }

    /// <summary>Samples of a signal.</summary>
    public int Length => forward.Length;

    /// <summary>Frequencies from 0 to the Nyquist frequency.</summary>
    public int Bins => forward.Bins;

    /// <summary>Transforms spectra [bins, lanes] to their signals [length, lanes]. Imaginary parts at 0 and at the Nyquist frequency count as 0.</summary>
    public void Inverse(ReadOnlySpan<double> spectraReal, ReadOnlySpan<double> spectraImaginary, Span<double> signals)
    {
        var scale = 1.0 / Length;
        Unfold(spectraReal, spectraImaginary, hartley, 1);
        forward.Forward(hartley, real, imaginary);
        Unfold(real, imaginary, signals, scale);
    }

    // From the half a spectrum to the whole Hartley transform: at the mirrored frequency the imaginary part has the other sign.
    private void Unfold(ReadOnlySpan<double> re, ReadOnlySpan<double> im, Span<double> whole, double scale)
    {
        for (var k = 0; k < Bins; k++)
        {
            int low = k * lanes, high = (Length - k) * lanes;
            var alone = k == 0 || 2 * k == Length;
            for (var q = 0; q < lanes; q++)
            {
                double a = re[low + q] * scale, b = alone ? 0 : im[low + q] * scale;
                whole[low + q] = a - b;
                if (!alone) whole[high + q] = a + b;
            }
        }
    }
}
