namespace Streaming.Simulate;

/// <summary>How a sound of speech is made.</summary>
internal enum Manner : byte
{
    /// <summary>The folds swing, the tract is open: vowels and glides.</summary>
    Open,

    /// <summary>The folds swing, the way out is through the nose, or past the tongue: weaker.</summary>
    Sonorant,

    /// <summary>Air hisses through a narrow place.</summary>
    Fricative,

    /// <summary>The tract is closed and then bursts open.</summary>
    Stop,
}

/// <summary>A sound of speech: where the tract resonates, what excites it, and for how long.</summary>
/// <param name="Manner">How it is made.</param>
/// <param name="F1">Hz, the first formant.</param>
/// <param name="F2">Hz, the second.</param>
/// <param name="F3">Hz, the third.</param>
/// <param name="Length">Seconds at a middling tempo.</param>
/// <param name="Hiss">Hz, the middle of the noise of a fricative or burst.</param>
/// <param name="Loudness">Of what excites it, relative to a vowel.</param>
internal readonly record struct Phone(Manner Manner, double F1, double F2, double F3, double Length, double Hiss = 0, double Loudness = 1)
{
    /// <summary>
    /// The sounds. The vowels have the mean formants of 33 men (Peterson and Barney, "Control methods used in a study of the vowels", J. Acoust. Soc. Am. 24:175-184, 1952,
    /// table II); the loci and bands of the consonants are rounded from Klatt ("Software for a cascade/parallel formant synthesizer", J. Acoust. Soc. Am. 67:971-995, 1980, table III).
    /// </summary>
    public static readonly Phone[] All =
    [
        new(Manner.Open, 270, 2290, 3010, 0.13),                 // heed
        new(Manner.Open, 390, 1990, 2550, 0.10),                 // hid
        new(Manner.Open, 530, 1840, 2480, 0.11),                 // head
        new(Manner.Open, 660, 1720, 2410, 0.15),                 // had
        new(Manner.Open, 730, 1090, 2440, 0.15),                 // hod
        new(Manner.Open, 570, 840, 2410, 0.15),                  // hawed
        new(Manner.Open, 440, 1020, 2240, 0.10),                 // hood
        new(Manner.Open, 300, 870, 2240, 0.13),                  // who'd
        new(Manner.Open, 640, 1190, 2390, 0.11),                 // hud
        new(Manner.Open, 490, 1350, 1690, 0.13),                 // heard
        new(Manner.Sonorant, 480, 1270, 2130, 0.065, 0, 0.25),   // m
        new(Manner.Sonorant, 480, 1340, 2470, 0.06, 0, 0.25),    // n
        new(Manner.Sonorant, 310, 1050, 2880, 0.06, 0, 0.5),     // l
        new(Manner.Sonorant, 310, 1060, 1380, 0.06, 0, 0.5),     // r
        new(Manner.Sonorant, 290, 610, 2150, 0.06, 0, 0.5),      // w
        new(Manner.Sonorant, 260, 2070, 3020, 0.06, 0, 0.5),     // y
        new(Manner.Fricative, 320, 1390, 2530, 0.10, 6200, 0.5), // s
        new(Manner.Fricative, 300, 1840, 2750, 0.10, 3000, 0.6), // sh
        new(Manner.Fricative, 340, 1100, 2080, 0.08, 4500, 0.1), // f
        new(Manner.Fricative, 500, 1500, 2500, 0.06, 1500, 0.12),// h
        new(Manner.Stop, 400, 1100, 2150, 0.085, 900, 0.4),      // p
        new(Manner.Stop, 400, 1600, 2600, 0.085, 4200, 0.6),     // t
        new(Manner.Stop, 300, 1990, 2850, 0.085, 2000, 0.5),     // k
    ];

    /// <summary>The vowels are first.</summary>
    public const int Vowels = 10;
}
