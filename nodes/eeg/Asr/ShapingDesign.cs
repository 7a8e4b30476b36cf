using System.Numerics;

namespace Streaming.Eeg;

/// <summary>
/// The recursive filter of order 8 behind which ASR looks for artifacts: it brings out the bands in which these are strong and keeps down those in which
/// the brain is (gains 3 at 0 Hz, 0.75 at 2, 0.33 from 3 to 13, 1 from 16 to 40, 3 from 80 Hz; Mullen et al., IEEE TBME 62(11), 2015). Designed by modified
/// Yule-Walker equations (Friedlander and Porat, IEEE Trans. Aerosp. Electron. Syst. 20(2), 1984): of the correlations that belong to the squared gains, those
/// beyond the order give the denominator; the causal half of the spectrum and its cepstrum give a numerator of least phase. Up to 256 Hz these are the filters of
/// clean_rawdata's tables. At higher rates so few lags no longer tell 3 Hz from 13, so the design is made at 256 Hz on a frequency axis bent as the bilinear
/// transform bends it, and carried over by that.
/// </summary>
internal static class ShapingDesign
{
    /// <summary>Poles and zeros.</summary>
    public const int Order = 8;

    private const double Finest = 256;       // Hz; the highest rate at which the lags tell the bands apart
    private const int Half = 512;            // points from 0 Hz to half the rate
    private const int Points = 2 * Half;
    private const int Lags = 4 * Order;

    private static readonly double[] hertz = [0, 2, 3, 13, 16, 40];
    private static readonly double[] gains = [3, 0.75, 0.33, 0.33, 1, 1, 3, 3];

    /// <summary>The lowest rate, in Hz, that has room for the bands.</summary>
    public const double LowestRate = 100;

    /// <summary>The filter at a rate in Hz, as a cascade: of order 8 in direct form, poles near 1 would lose what a double holds.</summary>
    public static Biquad[] Make(double rate)
    {
        if (!(rate >= LowestRate)) throw new ArgumentOutOfRangeException(nameof(rate), rate, $"the rate must be at least {LowestRate} Hz.");
        var stretch = Math.Max(1, rate / Finest);
        var (b, a) = stretch > 1 ? Design(f => Finest / Math.PI * Math.Atan(stretch * Math.Tan(Math.PI * f / rate)), Finest) : Coefficients(rate);
        // The bilinear transform from one rate to the other moves each root of 1/z as an all-pass does; at 0 Hz the gain stays.
        var bend = (stretch - 1) / (stretch + 1);
        Complex[] zeros = [.. PolynomialRoots.Of(b).Select(Bend)], poles = [.. PolynomialRoots.Of(a).Select(Bend)];
        return Biquad.Cascade(zeros, poles, b.Sum() / a.Sum());

        Complex Bend(Complex root) => (root + bend) / (1 + bend * root);
    }

    /// <summary>The coefficients of falling powers at a rate up to 256 Hz, Order + 1 of numerator and denominator; the denominator begins with 1.</summary>
    public static (double[] B, double[] A) Coefficients(double rate) => Design(f => f, rate);

    private static (double[] B, double[] A) Design(Func<double, double> bend, double rate)
    {
        var target = Target(bend, rate);
        var correlations = new double[Lags];
        for (var k = 0; k < Lags; k++)
        {
            double sum = 0;
            for (var i = 0; i < Points; i++) sum += target[i] * target[i] * Cosine(i * k);
            correlations[k] = sum / Points * (0.54 + 0.46 * Math.Cos(Math.PI * k / (Lags - 1)));
        }
        var a = Denominator(correlations);
        correlations[0] /= 2;
        return (Numerator(LeastPhase(Numerator(correlations, a), a), a), a);
    }

    private static double[] Target(Func<double, double> bend, double rate)
    {
        double[] edges = [.. hertz.Select(f => 2 * bend(f) / rate), 2 * Math.Min(bend(80), rate / 2 - 1) / rate, 1];
        var target = new double[Points];
        target[0] = gains[0];
        var from = 1;
        for (var i = 1; i < edges.Length; i++)
        {
            var to = (int)(edges[i] * (Half + 1));
            for (var j = from; j <= to; j++)
            {
                var share = to == from ? 0 : (double)(j - from) / (to - from);
                target[j - 1] = share * gains[i] + (1 - share) * gains[i - 1];
            }
            from = to + 1;
        }
        for (var i = 1; i < Half; i++) target[Points - i] = target[i];
        return target;
    }

    private static double[] Denominator(double[] correlations)
    {
        var rows = Lags - 1 - Order;
        var matrix = new double[rows * Order];
        var right = new double[rows];
        for (var i = 0; i < rows; i++)
        {
            right[i] = -correlations[Order + 1 + i];
            for (var j = 0; j < Order; j++) matrix[i * Order + j] = correlations[Order + i - j];
        }
        return [1, .. LeastSquares.Solve(matrix, right, rows, Order)];
    }

    // The numerator with which 1 / a comes nearest to an impulse response.
    private static double[] Numerator(double[] response, double[] a)
    {
        var impulse = new double[Lags];
        for (var t = 0; t < Lags; t++)
        {
            impulse[t] = t == 0 ? 1 : 0;
            for (var k = 1; k <= Math.Min(t, Order); k++) impulse[t] -= a[k] * impulse[t - k];
        }
        var matrix = new double[Lags * (Order + 1)];
        for (var t = 0; t < Lags; t++)
            for (var k = 0; k <= Math.Min(t, Order); k++) matrix[t * (Order + 1) + k] = impulse[t - k];
        return LeastSquares.Solve(matrix, response, Lags, Order + 1);
    }

    // The first samples of the impulse response of least phase whose spectrum is twice the real part of q / a: the causal half of its cepstrum, exponentiated.
    private static double[] LeastPhase(double[] q, double[] a)
    {
        var logarithm = new double[Points];
        for (var i = 0; i < Points; i++) logarithm[i] = Math.Log(Math.Abs(2 * (At(q, i) / At(a, i)).Real));
        var spectrum = new Complex[Points];
        for (var k = 0; k < Half; k++)
        {
            double cepstrum = 0;
            for (var i = 0; i < Points; i++) cepstrum += logarithm[i] * Cosine(i * k);
            cepstrum /= k == 0 ? 2 * Points : Points;
            for (var i = 0; i < Points; i++) spectrum[i] += cepstrum * Turn(i * k);
        }
        var response = new double[Lags];
        for (var i = 0; i < Points; i++)
        {
            var gain = Complex.Exp(spectrum[i]);
            for (var t = 0; t < Lags; t++) response[t] += (gain * Complex.Conjugate(Turn(i * t))).Real / Points;
        }
        return response;
    }

    private static Complex At(double[] polynomial, int point)
    {
        Complex sum = 0;
        for (var k = 0; k < polynomial.Length; k++) sum += polynomial[k] * Turn(point * k);
        return sum;
    }

    private static readonly Complex[] turns = [.. Enumerable.Range(0, Points).Select(i => Complex.FromPolarCoordinates(1, -2 * Math.PI * i / Points))];

    private static Complex Turn(int points) => turns[points & (Points - 1)];

    private static double Cosine(int points) => Turn(points).Real;
}
