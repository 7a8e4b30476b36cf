using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Streaming.Dsp;

/// <summary>
/// The discrete Fourier transform of a single real signal, where <see cref="RealFft"/> would leave all lanes but one empty: every V-th of its samples are a lane, V being the
/// numbers in a vector, and their transforms are put together by others of V points (the four-step form; Bailey, FFTs in external or hierarchical memory, 1990).
/// </summary>
internal sealed class LoneFft
{
    private readonly int points; // a complex transform of half the length
    private readonly LaneFft columns;
    private readonly LaneFft rows;
    private readonly double[] turnsRe, turnsIm; // [points / V, V], between the two
    private readonly double[] halfRe, halfIm;   // exp(-2πi·k/length) / 2
    private readonly double[] mirroredRe, mirroredIm;

    /// <summary>Prepares transforms of a length that <see cref="Fits"/>.</summary>
    public LoneFft(int length)
    {
        points = length / 2;
        var (v, m) = (Vector<double>.Count, points / Vector<double>.Count);
        (columns, rows) = (new LaneFft(m, v), new LaneFft(v, m));
        (turnsRe, turnsIm) = (new double[points], new double[points]);
        for (var i = 0; i < points; i++) (turnsIm[i], turnsRe[i]) = Math.SinCos(-2 * Math.PI * (i / v * (i % v)) / points);
        (halfRe, halfIm) = LaneFft.Turns(length);
        for (var i = 0; i < length; i++) (halfRe[i], halfIm[i]) = (halfRe[i] / 2, halfIm[i] / 2);
        (mirroredRe, mirroredIm) = (new double[points], new double[points]);
    }

    /// <summary>Frequencies from 0 to the Nyquist frequency.</summary>
    public int Bins => points + 1;

    /// <summary>A length works: a multiple of twice the square of the numbers in a vector.</summary>
    public static bool Fits(int length) => length > 0 && length % (2 * Vector<double>.Count * Vector<double>.Count) == 0;

    /// <summary>Transforms a signal to its spectrum, unscaled.</summary>
    public void Forward(ReadOnlySpan<double> signal, Span<double> real, Span<double> imaginary)
    {
        Split(signal[..(2 * points)], columns.Real, columns.Imaginary);
        columns.Transform();
        Turn(columns.Real, columns.Imaginary);
        Transpose(columns.Real, rows.Real);
        Transpose(columns.Imaginary, rows.Imaginary);
        rows.Transform();
        Separate(real, imaginary);
    }

    // Samples at even places, and those at odd ones.
    private static void Split(ReadOnlySpan<double> signal, Span<double> even, Span<double> odd)
    {
        for (; !signal.IsEmpty; signal = signal[8..], even = even[4..], odd = odd[4..])
        {
            var a = Vector256.Shuffle(Vector256.Create(signal), Vector256.Create(0L, 2, 1, 3));
            var b = Vector256.Shuffle(Vector256.Create(signal[4..]), Vector256.Create(0L, 2, 1, 3));
            Vector256.Create(a.GetLower(), b.GetLower()).CopyTo(even);
            Vector256.Create(a.GetUpper(), b.GetUpper()).CopyTo(odd);
        }
    }

    private void Turn(Span<double> re, Span<double> im)
    {
        for (var at = 0; at < points; at += Vector<double>.Count)
        {
            Vector<double> xr = new(re[at..]), xi = new(im[at..]), wr = new(turnsRe, at), wi = new(turnsIm, at);
            (xr * wr - xi * wi).CopyTo(re[at..]);
            (xr * wi + xi * wr).CopyTo(im[at..]);
        }
    }

    // [points / V, V] to [V, points / V]
    private static void Transpose(ReadOnlySpan<double> from, Span<double> to)
    {
        var (v, m) = (Vector<double>.Count, from.Length / Vector<double>.Count);
        if (v == 4 && Avx.IsSupported)
        {
            for (var k = 0; k < m; k += 4, from = from[16..])
            {
                Vector256<double> a = Vector256.Create(from), b = Vector256.Create(from[4..]), c = Vector256.Create(from[8..]), d = Vector256.Create(from[12..]);
                Vector256<double> p = Vector256.Create(a.GetLower(), c.GetLower()), q = Vector256.Create(b.GetLower(), d.GetLower());
                Vector256<double> r = Vector256.Create(a.GetUpper(), c.GetUpper()), s = Vector256.Create(b.GetUpper(), d.GetUpper());
                Avx.UnpackLow(p, q).CopyTo(to[k..]);
                Avx.UnpackHigh(p, q).CopyTo(to[(m + k)..]);
                Avx.UnpackLow(r, s).CopyTo(to[(2 * m + k)..]);
                Avx.UnpackHigh(r, s).CopyTo(to[(3 * m + k)..]);
            }
            return;
        }
        for (var k = 0; k < m; k++)
            for (var lane = 0; lane < v; lane++) to[lane * m + k] = from[k * v + lane];
    }

    // As in RealFft, of as many frequencies at once as a vector holds; what it asks of Z[h-k] stands mirrored.
    private void Separate(Span<double> real, Span<double> imaginary)
    {
        Mirror(rows.Real, mirroredRe);
        Mirror(rows.Imaginary, mirroredIm);
        ReadOnlySpan<double> re = rows.Real, im = rows.Imaginary;
        Vector<double> half = new(0.5);
        for (var k = 0; k < points; k += Vector<double>.Count)
        {
            Vector<double> ar = new(re[k..]), ai = new(im[k..]), br = new(mirroredRe, k), bi = new(mirroredIm, k), wr = new(halfRe, k), wi = new(halfIm, k);
            Vector<double> oddRe = ai + bi, oddIm = br - ar;
            ((ar + br) * half + wr * oddRe - wi * oddIm).CopyTo(real[k..]);
            ((ai - bi) * half + wr * oddIm + wi * oddRe).CopyTo(imaginary[k..]);
        }
        (real[points], imaginary[points]) = (re[0] - im[0], 0);
    }

    private static void Mirror(ReadOnlySpan<double> values, Span<double> mirrored)
    {
        values.CopyTo(mirrored);
        mirrored[1..].Reverse();
    }
}
