using System.Collections.Concurrent;
using Streaming.Speech;

namespace Streaming.Tests;

/// <summary>What the encoder of the shipped model makes of a string of digits, and what was said in it: each word with the seconds at which it begins and ends.</summary>
internal sealed record HeardDigits((string Word, double Begin, double End)[] Said, float[] Encoded, float[] Logprobs)
{
    private const int Strings = 40;
    private static readonly StreamFormat mels = new() { Kind = StreamKind.Features, Shape = [80], Rate = 100 };
    private static readonly ConcurrentDictionary<double, Lazy<HeardDigits[]>> heard = new();

    public static string Model { get; } = Path.Combine(Repository.Root, "models", "captions");

    /// <summary>Strings in noise of so many decibels below them, heard once for all decoders.</summary>
    public static HeardDigits[] At(double decibels) => heard.GetOrAdd(decibels, d => new(() => All(d))).Value;

    /// <summary>What the encoder makes of a sound.</summary>
    public static (float[] Encoded, float[] Logprobs) Encode(float[] sound)
    {
        using var node = new Encoder(new() { Model = Model });
        var run = new NodeRun(node).Feed(mels).Configure();
        run.Push<float>(SpokenDigits.Features(sound)).End();
        var found = (run.Result<float>("encoded").Values, run.Result<float>("logprobs").Values);
        run.Close();
        return found;
    }

    /// <summary>The words that the transducer finds in each of some sounds, with their times.</summary>
    public static RunResult<Event>[] Say(Transducer.Settings settings, params IEnumerable<float[]> encoded)
    {
        using var node = new Transducer(settings);
        var run = new NodeRun(node).Feed("encoded", new() { Kind = StreamKind.Features, Rate = Spoken.Rate, Shape = [SpeechModel.Read(Model).Width] }).Configure();
        return [.. encoded.Select(e => run.Reset().Push<float>("encoded", e).End().Result<Event>("words"))];
    }

    /// <summary>The words that CTC finds in each of some sounds, with their times.</summary>
    public static RunResult<Event>[] Say(Ctc.Settings settings, params IEnumerable<float[]> logprobs)
    {
        var speech = SpeechModel.Read(Model);
        var run = new NodeRun(new Ctc(settings)).Feed("logprobs", new() { Kind = StreamKind.Features, Rate = Spoken.Rate, Shape = [speech.Blank + 1], Labels = speech.Labels }).Configure();
        return [.. logprobs.Select(l => run.Reset().Push<float>("logprobs", l).End().Result<Event>("words"))];
    }

    private static HeardDigits[] All(double decibels)
    {
        var digits = new SpokenDigits();
        return [.. Enumerable.Range(0, Strings).Select(n =>
        {
            var (sound, said) = digits.Timed(n, decibels);
            var (encoded, logprobs) = Encode(sound);
            return new HeardDigits(said, encoded, logprobs);
        })];
    }
}
