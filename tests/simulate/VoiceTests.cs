using Streaming.Simulate;

namespace Streaming.Tests;

public class VoiceTests
{
    private const int Rate = 16000;

    [Theory]
    [InlineData(-26, 10)]
    [InlineData(-35, -5)]
    public void Talker_and_noise_have_the_levels_that_are_set(double level, double snr)
    {
        var voice = Run(new() { Level = level, Snr = snr, Seconds = 60 });
        var talks = voice.Sentences.SelectMany(s => voice.Clean[s.From..s.To]).ToArray();
        var noise = voice.Heard.Zip(voice.Clean, (h, c) => h - c).ToArray();
        Assert.Equal(level, Decibels(talks), 1);
        Assert.Equal(level - snr, Decibels(noise), 0.3);
    }

    [Fact]
    public void Sentences_and_pauses_are_as_long_as_those_of_talk_and_pauses_are_silent()
    {
        var voice = Run(new() { Seconds = 120 });
        Assert.InRange(voice.Sentences.Length, 25, 60);
        Assert.All(voice.Sentences, s => Assert.InRange((s.To - s.From) / (double)Rate, 0.2, 7));
        foreach (var (before, after) in voice.Sentences.Zip(voice.Sentences.Skip(1)))
        {
            Assert.InRange((after.From - before.To) / (double)Rate, 0.299, 2.001);
            Assert.True(Decibels(voice.Clean[(before.To + Rate / 10)..after.From]) < -80);     // a tenth of a second later all has faded
        }
        var talking = voice.Sentences.Sum(s => s.To - s.From) / (double)voice.Clean.Length;
        Assert.InRange(talking, 0.5, 0.8);
    }

    [Theory]
    [InlineData(90)]
    [InlineData(120)]
    [InlineData(210)]
    public void The_voice_has_the_pitch_that_is_set_and_falls_through_a_sentence(double pitch)
    {
        var voice = Run(new() { Pitch = pitch, Seconds = 60 });
        double[] Pitches(double from, double to) => [.. voice.Sentences.SelectMany(s =>
            Enumerable.Range((int)(s.From + from * (s.To - s.From)) / 800, (int)((to - from) * (s.To - s.From)) / 800).Select(f => Pitch(voice.Clean, f * 800)).Where(p => p > 0))];
        Assert.Equal(pitch, Median(Pitches(0, 1)), 0.12 * pitch);
        Assert.InRange(Median(Pitches(0.7, 1)) / Median(Pitches(0, 0.3)), 0.75, 0.92);
    }

