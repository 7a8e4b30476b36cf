using Streaming.Speech;

namespace Streaming.Tests;

/// <summary>A transducer whose scores are random numbers that depend on the frame and on all tokens before, so that searches are tried without a model.</summary>
internal sealed class TableTransducer(int seed, int tokens, float blank = 0) : ITransducer
{
    private const int Contexts = 99991;

    public int Tokens => tokens;

    public int ContextSize => 1;

    public int MostRows => int.MaxValue;

    /// <summary>Rows that were scored, and calls for them.</summary>
    public (int Rows, int Calls) Scored { get; private set; }

    /// <summary>Logarithms of probabilities after some tokens.</summary>
    public float[] LogProbabilities(int frame, IEnumerable<int> before)
    {
        var scores = new float[tokens];
        Fill(frame, before.Aggregate(1, Next), scores);
        Speech.LogProbabilities.Normalise(scores, tokens - 1, 0);
        return scores;
    }

    public void Begin(Span<float> context) => context[0] = 1;

    public void Score(ReadOnlySpan<float> frame, Span<float> contexts, ReadOnlySpan<int> places, Span<float> scores)
    {
        Scored = (Scored.Rows + places.Length, Scored.Calls + 1);
        for (var row = 0; row < places.Length; row++) Fill((int)frame[0], (int)contexts[places[row]], scores.Slice(row * tokens, tokens));
    }

    public void Extend(Span<float> contexts, ReadOnlySpan<Extension> extensions)
    {
        foreach (var extension in extensions) contexts[extension.To] = Next((int)contexts[extension.From], extension.Token);
    }

    public void Dispose()
    {
    }

    private static int Next(int context, int token) => (int)(((context * 31L) + token + 7) % Contexts);

    private void Fill(int frame, int context, Span<float> scores)
    {
        var random = new Random(HashCode(seed, frame, context));
        for (var i = 0; i < tokens; i++) scores[i] = (float)(random.NextDouble() * 4);
        scores[^1] += blank;
    }

    private static int HashCode(int a, int b, int c) => ((((a * 1_000_003) + b) * 1_000_003) + c) & int.MaxValue;
}
