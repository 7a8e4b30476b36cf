namespace Streaming.Kernels;

/// <summary>
/// Sine of a phase counted in turns. It uses only additions and products, in one order, so that a simulated signal is the same bit for bit on every machine;
/// the last digit of a library's sine is not.
/// </summary>
internal static class Turn
{
    /// <summary>sin(2 pi phase), within 1e-12, for any finite phase.</summary>
    public static double Sin(double phase)
    {
        var x = phase - Math.Round(phase);                 // -1/2 .. 1/2 turn
        if (x > 0.25) x = 0.5 - x;
        else if (x < -0.25) x = -0.5 - x;
        x *= 2 * Math.PI;                                  // -pi/2 .. pi/2
        var y = x * x;
        return x * (1 + y * (-1.0 / 6 + y * (1.0 / 120 + y * (-1.0 / 5040 + y * (1.0 / 362880 + y * (-1.0 / 39916800
            + y * (1.0 / 6227020800 + y * (-1.0 / 1307674368000 + y * (1.0 / 355687428096000)))))))));
    }

    /// <summary>cos(2 pi phase), within 1e-12.</summary>
    public static double Cos(double phase) => Sin(phase + 0.25);

    /// <summary>A bump that rises from 0 at <paramref name="u"/> = 0 to 1 at <paramref name="peak"/> and falls to 0 at 1, smooth throughout.</summary>
    public static double Bump(double u, double peak) =>
        0.5 - 0.5 * Cos(0.5 * (u < peak ? u / peak : (1 - u) / (1 - peak)));
}
