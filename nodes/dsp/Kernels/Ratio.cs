namespace Streaming.Dsp;

/// <summary>A rational change of rate: <paramref name="Up"/> samples out for every <paramref name="Down"/> samples in, without common factor.</summary>
public readonly record struct Ratio(int Up, int Down)
{
    /// <summary>The largest term of a ratio.</summary>
    public const int Largest = 1 << 20;

    /// <summary>The ratio of two rates in hertz, by continued fractions.</summary>
    /// <exception cref="FormatMismatchException">A rate is not above 0, or no ratio of terms up to <see cref="Largest"/> is exact to one part in 10^14.</exception>
    public static Ratio Of(double from, double to)
    {
        Expect.Rate(from);
        if (!(to > 0) || !double.IsFinite(to)) throw new FormatMismatchException("a new rate above 0 Hz", Expect.Text($"{to:R} Hz"), "raise it");
        double target = to / from, rest = target;
        long up = 1, down = 0, lastUp = 0, lastDown = 1;
        while (true)
        {
            var whole = Math.Floor(rest);
            if (!(whole * up + lastUp <= Largest && whole * down + lastDown <= Largest)) break;
            (up, lastUp) = ((long)whole * up + lastUp, up);
            (down, lastDown) = ((long)whole * down + lastDown, down);
            if (Math.Abs((double)up / down - target) <= 1e-14 * target) return new Ratio((int)up, (int)down);
            rest = 1 / (rest - whole);
        }
        throw new FormatMismatchException($"rates whose ratio is one of whole numbers up to {Largest}", Expect.Text($"{from:R} Hz to {to:R} Hz"), "choose a rounder rate");
    }
}
