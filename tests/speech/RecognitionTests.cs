using Streaming.Speech;

namespace Streaming.Tests;

/// <summary>Digits of recordings that no training saw, through the features, the encoder and the decoders of the shipped model.</summary>
public class RecognitionTests(ITestOutputHelper output)
{
    private const int Strings = 40;
    private static readonly StreamFormat mels = new() { Kind = StreamKind.Features, Shape = [80], Rate = 100 };
    private static readonly string captions = Path.Combine(Repository.Root, "models", "captions");

    /// <summary>Sounds as the encoder hears them, once for all decoders.</summary>
    private static readonly Lazy<(string[] Words, float[] Encoded, float[] Logprobs)[]> heard = new(() =>
    {
        var digits = new SpokenDigits();
        return [.. Enumerable.Range(0, Strings).Select(n =>
        {
            var (sound, words) = digits.String(n);
            using var node = new Encoder(new() { Model = captions });
            var run = new NodeRun(node).Feed(mels).Configure();
            run.Push<float>(SpokenDigits.Features(sound)).End();
            var found = (words, run.Result<float>("encoded").Values, run.Result<float>("logprobs").Values);
            run.Close();
            return found;
        })];
    });

    /// <summary>No more digits are wrong than the model's card says of 600 such strings, but for what these few may be off by.</summary>
    [Theory]
    [InlineData("transducer", 1)]
    [InlineData("transducer", 4)]
    [InlineData("ctc", 1)]
    [InlineData("ctc", 8)]
    public void DigitsAreRecognised(string decoder, int beam)
    {
        var most = Carded(decoder) + 0.02;
        var (rate, said) = Rate(decoder, beam, []);
        output.WriteLine($"{decoder}, beam {beam}: {100 * rate:0.00} % of {said} digits");
        Assert.True(rate <= most, $"{decoder}, beam {beam}: {100 * rate:0.00} % of {said} digits are wrong, at most {100 * most:0.00} % by its card");
    }

    /// <summary>A phrase that is listened for is found no less often, and is not made up where other things are said.</summary>
    [Fact]
    public void HotwordsDoNoHarm()
    {
        var (plain, said) = Rate("transducer", 4, []);
        foreach (var hotwords in (string[][])[["three four"], ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]])
        {
            var (rate, _) = Rate("transducer", 4, hotwords);
            output.WriteLine($"transducer, beam 4, hotwords {string.Join(", ", hotwords)}: {100 * rate:0.00} % of {said} digits, {100 * plain:0.00} % without");
            Assert.True(rate <= plain + 0.015, $"hotwords {string.Join(", ", hotwords)}: {100 * rate:0.00} % of digits are wrong, {100 * plain:0.00} % without");
        }
    }

    /// <summary>What is listened for is not made up in noise.</summary>
    [Fact]
    public void NoiseIsNoWord()
    {
        var random = new Random(5);
        var noise = new float[60 * SpokenDigits.Rate];
        for (var i = 0; i < noise.Length; i++) noise[i] = (float)(0.01 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        using var encoder = new Encoder(new() { Model = captions });
        var run = new NodeRun(encoder).Feed(mels).Configure();
        run.Push<float>(SpokenDigits.Features(noise)).End();
        var (encoded, logprobs) = (run.Result<float>("encoded").Values, run.Result<float>("logprobs").Values);
        run.Close();
        foreach (var (decoder, frames) in new[] { ("transducer", encoded), ("ctc", logprobs) })
        {
            var heard = Say(decoder, 4, [], frames);
            output.WriteLine($"{decoder}: {heard.Length} words in a minute of noise");
            Assert.InRange(heard.Length, 0, 2);
            Assert.Equal(heard, Say(decoder, 4, ["three four", "zero", "nine one"], frames));
        }
    }

    private static double Carded(string decoder)
    {
        var of = $"digits, kept-out recordings, 20 dB, 80 ms ahead, {decoder}: ";
        var line = File.ReadLines(Path.Combine(captions, "card.yaml")).Single(l => l.Contains(of, StringComparison.Ordinal));
        return double.Parse(line[(line.IndexOf(of, StringComparison.Ordinal) + of.Length)..].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture) / 100;
    }

    private static (double Rate, int Said) Rate(string decoder, int beam, string[] hotwords)
    {
        int wrong = 0, said = 0;
        foreach (var (words, encoded, logprobs) in heard.Value)
        {
            wrong += SpokenDigits.Edits(words, Say(decoder, beam, hotwords, decoder == "ctc" ? logprobs : encoded));
            said += words.Length;
        }
        return ((double)wrong / said, said);
    }

    private static string[] Say(string decoder, int beam, string[] hotwords, float[] frames)
    {
        var speech = SpeechModel.Read(captions);
        var format = new StreamFormat { Kind = StreamKind.Features, Rate = 12.5, Shape = [decoder == "ctc" ? speech.Blank + 1 : speech.Width], Labels = decoder == "ctc" ? speech.Labels : [] };
        using var transducer = decoder == "ctc" ? null : new Transducer(new() { Model = captions, Beam = beam, Hotwords = [.. hotwords] });
        var run = new NodeRun(transducer ?? (INode)new Ctc(new() { Beam = beam, Hotwords = [.. hotwords] })).Feed(decoder == "ctc" ? "logprobs" : "encoded", format).Configure();
        run.Push<float>(decoder == "ctc" ? "logprobs" : "encoded", frames).End();
        return [.. run.Result<Event>("words").Values.Select(w => w.Text)];
    }
}
