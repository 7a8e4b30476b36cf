using System.Numerics;

namespace Streaming.Kernels;

/// <summary>The roots of polynomials of a low degree; for preparing, since it allocates.</summary>
internal static class PolynomialRoots
{
    private const int Steps = 500;

    /// <summary>
    /// All roots of a real polynomial, coefficients of falling powers and the first not 0: all at once by Weierstrass' corrections (Durand 1960, Kerner 1966). Roots that are
    /// real within rounding have no imaginary part, the others come in exact conjugate pairs.
    /// </summary>
    public static Complex[] Of(ReadOnlySpan<double> polynomial)
    {
        var degree = polynomial.Length - 1;
        var roots = new Complex[degree];
        for (var k = 0; k < degree; k++) roots[k] = Complex.Pow(new Complex(0.4, 0.9), k);
        for (var step = 0; step < Steps; step++)
        {
            double moved = 0;
            for (var k = 0; k < degree; k++)
            {
                Complex value = polynomial[0], others = polynomial[0];
                for (var i = 1; i <= degree; i++) value = value * roots[k] + polynomial[i];
                for (var i = 0; i < degree; i++)
                    if (i != k) others *= roots[k] - roots[i];
                var correction = value / others;
                roots[k] -= correction;
                moved = Math.Max(moved, correction.Magnitude / Math.Max(1, roots[k].Magnitude));
            }
            if (moved < 1e-15) break;
        }
        for (var k = 0; k < degree; k++)
        {
            if (Math.Abs(roots[k].Imaginary) < 1e-9 * Math.Max(1, roots[k].Magnitude)) roots[k] = roots[k].Real;
            for (var i = k + 1; i < degree; i++)
                if (roots[k].Imaginary != 0 && (roots[i] - Complex.Conjugate(roots[k])).Magnitude < 1e-9 * Math.Max(1, roots[k].Magnitude)) roots[i] = Complex.Conjugate(roots[k]);
        }
        return roots;
    }
}
