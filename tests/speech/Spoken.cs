using Streaming.Speech;

namespace Streaming.Tests;

/// <summary>Probabilities of tokens as an encoder would give them, written by hand: a frame of 80 ms for each word, "." for silence.</summary>
internal static class Spoken
{
    public const double Rate = 12.5;

    public static readonly string[] Tokens = ["▁one", "▁two", "▁three", "▁four", "teen", "▁", "s", "<blk>"];

    public static readonly StreamFormat Format = new() { Kind = StreamKind.Features, Shape = [Tokens.Length], Rate = Rate, Labels = [.. Tokens] };

    /// <summary>The same where every token is a whole word.</summary>
    public static readonly StreamFormat Whole = Format with { Labels = [.. Tokens.Select(t => t.StartsWith('▁') && t.Length > 1 || t == "<blk>" ? t : $"▁x{t.TrimStart('▁')}")] };

    /// <summary>Frames such as "one one . four teen": each token as probable as given, the blank having the rest.</summary>
    public static float[] Frames(string text, float probability = 0.9f) => [.. text.Split(' ').SelectMany(t => Frame((Name(t), probability)))];

    /// <summary>A frame in which some tokens have probabilities, and the blank the rest but for a thousandth.</summary>
    public static float[] Frame(params (string Token, float Probability)[] heard)
    {
        var frame = Enumerable.Repeat(1e-4f, Tokens.Length).ToArray();
        frame[^1] = 0.999f;
        foreach (var (token, probability) in heard)
        {
            if (token == "<blk>") continue;
            frame[Array.IndexOf(Tokens, token)] = probability;
            frame[^1] -= probability;
        }
        return [.. frame.Select(p => MathF.Log(Math.Max(p, 1e-6f)))];
    }

    /// <summary>A decoder that hears these frames, and nothing of voice unless told.</summary>
    public static NodeRun Run(Ctc.Settings settings, StreamFormat? voice = null, StreamFormat? format = null)
    {
        var run = new NodeRun(new Ctc(settings)).Feed("logprobs", format ?? Format);
        if (voice is not null) run.Feed("voice", voice);
        return run.Configure();
    }

    public static NodeRun Hear(this NodeRun run, string text, float probability = 0.9f) => run.Push<float>("logprobs", Frames(text, probability));

    public static NodeRun Hear(this NodeRun run, params (string Token, float Probability)[] heard) => run.Push<float>("logprobs", Frame(heard));

    /// <summary>All that came out of a port, such as "one@0.08+0.16".</summary>
    public static string[] Said(this NodeRun run, string port)
    {
        var result = run.Result<Event>(port);
        return [.. result.Values.Zip(result.Times, (e, t) => FormattableString.Invariant($"{e.Text}@{t:0.##}+{e.Duration:0.##}"))];
    }

    /// <summary>The partials, each with what is stable of it before a bar.</summary>
    public static string[] Partials(this NodeRun run) => [.. run.Result<Event>("partials").Values.Select(e => e.Text.Insert((int)e.Value, "|"))];

    private static string Name(string word) => word switch { "." => "<blk>", "teen" or "s" => word, "_" => "▁", _ => "▁" + word };
}
