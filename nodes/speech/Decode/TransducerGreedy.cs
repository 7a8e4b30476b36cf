using System.Numerics.Tensors;

namespace Streaming.Speech;

/// <summary>The most probable token again and again until it is the blank, in each frame (Graves 2012). What it said it never takes back.</summary>
internal sealed partial class TransducerGreedy : ITokenSearch
{
    /// <summary>Tokens in one frame, at most.</summary>
    public const int MostPerFrame = 10;

    private readonly ITransducer model;
    private readonly int blank;
    private readonly float penalty;
    private readonly float[] begun;
    private readonly float[] scores;
    [State] private readonly float[] context;
    [State] private readonly Token[] found = new Token[MostPerFrame];
    [State] private int count;

    /// <param name="model">Scores tokens.</param>
    /// <param name="blank">The blank's number.</param>
    /// <param name="penalty">Taken off the logarithm of the blank's probability.</param>
    public TransducerGreedy(ITransducer model, int blank, float penalty)
    {
        (this.model, this.blank, this.penalty) = (model, blank, penalty);
        (begun, scores, context) = (new float[model.ContextSize], new float[model.Tokens], new float[model.ContextSize]);
        model.Begin(begun);
        Begin();
    }

    public ReadOnlySpan<Token> Best => found.AsSpan(0, count);

    public int Stable => count;

    public int Settled => count;

    public double Earliest => count > 0 ? found[0].Start : double.PositiveInfinity;

    public void Begin()
    {
        begun.CopyTo(context);
        count = 0;
    }

    public void Take(ReadOnlySpan<float> frame, double start, double end)
    {
        for (var n = 0; n < MostPerFrame; n++)
        {
            model.Score(frame, context, [0], scores);
            scores[blank] -= penalty;
            var token = TensorPrimitives.IndexOfMax<float>(scores);
            // A number that is none (NaN) is the most; such a frame is one of silence.
            if (token == blank || !float.IsFinite(scores[token])) return;
            found[count++] = new Token(token, LogProbabilities.Probability(scores, token), start, end);
            model.Extend(context, [new Extension(0, token, 0)]);
        }
    }

    public void Remove(int tokens)
    {
        found.AsSpan(tokens, count - tokens).CopyTo(found);
        count -= tokens;
    }

    public void Finish()
    {
    }

    partial void OnReset() => Begin();
}
