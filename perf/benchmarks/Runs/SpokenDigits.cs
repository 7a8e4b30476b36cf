using Streaming.Dsp;
using Streaming.Files;

namespace Streaming.Benchmarks;

/// <summary>A word of digits spoken, in seconds of their sound.</summary>
/// <param name="Text">The word.</param>
/// <param name="Begin">Where its recording begins.</param>
/// <param name="End">The end of its sound: of the last 10 ms that are less than 30 dB below its loudest.</param>
/// <param name="IsLast">A pause that ends an utterance follows.</param>
internal sealed record SpokenWord(string Text, double Begin, double End, bool IsLast);

/// <summary>Strings of three to six digits at 16 kHz from recordings such as 7_anybody_0.wav, with pauses of up to 0.3 s within and 1.8 s between them.</summary>
internal sealed class SpokenDigits
{
    public const int Rate = 16000;
    private static readonly string[] names = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

    public SpokenDigits(string folder, double seconds)
    {
        var files = Directory.GetFiles(folder, "*.wav").Order(StringComparer.Ordinal).Where(f => IsKept(Path.GetFileNameWithoutExtension(f).Split('_'))).ToArray();
        if (files.Length == 0) throw new ArgumentException($"{folder} holds no WAV recordings of digits that training did not see, such as 7_anybody_5.wav");
        var random = new Random(7);
        List<float> sound = [];
        List<SpokenWord> words = [];
        while (sound.Count < seconds * Rate)
        {
            for (var left = random.Next(3, 7); left > 0; left--)
            {
                var file = files[random.Next(files.Length)];
                var clip = Read(file);
                var begin = (double)sound.Count / Rate;
                words.Add(new(names[int.Parse(Path.GetFileName(file)[..1])], begin, begin + EndOf(clip), left == 1));
                sound.AddRange(clip);
                sound.AddRange(new float[left == 1 ? (int)(1.8 * Rate) : random.Next((int)(0.3 * Rate))]);
            }
        }
        (Sound, Words) = ([.. sound], words);
    }

    public float[] Sound { get; }

    public IReadOnlyList<SpokenWord> Words { get; }

    public static float[] At(double rate, float[] samples, double from) =>
        rate == from ? samples : new NodeRun(new Resample(new() { Rate = rate })).Feed(StreamFormat.Signal(1, from)).Configure().Push<float>(samples).End().Result<float>().Values;

    private static bool IsKept(string[] parts) => parts is [[>= '0' and <= '9'], _, ['5' or '6' or '7' or '8' or '9']];

    private static float[] Read(string path)
    {
        using var reader = WavReader.Open(path);
        var samples = new float[reader.Frames * reader.Format.Channels];
        reader.Read(samples);
        var clip = At(Rate, samples, reader.Format.Rate);
        var peak = clip.Max(MathF.Abs);
        return [.. clip.Select(s => 0.3f * s / peak)];
    }

    private static double EndOf(float[] clip)
    {
        const int part = Rate / 100;
        var powers = clip.Chunk(part).Select(c => c.Sum(s => s * s)).ToArray();
        return (Array.FindLastIndex(powers, p => p > 1e-3f * powers.Max()) + 1) * part / (double)Rate;
    }
}