    // White noise through the tract at rest on a vowel shows its formants as peaks.
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(9)]
    public void Vowels_resonate_at_their_formants(int vowel)
    {
        var phone = Phone.All[vowel];
        var tract = new Tract(Rate);
        var random = new Xoshiro256(3, 0);
        for (var i = 0; i < Rate; i++) tract.Move(phone);
        var sound = new double[20 * Rate];
        for (var i = 0; i < sound.Length; i++) sound[i] = tract.Next(random.Normal());
        const double resolution = 0.05;     // s: bins of 20 Hz
        var density = Spectrum.Density(sound, Rate, resolution);
        var peaks = Enumerable.Range(5, 200).Where(k => density[k] == density[(k - 3)..(k + 4)].Max()).Select(k => k / resolution).ToArray();
        foreach (var formant in (double[])[phone.F1, phone.F2, phone.F3]) Assert.True(peaks.Min(p => Math.Abs(p - formant)) <= 0.08 * formant, $"no peak near {formant} Hz, but at {string.Join(", ", peaks)}");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(0)]
    public void The_noise_falls_with_the_slope_that_is_set(double slope)
    {
        var room = new Room(slope, Mains.None, Rate, 1);
        var density = Spectrum.Density([.. Enumerable.Range(0, 20 * Rate).Select(_ => room.Next())], Rate, 0.02);
        double Level(double octave) => 10 * Math.Log10(Spectrum.Mean(density, 0.02, octave, 1.9 * octave));
        Assert.Equal(-3.01 * slope, (Level(3200) - Level(200)) / 4, 0.35);      // dB per octave
    }

    [Theory]
    [InlineData(Mains.Hz50)]
    [InlineData(Mains.Hz60)]
    public void The_room_hums_with_its_mains(Mains mains)
    {
        var room = new Room(1, mains, Rate, 1);
        var noise = Enumerable.Range(0, 20 * Rate).Select(_ => room.Next()).ToArray();
        Assert.Equal(0, Decibels([.. noise.Select(v => (float)v)]), 0.3);
        double Share(double hertz) => noise.Chunk(Rate).Average(second => Spectrum.Explained(second, hertz, Rate));
        Assert.True(Share((int)mains) > 3 * Share((int)mains - 13), $"{Share((int)mains)} at the mains, {Share((int)mains - 13)} beside");
    }

    [Fact]
    public void The_seed_decides_what_is_said_and_the_noise_does_not()
    {
        var first = Run(new() { Seconds = 10 });
        Assert.Equal(first.Clean, Run(new() { Seconds = 10 }).Clean);
        Assert.Equal(first.Clean, Run(new() { Seconds = 10, Snr = -10, Slope = 0, Mains = Mains.None }).Clean);
        Assert.NotEqual(first.Clean, Run(new() { Seconds = 10, Seed = 2 }).Clean);
    }

    [Fact]
    public void Some_of_it_is_hissed()
    {
        // Sibilants: tenths of a second whose power lies above 4 kHz, which no vowel's does.
        var voice = Run(new() { Seconds = 60 });
        var hissed = voice.Sentences.SelectMany(s => Enumerable.Range(s.From / 800, (s.To - s.From) / 800)).Count(f => Sharp(voice.Clean[(f * 800)..(f * 800 + 800)]));
        Assert.InRange(hissed, 5, 200);

        static bool Sharp(float[] frame)
        {
            if (Decibels(frame) < -55) return false;
            var density = Spectrum.Density([.. frame.Select(v => (double)v)], Rate, 0.05);
            return Spectrum.Mean(density, 0.05, 4000, 7900) > Spectrum.Mean(density, 0.05, 100, 3900);
        }
    }

    private static (float[] Heard, float[] Clean, (int From, int To)[] Sentences) Run(Voice.Settings settings)
    {
        var run = new NodeRun(new Voice(settings)).Configure();
        run.Step(100_000);
        var events = run.Result<Event>("events");
        Assert.All(events.Values, e => Assert.Equal("speech", e.Text));
        var clean = run.Result<float>("clean").Values;
        // The last sentence may go on beyond the end.
        var sentences = events.Times.Zip(events.Values, (t, e) => ((int)Math.Round(t * Rate), (int)Math.Round((t + e.Duration) * Rate))).Where(s => s.Item2 <= clean.Length).ToArray();
        return (run.Result<float>("signal").Values, clean, sentences);
    }

    private static double Decibels(float[] samples) => 10 * Math.Log10(samples.Average(v => (double)v * v) + 1e-20);

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);

    /// <summary>Hz by the highest autocorrelation of 50 ms between 60 and 350 Hz; 0 where there is no voice.</summary>
    private static double Pitch(float[] sound, int from)
    {
        const int length = 800;
        if (from + 2 * length > sound.Length || Decibels(sound[from..(from + length)]) < -40) return 0;
        var (best, highest) = (0, 0.0);
        for (var lag = Rate / 350; lag <= Rate / 60; lag++)
        {
            double product = 0, a = 0, b = 0;
            for (var i = from; i < from + length; i++) (product, a, b) = (product + sound[i] * sound[i + lag], a + sound[i] * sound[i], b + sound[i + lag] * sound[i + lag]);
            var likeness = product / Math.Sqrt(a * b) - 0.0005 * lag;      // of multiples of the period the first
            if (likeness > highest) (best, highest) = (lag, likeness);
        }
        return highest > 0.7 ? (double)Rate / best : 0;
    }
}
