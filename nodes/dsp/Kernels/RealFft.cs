using System.Numerics;

namespace Streaming.Dsp;

/// <summary>
/// The discrete Fourier transform of real signals of one length, several at once: each lane of a row is a signal, so every step runs in whole vectors.
/// Any length works; it is fast where the length is a product of small primes (Stockham's self-sorting form with radices 4, 2, 3, 5 and any other prime;
/// Van Loan, Computational Frameworks for the FFT, section 1.7). Double throughout.
/// </summary>
public sealed class RealFft
{
    private readonly int lanes;
    private readonly bool paired; // an even length runs as a complex transform of half the length
    private readonly int points;
    private readonly int[] radices;
    private readonly double[] cosines; // of the whole length
    private readonly double[] sines;
    private double[] re, im, toRe, toIm;

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
        radices = Factors(points);
        cosines = new double[length];
        sines = new double[length];
        for (var i = 0; i < length; i++) (sines[i], cosines[i]) = Math.SinCos(-2 * Math.PI * i / length);
        re = new double[points * lanes];
        im = new double[points * lanes];
        toRe = new double[points * lanes];
        toIm = new double[points * lanes];
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
            signals[..(points * lanes)].CopyTo(re);
            Array.Clear(im);
            Transform();
            re.AsSpan(0, Bins * lanes).CopyTo(real);
            im.AsSpan(0, Bins * lanes).CopyTo(imaginary);
            return;
        }
        for (var i = 0; i < points; i++)
        {
            signals.Slice(2 * i * lanes, lanes).CopyTo(re.AsSpan(i * lanes));
            signals.Slice((2 * i + 1) * lanes, lanes).CopyTo(im.AsSpan(i * lanes));
        }
        Transform();
        for (var k = 0; k < Bins; k++) Separate(k, real.Slice(k * lanes, lanes), imaginary.Slice(k * lanes, lanes));
    }

    // With z = even + i·odd samples, X[k] = (Z[k] + Z*[h-k]) / 2 - i·w^k (Z[k] - Z*[h-k]) / 2.
    private void Separate(int k, Span<double> real, Span<double> imaginary)
    {
        int a = k % points * lanes, b = (points - k) % points * lanes;
        Vector<double> half = new(0.5), cosine = new(cosines[k]), sine = new(sines[k]);
        for (var q = 0; q < lanes; q += LaneStep)
        {
            Vector<double> ar = new(re, a + q), ai = new(im, a + q), br = new(re, b + q), bi = new(im, b + q);
            Vector<double> evenRe = (ar + br) * half, evenIm = (ai - bi) * half, oddRe = (ai + bi) * half, oddIm = (br - ar) * half;
            (evenRe + cosine * oddRe - sine * oddIm).CopyTo(real[q..]);
            (evenIm + cosine * oddIm + sine * oddRe).CopyTo(imaginary[q..]);
        }
    }

    // Decimation in frequency: a pass of radix p over n points at stride s leaves p times as many interleaved transforms of n/p points.
    private void Transform()
    {
        int n = points, s = lanes;
        foreach (var p in radices)
        {
            switch (p)
            {
                case 2: Pass2(n, s); break;
                case 4: Pass4(n, s); break;
                default: Pass(p, n, s); break;
            }
            (re, toRe) = (toRe, re);
            (im, toIm) = (toIm, im);
            n /= p;
            s *= p;
        }
    }

    private void Pass2(int n, int s)
    {
        var m = n / 2;
        for (var j = 0; j < m; j++)
        {
            var (wr, wi) = Twiddle(j, n);
            for (int q = s * j, to = 2 * s * j; q < s * (j + 1); q += LaneStep, to += LaneStep)
            {
                Vector<double> ar = new(re, q), ai = new(im, q), br = new(re, q + s * m), bi = new(im, q + s * m);
                (ar + br).CopyTo(toRe, to);
                (ai + bi).CopyTo(toIm, to);
                Turn(ar - br, ai - bi, wr, wi, to + s);
            }
        }
    }

    private void Pass4(int n, int s)
    {
        var m = n / 4;
        for (var j = 0; j < m; j++)
        {
            var (wr, wi) = Twiddle(j, n);
            var (vr, vi) = Twiddle(2 * j, n);
            var (ur, ui) = Twiddle(3 * j, n);
            for (int q = s * j, to = 4 * s * j; q < s * (j + 1); q += LaneStep, to += LaneStep)
            {
                Vector<double> ar = new(re, q), ai = new(im, q), br = new(re, q + s * m), bi = new(im, q + s * m);
                Vector<double> cr = new(re, q + 2 * s * m), ci = new(im, q + 2 * s * m), dr = new(re, q + 3 * s * m), di = new(im, q + 3 * s * m);
                Vector<double> pr = ar + cr, pi = ai + ci, mr = ar - cr, mi = ai - ci;
                Vector<double> sr = br + dr, si = bi + di, tr = br - dr, ti = bi - di;
                (pr + sr).CopyTo(toRe, to);
                (pi + si).CopyTo(toIm, to);
                Turn(mr + ti, mi - tr, wr, wi, to + s);
                Turn(pr - sr, pi - si, vr, vi, to + 2 * s);
                Turn(mr - ti, mi + tr, ur, ui, to + 3 * s);
            }
        }
    }

    private void Pass(int p, int n, int s)
    {
        var m = n / p;
        for (var j = 0; j < m; j++)
            for (var k = 0; k < p; k++)
            {
                var (wr, wi) = Twiddle((int)((long)j * k % n), n);
                var turn = Length / p * k; // a p-th root of unity to the power k
                for (var q = 0; q < s; q += LaneStep)
                {
                    Vector<double> sumRe = new(re, q + s * j), sumIm = new(im, q + s * j);
                    for (int i = 1, at = turn, from = q + s * (j + m); i < p; i++, from += s * m)
                    {
                        Vector<double> cr = new(cosines[at]), ci = new(sines[at]), xr = new(re, from), xi = new(im, from);
                        sumRe += cr * xr - ci * xi;
                        sumIm += cr * xi + ci * xr;
                        at += turn;
                        if (at >= Length) at -= Length;
                    }
                    Turn(sumRe, sumIm, wr, wi, q + s * (p * j + k));
                }
            }
    }

    private void Turn(Vector<double> xr, Vector<double> xi, Vector<double> wr, Vector<double> wi, int to)
    {
        (wr * xr - wi * xi).CopyTo(toRe, to);
        (wr * xi + wi * xr).CopyTo(toIm, to);
    }

    // exp(-2πi·j/n) for a divisor n of the length.
    private (Vector<double> Re, Vector<double> Im) Twiddle(int j, int n)
    {
        var at = j % n * (Length / n);
        return (new Vector<double>(cosines[at]), new Vector<double>(sines[at]));
    }

    private static int[] Factors(int n)
    {
        var factors = new List<int>();
        for (; n % 4 == 0; n /= 4) factors.Add(4);
        for (var p = 2; n > 1; p++)
            for (; n % p == 0; n /= p) factors.Add(p);
        return [.. factors];
    }
}
