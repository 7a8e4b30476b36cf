namespace Streaming.Dsp;

/// <summary>Kaiser's window and his formulas for a filter's length (Kaiser 1974; Oppenheim and Schafer, 3rd ed., section 7.5.3).</summary>
internal static class Kaiser
{
    /// <summary>The shape that gives a stop band of an attenuation in decibels.</summary>
    public static double Shape(double attenuation) => attenuation switch
    {
        > 50 => 0.1102 * (attenuation - 8.7),
        >= 21 => 0.5842 * Math.Pow(attenuation - 21, 0.4) + 0.07886 * (attenuation - 21),
        _ => 0,
    };

    /// <summary>Half the length, in samples, of a filter with a transition band of a width in radians per sample.</summary>
    public static double HalfLength(double attenuation, double transition) => (attenuation - 7.95) / (2 * 2.285 * transition);

    /// <summary>The window at a place from -1 to 1, 0 outside.</summary>
    public static double At(double place, double shape) => Math.Abs(place) > 1 ? 0 : Bessel(shape * Math.Sqrt(1 - place * place)) / Bessel(shape);

    // The modified Bessel function of order 0, by its power series.
    private static double Bessel(double x)
    {
        double sum = 1, term = 1;
        for (var k = 1; term > sum * 1e-17; k++) sum += term *= x / (2 * k) * (x / (2 * k));
        return sum;
    }
}
