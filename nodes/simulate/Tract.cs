namespace Streaming.Simulate;

/// <summary>
/// The vocal tract: a cascade of five resonances (Fant, "Acoustic theory of speech production", 1960; the cascade as in Klatt 1980), of which the lower three glide from sound
/// to sound.
/// </summary>
internal sealed partial class Tract : IState
{
    private const double Glide = 0.016;         // s, the formants' time constant

    private static readonly double[] bandwidths = [70, 90, 150, 220, 300];      // Hz
    private static readonly double[] neutral = [500, 1500, 2500, 3500, 4500];   // Hz, at rest: Fant's tube of 17.5 cm

    private readonly double glide;
    [State] private readonly Resonator[] formants = new Resonator[bandwidths.Length];

    public Tract(double rate)
    {
        glide = 1 - Decay.PerSample(Glide, rate);
        for (var i = 0; i < formants.Length; i++) formants[i] = new(bandwidths[i], rate);
        Reset();
    }

    /// <summary>Moves for one sample towards a sound.</summary>
    public void Move(in Phone phone)
    {
        Move(formants[0], phone.F1);
        Move(formants[1], phone.F2);
        Move(formants[2], phone.F3);
    }

    /// <summary>What one sample of excitation sounds like.</summary>
    public double Next(double sound)
    {
        foreach (var formant in formants) sound = formant.Next(sound);
        return sound;
    }

    partial void OnReset()
    {
        for (var i = 0; i < formants.Length; i++) formants[i].Tune(neutral[i]);
    }

    private void Move(Resonator formant, double target) => formant.Tune(formant.Frequency + glide * (target - formant.Frequency));
}
