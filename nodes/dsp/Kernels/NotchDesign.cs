namespace Streaming.Dsp;

/// <summary>Second-order notch filters, for mains hum (Orfanidis, Introduction to Signal Processing, section 11.3).</summary>
public static class NotchDesign
{
    /// <summary>
    /// A notch at a frequency in hertz and at its harmonics below half the rate. <paramref name="quality"/> is the frequency over the -3 dB bandwidth of
    /// each notch: a drift of the mains moves its k-th harmonic k times as far, so the notches widen with it.
    /// </summary>
    /// <exception cref="FormatMismatchException">The frequency is not between 0 and half the rate, the quality is not above 0, or harmonics is below 1.</exception>
    public static Section[] Design(double frequency, double quality, double rate, int harmonics = 1)
    {
        Expect.Frequency("frequency", frequency, rate);
        Expect.Within("quality", quality, 0.1, 1000);
        Expect.Within("harmonics", harmonics, 1, 1000);
        var sections = new List<Section>();
        for (var k = 1; k <= harmonics && k * frequency < rate / 2; k++) sections.Add(At(k * frequency, quality, rate));
        return [.. sections];
    }

    private static Section At(double frequency, double quality, double rate)
    {
        var w = 2 * Math.PI * frequency / rate;
        var gain = 1 / (1 + Math.Tan(w / quality / 2));
        var cosine = Math.Cos(w);
        return new Section(gain, -2 * gain * cosine, gain, -2 * gain * cosine, 2 * gain - 1);
    }
}
