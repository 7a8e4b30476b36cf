namespace Streaming.Simulate;

/// <summary>
/// Somebody who talks and pauses: the folds sing through the tract, or air hisses past it. Samples depend on the settings and their index alone.
/// </summary>
internal sealed partial class Talker : IState
{
    private const double Swell = 0.010, Quick = 0.003, Lilt = 0.06;     // s, time constants of voice, hiss and pitch
    private const double Shortest = 0.3, Longest = 2;                   // s, pauses
    private const double Closed = 0.6;                                  // the part of a stop before its burst
    private const double HissLevel = 0.5;                               // rms of a hiss of loudness 1; the tract makes a vowel several times its source

    private readonly double pitch, rate, swell, quick, lilt;
    private readonly Xoshiro256 seeded;
    [State] private readonly Sentence sentence;
    [State] private readonly Glottis glottis;
    [State] private readonly Hiss hiss;
    [State] private readonly Tract tract;
    [State] private Xoshiro256 random;
    [State] private double voice, air, melody;
    [State] private int noise, pause;

    /// <summary>Somebody with a mean pitch in Hz.</summary>
    public Talker(double pitch, double rate, long seed)
    {
        (this.pitch, this.rate) = (pitch, rate);
        (swell, quick, lilt) = (1 - Decay.PerSample(Swell, rate), 1 - Decay.PerSample(Quick, rate), 1 - Decay.PerSample(Lilt, rate));
        seeded = new((ulong)seed, 0);
        sentence = new(rate);
        glottis = new(new((ulong)seed, 1));
        hiss = new(Phone.All, rate, new((ulong)seed, 2));
        tract = new(rate);
        Reset();
    }

    /// <summary>Is saying something.</summary>
    public bool Talks => pause == 0;

    /// <summary>Makes one sample.</summary>
    /// <param name="begins">The length in samples of a sentence that begins here, or 0.</param>
    public double Next(out int begins)
    {
        begins = 0;
        if (pause > 0 && --pause == 0)
        {
            sentence.Draw(ref random);
            begins = sentence.Length;
        }
        double sings = 0, blows = 0, accent = 1;
        if (Talks)
        {
            if (sentence.Phone is >= 0 and var phone) (sings, blows) = Say(phone);
            accent = (1.15 - 0.3 * sentence.Progress) * (sentence.IsStressed ? 1.12 : 1);
        }
        voice += swell * (sings - voice);
        air += quick * (blows - air);
        melody += lilt * (accent - melody);
        var sound = tract.Next(voice * glottis.Next(pitch * melody / rate)) + HissLevel * air * hiss.Next(noise);
        if (Talks)
        {
            sentence.Advance();
            if (sentence.IsOver) pause = Rest();
        }
        return sound;
    }

    partial void OnReset()
    {
        random = seeded;
        (melody, noise) = (1, Phone.All.Length - 1);
        pause = Rest();
    }

    /// <summary>Moves the tract towards a sound; how strongly the folds and the hiss are to excite it.</summary>
    private (double Sings, double Blows) Say(int index)
    {
        ref readonly var phone = ref Phone.All[index];
        tract.Move(phone);
        if (phone.Hiss > 0) noise = index;
        var stress = sentence.IsStressed ? 1 : 0.7;
        return phone.Manner switch
        {
            Manner.Fricative => (0, phone.Loudness),
            Manner.Stop => (0, sentence.Part < Closed ? 0 : phone.Loudness * (1 - sentence.Part) / (1 - Closed)),
            _ => (stress * phone.Loudness, 0),
        };
    }

    private int Rest() => (int)Math.Round(random.Uniform(Shortest, Longest) * rate);
}
