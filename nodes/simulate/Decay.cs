namespace Streaming.Simulate;

/// <summary>Coefficients of first-order recursions.</summary>
internal static class Decay
{
    /// <summary>
    /// What is left after one sample of a quantity that falls to 1/e in the given time. Its distance from 1 is rounded to single precision, which hides
    /// the last digit in which the exponentials of two machines differ.
    /// </summary>
    public static double PerSample(double seconds, double rate) => 1 - (float)(1 - Math.Exp(-1 / (seconds * rate)));

    /// <summary>The coefficient whose corner lies at a frequency in Hz.</summary>
    public static double OfCorner(double frequency, double rate) => PerSample(1 / (2 * Math.PI * frequency), rate);
}
