using System.Numerics.Tensors;

namespace Streaming.Speech;

/// <summary>Sums of probabilities by their natural logarithms.</summary>
internal static class LogProbabilities
{
    /// <summary>
    /// Takes the blank's penalty off and makes the numbers logarithms of probabilities, whether they were such before or not. A frame with a number that is none (NaN) becomes one
    /// of silence.
    /// </summary>
    public static void Normalise(Span<float> scores, int blank, float penalty)
    {
        scores[blank] -= penalty;
        var most = TensorPrimitives.Max<float>(scores);
        if (!float.IsFinite(most))
        {
            scores.Fill(float.NegativeInfinity);
            scores[blank] = 0;
            return;
        }
        TensorPrimitives.Subtract(scores, most + MathF.Log(SumOfExponentials(scores, most)), scores);
    }

    /// <summary>The probability of one of the numbers.</summary>
    public static float Probability(ReadOnlySpan<float> scores, int of) => 1 / SumOfExponentials(scores, scores[of]);

    /// <summary>log(e^a + e^b).</summary>
    public static double Add(double a, double b)
    {
        var (low, high) = a < b ? (a, b) : (b, a);
        return double.IsNegativeInfinity(low) ? high : high + Math.Log(1 + Math.Exp(low - high));
    }

    private static float SumOfExponentials(ReadOnlySpan<float> scores, float least)
    {
        Span<float> part = stackalloc float[256];
        var sum = 0f;
        for (var at = 0; at < scores.Length; at += part.Length)
        {
            var piece = scores.Slice(at, Math.Min(part.Length, scores.Length - at));
            var exponentials = part[..piece.Length];
            TensorPrimitives.Subtract(piece, least, exponentials);
            TensorPrimitives.Exp<float>(exponentials, exponentials);
            sum += TensorPrimitives.Sum<float>(exponentials);
        }
        return sum;
    }
}
