using Streaming.Speech;

namespace Streaming.Tests;

/// <summary>Digits of recordings that no training saw, through the features, the encoder and the decoders of the shipped model.</summary>
public class RecognitionTests(ITestOutputHelper output)
{
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
        var (encoded, logprobs) = HeardDigits.Encode(noise);
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
        var line = File.ReadLines(Path.Combine(HeardDigits.Model, "card.yaml")).Single(l => l.Contains(of, StringComparison.Ordinal));
        return double.Parse(line[(line.IndexOf(of, StringComparison.Ordinal) + of.Length)..].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture) / 100;
    }

    private static (double Rate, int Said) Rate(string decoder, int beam, string[] hotwords)
    {
        int wrong = 0, said = 0;
        foreach (var heard in HeardDigits.At(20))
        {
            wrong += SpokenDigits.Edits([.. heard.Said.Select(w => w.Word)], Say(decoder, beam, hotwords, decoder == "ctc" ? heard.Logprobs : heard.Encoded));
            said += heard.Said.Length;
        }
        return ((double)wrong / said, said);
    }

    private static string[] Say(string decoder, int beam, string[] hotwords, float[] frames)
    {
        var words = decoder == "ctc"
            ? HeardDigits.Say(new Ctc.Settings { Beam = beam, Hotwords = [.. hotwords] }, frames)
            : HeardDigits.Say(new Transducer.Settings { Model = HeardDigits.Model, Beam = beam, Hotwords = [.. hotwords] }, frames);
        return [.. words.Single().Values.Select(w => w.Text)];
    }
}
