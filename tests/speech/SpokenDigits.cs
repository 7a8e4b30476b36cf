using Streaming.Dsp;

namespace Streaming.Tests;

/// <summary>Strings of digits put together from recordings that no training saw (free-spoken-digit-dataset, indices 5 to 9), with pauses, in noise at 20 dB.</summary>
internal sealed class SpokenDigits
{
    public const int Rate = 16_000;
    private static readonly string[] names = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    private readonly (string Digit, string Speaker, float[] Samples)[] clips;
    private readonly string[] speakers;

    public SpokenDigits()
    {
        clips = [.. Directory.GetFiles(SharedData.Path("audio/fsdd"), "*.wav").Order(StringComparer.Ordinal).Select(f => (File: f, Parts: Path.GetFileNameWithoutExtension(f).Split('_')))
            .Where(f => int.Parse(f.Parts[2]) is >= 5 and <= 9).Select(f => (names[int.Parse(f.Parts[0])], f.Parts[1], Read(f.File)))];
        speakers = [.. clips.Select(c => c.Speaker).Distinct()];
    }

    /// <summary>A string of 3 to 9 digits of one speaker: its sound at 16 kHz, and the words.</summary>
    public (float[] Sound, string[] Words) String(int number)
    {
        var (sound, said) = Timed(number);
        return (sound, [.. said.Select(s => s.Word)]);
    }

    /// <summary>The same with the seconds at which each word's recording, which is cut close around it, begins and ends.</summary>
    public (float[] Sound, (string Word, double Begin, double End)[] Said) Timed(int number, double decibels = 20)
    {
        var random = new Random(1000 + number);
        var own = clips.Where(c => c.Speaker == speakers[number % speakers.Length]).ToArray();
        List<float> sound = [.. new float[(int)(Rate * (0.2 + (0.8 * random.NextDouble())))]];
        List<(string, double, double)> said = [];
        for (var n = random.Next(3, 10); n > 0; n--)
        {
            var clip = own[random.Next(own.Length)];
            said.Add((clip.Digit, (double)sound.Count / Rate, (double)(sound.Count + clip.Samples.Length) / Rate));
            sound.AddRange(clip.Samples);
            sound.AddRange(new float[(int)(Rate * 0.8 * random.NextDouble())]);
        }
        sound.AddRange(new float[(int)(Rate * 0.7)]);
        float[] signal = [.. sound];
        var peak = signal.Max(MathF.Abs);
        var voiced = signal.Where(s => s != 0).ToArray();
        var level = 0.3f / peak * MathF.Sqrt(voiced.Sum(s => s * s) / voiced.Length) * MathF.Pow(10, (float)(-decibels / 20));
        // White noise, and noise that falls with frequency, by turns.
        var last = 0f;
        for (var i = 0; i < signal.Length; i++)
        {
            var white = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
            last = (0.9f * last) + (0.436f * white);
            signal[i] = (signal[i] * 0.3f / peak) + (level * (number % 2 == 0 ? white : last));
        }
        return (signal, [.. said]);
    }

    /// <summary>The features of a sound, as the model was trained on.</summary>
    public static float[] Features(float[] sound)
    {
        var run = new NodeRun(new Mel(new() { Convention = MelConvention.Nemo, Mels = 80 })).Feed(StreamFormat.Signal(1, Rate)).Configure();
        return run.Push<float>(sound).End().Result<float>().Values;
    }

    /// <summary>The words wrong, left out and made up: edits of the least number (Levenshtein).</summary>
    public static int Edits(string[] said, string[] heard) => Distances(said, heard)[said.Length, heard.Length];

    /// <summary>The words that were heard right, by their places in what was said and in what was heard.</summary>
    public static IEnumerable<(int Said, int Heard)> Pairs(string[] said, string[] heard)
    {
        var distances = Distances(said, heard);
        var (i, j) = (said.Length, heard.Length);
        while (i > 0 && j > 0)
        {
            var isEqual = said[i - 1] == heard[j - 1];
            if (distances[i, j] == distances[i - 1, j - 1] + (isEqual ? 0 : 1))
            {
                (i, j) = (i - 1, j - 1);
                if (isEqual) yield return (i, j);
            }
            else if (distances[i, j] == distances[i - 1, j] + 1) i--;
            else j--;
        }
    }

    private static int[,] Distances(string[] said, string[] heard)
    {
        var distances = new int[said.Length + 1, heard.Length + 1];
        for (var i = 0; i <= said.Length; i++)
        for (var j = 0; j <= heard.Length; j++)
            distances[i, j] = i == 0 || j == 0 ? i + j : Math.Min(Math.Min(distances[i - 1, j], distances[i, j - 1]) + 1, distances[i - 1, j - 1] + (said[i - 1] == heard[j - 1] ? 0 : 1));
        return distances;
    }

    // Twice the rate: a sample between two is the windowed sinc of 32 around it.
    private static float[] Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var data = bytes.AsSpan().IndexOf("data"u8) + 8;
        var samples = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, short>(bytes.AsSpan(data, (bytes.Length - data) & ~1)).ToArray();
        var doubled = new float[2 * samples.Length];
        for (var i = 0; i < samples.Length; i++)
        {
            doubled[2 * i] = samples[i] / 32768f;
            var sum = 0.0;
            for (var k = -15; k <= 16; k++)
            {
                if (i + k < 0 || i + k >= samples.Length) continue;
                var x = k - 0.5;
                sum += samples[i + k] / 32768.0 * Math.Sin(Math.PI * x) / (Math.PI * x) * (0.5 + (0.5 * Math.Cos(Math.PI * x / 16.5)));
            }
            doubled[(2 * i) + 1] = (float)sum;
        }
        return doubled;
    }
}
