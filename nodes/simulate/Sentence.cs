namespace Streaming.Simulate;

/// <summary>
/// What is said next: words of syllables of sounds, drawn at random, each with its length. It means nothing, but it has the tempo of talk: about four syllables a second,
/// stressed ones longer, the last ones drawn out.
/// </summary>
internal sealed partial class Sentence : IState
{
    private const int Most = 80;            // sounds
    private const int MostWords = 6, MostSyllables = 3;
    private const byte Silence = byte.MaxValue;

    private readonly double rate;
    [State] private readonly byte[] phones = new byte[Most];
    [State] private readonly bool[] stresses = new bool[Most];
    [State] private readonly int[] ends = new int[Most];     // samples from the beginning of the sentence
    [State] private int count, current, at;

    public Sentence(double rate) => this.rate = rate;

    /// <summary>Samples in it.</summary>
    public int Length => count == 0 ? 0 : ends[count - 1];

    /// <summary>All was said.</summary>
    public bool IsOver => at >= Length;

    /// <summary>How much of it was said, 0 to 1.</summary>
    public double Progress => (double)at / Length;

    /// <summary>The index of the sound that is made now; -1 between words.</summary>
    public int Phone => phones[current] == Silence ? -1 : phones[current];

    /// <summary>The syllable that is said now is stressed.</summary>
    public bool IsStressed => stresses[current];

    /// <summary>How much of the sound was made, 0 to 1.</summary>
    public double Part => (double)(at - Begin(current)) / (ends[current] - Begin(current));

    /// <summary>Thinks of another.</summary>
    public void Draw(ref Xoshiro256 random)
    {
        (count, current, at) = (0, 0, 0);
        var words = 2 + random.Below(MostWords - 1);
        for (var w = 0; w < words; w++)
        {
            if (w > 0 && random.Below(3) == 0) Add(Silence, false, random.Uniform(0.02, 0.08));
            var syllables = 1 + random.Below(MostSyllables);
            var stressed = random.Below(syllables);
            for (var s = 0; s < syllables; s++)
            {
                var tempo = random.Uniform(0.85, 1.2) * (s == stressed ? 1.2 : 0.9) * (w == words - 1 && s == syllables - 1 ? 1.4 : 1);
                if (random.Below(6) > 0) Consonant(ref random, s == stressed, tempo);
                var vowel = random.Below(Simulate.Phone.Vowels);
                Add((byte)vowel, s == stressed, tempo * Simulate.Phone.All[vowel].Length);
                if (random.Below(4) == 0) Consonant(ref random, s == stressed, tempo);
            }
        }
    }

    /// <summary>Goes on by a sample.</summary>
    public void Advance()
    {
        at++;
        if (at == ends[current] && current < count - 1) current++;
    }

    private void Consonant(ref Xoshiro256 random, bool stressed, double tempo)
    {
        var phone = Simulate.Phone.Vowels + random.Below(Simulate.Phone.All.Length - Simulate.Phone.Vowels);
        Add((byte)phone, stressed, tempo * Simulate.Phone.All[phone].Length);
    }

    private void Add(byte phone, bool stressed, double seconds)
    {
        (phones[count], stresses[count], ends[count]) = (phone, stressed, Length + Math.Max(1, (int)Math.Round(seconds * rate)));
        count++;
    }

    private int Begin(int index) => index == 0 ? 0 : ends[index - 1];
}
