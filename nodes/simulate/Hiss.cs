namespace Streaming.Simulate;

/// <summary>Air that hisses through a narrow place: white noise in an octave around a frequency, of rms 1 whatever that frequency is.</summary>
internal sealed partial class Hiss : IState
{
    private readonly (Biquad Low, Biquad High, double Gain)[] bands;
    private readonly Xoshiro256 seeded;
    [State] private Xoshiro256 random;
    [State] private BiquadState low, high;

    /// <summary>The noises of some sounds; those without one have the band of none.</summary>
    public Hiss(ReadOnlySpan<Phone> phones, double rate, Xoshiro256 seeded)
    {
        this.seeded = seeded;
        bands = new (Biquad, Biquad, double)[phones.Length];
        for (var i = 0; i < phones.Length; i++)
        {
            if (phones[i].Hiss == 0) continue;
            Biquad below = Biquad.HighPass(phones[i].Hiss * 0.7, rate), above = Biquad.LowPass(phones[i].Hiss * 1.4, rate);
            bands[i] = (below, above, (float)(1 / Math.Sqrt(Biquad.NoisePower(below, above))));
        }
        Reset();
    }

    /// <summary>One sample of the noise of a sound.</summary>
    public double Next(int phone)
    {
        ref readonly var band = ref bands[phone];
        return band.Gain * band.High.Step(band.Low.Step(random.Normal(), ref low), ref high);
    }

    partial void OnReset() => random = seeded;
}
