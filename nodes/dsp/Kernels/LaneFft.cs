using System.Numerics;
using System.Runtime.InteropServices;

namespace Streaming.Dsp;

/// <summary>
/// The discrete Fourier transform of complex signals of one length, several at once: [points, lanes], each lane of a row a signal. Stockham's self-sorting form with radices
/// 4, 2, 3, 5 and any other prime (Van Loan, Computational Frameworks for the FFT, section 1.7).
/// </summary>
internal sealed class LaneFft
{
    private readonly int points;
    private readonly int lanes;
    private readonly int[] radices;
    private readonly double[] cosines;
    private readonly double[] sines;
    private double[] re, im, toRe, toIm;

    /// <param name="points">Samples of a signal.</param>
    /// <param name="lanes">Signals, a multiple of those in a vector.</param>
    public LaneFft(int points, int lanes)
    {
        (this.points, this.lanes, radices) = (points, lanes, Factors(points));
        (cosines, sines) = Turns(points);
        re = new double[points * lanes];
        im = new double[points * lanes];
        toRe = new double[points * lanes];
        toIm = new double[points * lanes];
    }

    /// <summary>Real parts [points, lanes], to be filled before a transform and to be read after it; it moves with each.</summary>
    public Span<double> Real => re;

    /// <summary>Imaginary parts likewise.</summary>
    public Span<double> Imaginary => im;

    /// <summary>exp(-2πi·k/length) for every k.</summary>
    public static (double[] Cosines, double[] Sines) Turns(int length)
    {
        var (cosines, sines) = (new double[length], new double[length]);
        for (var i = 0; i < length; i++) (sines[i], cosines[i]) = Math.SinCos(-2 * Math.PI * i / length);
        return (cosines, sines);
    }

    /// <summary>Transforms what stands there, unscaled; it stands there afterwards.</summary>
    public void Transform()
    {
        // Decimation in frequency: a pass of radix p over n points at stride s leaves p times as many interleaved transforms of n/p points.
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
        var (m, turn) = (n / 2, points / n);
        ref double fromRe = ref MemoryMarshal.GetArrayDataReference(re), fromIm = ref MemoryMarshal.GetArrayDataReference(im);
        for (var j = 0; j < m; j++)
        {
            var (wr, wi) = Twiddle(j * turn);
            for (int q = s * j, to = 2 * s * j; q < s * (j + 1); q += Vector<double>.Count, to += Vector<double>.Count)
            {
                Vector<double> ar = Load(ref fromRe, q), ai = Load(ref fromIm, q), br = Load(ref fromRe, q + s * m), bi = Load(ref fromIm, q + s * m);
                Put(ar + br, ai + bi, to);
                Turn(ar - br, ai - bi, wr, wi, to + s);
            }
        }
    }

    private void Pass4(int n, int s)
    {
        var (m, turn) = (n / 4, points / n);
        ref double fromRe = ref MemoryMarshal.GetArrayDataReference(re), fromIm = ref MemoryMarshal.GetArrayDataReference(im);
        for (var j = 0; j < m; j++)
        {
            var (wr, wi) = Twiddle(j * turn);
            var (vr, vi) = Twiddle(2 * j * turn);
            var (ur, ui) = Twiddle(3 * j * turn);
            for (int q = s * j, to = 4 * s * j; q < s * (j + 1); q += Vector<double>.Count, to += Vector<double>.Count)
            {
                Vector<double> ar = Load(ref fromRe, q), ai = Load(ref fromIm, q), br = Load(ref fromRe, q + s * m), bi = Load(ref fromIm, q + s * m);
                Vector<double> cr = Load(ref fromRe, q + 2 * s * m), ci = Load(ref fromIm, q + 2 * s * m);
                Vector<double> dr = Load(ref fromRe, q + 3 * s * m), di = Load(ref fromIm, q + 3 * s * m);
                Vector<double> pr = ar + cr, pi = ai + ci, mr = ar - cr, mi = ai - ci;
                Vector<double> sr = br + dr, si = bi + di, tr = br - dr, ti = bi - di;
                Put(pr + sr, pi + si, to);
                if (j == 0) // turned by nothing: all there is in a last pass
                {
                    Put(mr + ti, mi - tr, to + s);
                    Put(pr - sr, pi - si, to + 2 * s);
                    Put(mr - ti, mi + tr, to + 3 * s);
                    continue;
                }
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
                var (wr, wi) = Twiddle((int)((long)j * k % n * (points / n)));
                var turn = points / p * k; // a p-th root of unity to the power k
                for (var q = 0; q < s; q += Vector<double>.Count)
                {
                    Vector<double> sumRe = new(re, q + s * j), sumIm = new(im, q + s * j);
                    for (int i = 1, at = turn, from = q + s * (j + m); i < p; i++, from += s * m)
                    {
                        Vector<double> cr = new(cosines[at]), ci = new(sines[at]), xr = new(re, from), xi = new(im, from);
                        sumRe += cr * xr - ci * xi;
                        sumIm += cr * xi + ci * xr;
                        at += turn;
                        if (at >= points) at -= points;
                    }
                    Turn(sumRe, sumIm, wr, wi, q + s * (p * j + k));
                }
            }
    }

    private void Turn(Vector<double> xr, Vector<double> xi, Vector<double> wr, Vector<double> wi, int to) => Put(wr * xr - wi * xi, wr * xi + wi * xr, to);

    private void Put(Vector<double> xr, Vector<double> xi, int to)
    {
        xr.StoreUnsafe(ref MemoryMarshal.GetArrayDataReference(toRe), (nuint)to);
        xi.StoreUnsafe(ref MemoryMarshal.GetArrayDataReference(toIm), (nuint)to);
    }

    // Places follow from lengths that the constructor chose: they lie within the arrays.
    private static Vector<double> Load(ref double from, int at) => Vector.LoadUnsafe(ref from, (nuint)at);

    private (Vector<double> Re, Vector<double> Im) Twiddle(int at) => (new Vector<double>(cosines[at]), new Vector<double>(sines[at]));

    private static int[] Factors(int n)
    {
        var factors = new List<int>();
        for (; n % 4 == 0; n /= 4) factors.Add(4);
        for (var p = 2; n > 1; p++)
            for (; n % p == 0; n /= p) factors.Add(p);
        return [.. factors];
    }
}
