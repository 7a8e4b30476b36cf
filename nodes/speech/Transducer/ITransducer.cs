namespace Streaming.Speech;

/// <summary>
/// What a transducer thinks of the next token, given a frame and the tokens before (Graves, Sequence Transduction with Recurrent Neural Networks, 2012). What it has to know of the
/// tokens before is a context: some numbers in a place that the search gives it. It remembers nothing itself.
/// </summary>
internal interface ITransducer : IDisposable
{
    /// <summary>Tokens with the blank.</summary>
    int Tokens { get; }

    /// <summary>Numbers of a context.</summary>
    int ContextSize { get; }

    /// <summary>Contexts that can be scored or extended at once.</summary>
    int MostRows { get; }

    /// <summary>Writes the context of no tokens.</summary>
    void Begin(Span<float> context);

    /// <summary>Scores all tokens after some contexts.</summary>
    /// <param name="frame">What the encoder makes of the frame.</param>
    /// <param name="contexts">All contexts, [places, <see cref="ContextSize"/>]; what it finds out about one it may keep there.</param>
    /// <param name="places">Those to be scored.</param>
    /// <param name="scores">Logarithms of probabilities, or these and a number for each context: [places, <see cref="Tokens"/>].</param>
    void Score(ReadOnlySpan<float> frame, Span<float> contexts, ReadOnlySpan<int> places, Span<float> scores);

    /// <summary>Writes the contexts of one more token. What they come from was scored with the latest frame.</summary>
    void Extend(Span<float> contexts, ReadOnlySpan<Extension> extensions);
}

/// <summary>A context that is made of another.</summary>
/// <param name="From">The place of the other.</param>
/// <param name="Token">The token that is added.</param>
/// <param name="To">The place it is written to; it may be the same.</param>
internal readonly record struct Extension(int From, int Token, int To);
