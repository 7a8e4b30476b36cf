using System.Numerics.Tensors;

namespace Streaming.Speech;

/// <summary>
/// The most probable token of each frame, repetitions and blanks left out (best path decoding, Graves et al., Connectionist Temporal Classification, 2006, section 3.2). What it
/// said it never takes back. A token's probability is the highest of its frames.
/// </summary>
/// <param name="tokens">Tokens with the blank.</param>
/// <param name="blank">The blank's number.</param>
/// <param name="penalty">Taken off the logarithm of the blank's probability.</param>
internal sealed partial class CtcGreedy(int tokens, int blank, float penalty) : ITokenSearch
{
    private readonly float[] scores = new float[tokens];
    [State] private readonly Token[] found = new Token[2]; // one that ended, and one that may go on
    [State] private int count;
    [State] private bool isHeld;

    public ReadOnlySpan<Token> Best => found.AsSpan(0, count);

    public int Stable => count;

    public int Settled => isHeld ? count - 1 : count;

    public double Earliest => count > 0 ? found[0].Start : double.PositiveInfinity;

    public void Begin() => (count, isHeld) = (0, false);

    public void Take(ReadOnlySpan<float> frame, double start, double end)
    {
        frame.CopyTo(scores);
        LogProbabilities.Normalise(scores, blank, penalty);
        var token = TensorPrimitives.IndexOfMax<float>(scores);
        var probability = MathF.Exp(scores[token]);
        if (token != blank && isHeld && found[count - 1].Id == token)
        {
            ref var held = ref found[count - 1];
            held = held with { End = end, Probability = Math.Max(held.Probability, probability) };
            return;
        }
        isHeld = token != blank;
        if (isHeld) found[count++] = new Token(token, probability, start, end);
    }

    public void Remove(int tokens)
    {
        found.AsSpan(tokens, count - tokens).CopyTo(found);
        count -= tokens;
    }

    public void Finish() => isHeld = false;
}
