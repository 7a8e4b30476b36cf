using System.Numerics;

namespace Streaming.Dsp;

/// <summary>
/// The discrete Fourier transform of real signals of one length, several at once: each lane of a row is a signal, so every step runs in whole vectors.
/// Any length works; it is fast where the length is a product of small primes. Double throughout.
/// </summary>
public sealed class RealFft
{
    private readonly int lanes;
    private readonly bool paired; // an even length runs as a complex transform of half the length
    private readonly int points;
    private readonly LaneFft complex;
    private readonly double[] cosines; // of the whole length
    private readonly double[] sines;

    /// <summary>Prepares transforms of a length, a number of signals at a time.</summary>
    /// <param name="length">Samples of a signal.</param>
    /// <param name="lanes">Signals at a time, a multiple of <see cref="LaneStep"/>.</param>
    public RealFft(int length, int lanes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        if (lanes < 1 || lanes % LaneStep != 0) throw new ArgumentException($"lanes must be a multiple of {LaneStep}, but is {lanes}.");
        Length = length;
        this.lanes = lanes;
        paired = length % 2 == 0;
        points = paired ? length / 2 : length;
        complex = new LaneFft(points, lanes);
        (cosines, sines) = LaneFft.Turns(length);
    }

    /// <summary>The number of signals at a time is a multiple of this.</summary>
    public static int LaneStep => Vector<double>.Count;

    /// <summary>Samples of a signal.</summary>
    public int Length { get; }

    /// <summary>Frequencies from 0 to the Nyquist frequency.</summary>
    public int Bins => Length / 2 + 1;

    /// <summary>Transforms signals [length, lanes] to their spectra [bins, lanes], unscaled.</summary>
    public void Forward(ReadOnlySpan<double> signals, Span<double> real, Span<double> imaginary)
    {
        if (!paired)
        {
            signals[..(points * lanes)].CopyTo(complex.Real);
            complex.Imaginary.Clear();
            complex.Transform();
            complex.Real[..(Bins * lanes)].CopyTo(real);
            complex.Imaginary[..(Bins * lanes)].CopyTo(imaginary);
            return;
        }
        for (var i = 0; i < points; i++)
        {
            signals.Slice(2 * i * lanes, lanes).CopyTo(complex.Real[(i * lanes)..]);
            signals.Slice((2 * i + 1) * lanes, lanes).CopyTo(complex.Imaginary[(i * lanes)..]);
        }
        complex.Transform();
        for (var k = 0; k < Bins; k++) Separate(k, real.Slice(k * lanes, lanes), imaginary.Slice(k * lanes, lanes));
    }

    // With z = even + i·odd samples, X[k] = (Z[k] + Z*[h-k]) / 2 - i·w^k (Z[k] - Z*[h-k]) / 2.
    private void Separate(int k, Span<double> real, Span<double> imaginary)
    {
        int a = k % points * lanes, b = (points - k) % points * lanes;
        ReadOnlySpan<double> re = complex.Real, im = complex.Imaginary;
        Vector<double> half = new(0.5), cosine = new(cosines[k]), sine = new(sines[k]);
        for (var q = 0; q < lanes; q += LaneStep)
        {
            Vector<double> ar = new(re[(a + q)..]), ai = new(im[(a + q)..]), br = new(re[(b + q)..]), bi = new(im[(b + q)..]);
            Vector<double> evenRe = (ar + br) * half, evenIm = (ai - bi) * half, oddRe = (ai + bi) * half, oddIm = (br - ar) * half;
            (evenRe + cosine * oddRe - sine * oddIm).CopyTo(real[q..]);
            (evenIm + cosine * oddIm + sine * oddRe).CopyTo(imaginary[q..]);
        }
    }
}
