namespace Streaming.Speech;

/// <summary>
/// Finds the tokens of an utterance frame by frame. It knows of one or of several hypotheses; what all of them agree on is to be taken out of it after each frame, once nothing
/// about it can change any more.
/// </summary>
internal interface ITokenSearch : IState
{
    /// <summary>The tokens of the best hypothesis, but for those that were taken out.</summary>
    ReadOnlySpan<Token> Best { get; }

    /// <summary>How many of them will not be taken back: all hypotheses agree on them.</summary>
    int Stable { get; }

    /// <summary>How many of the stable ones will not change, so that they can be taken out.</summary>
    int Settled { get; }

    /// <summary>Seconds, the earliest time that a token of any hypothesis has; infinite where there is none.</summary>
    double Earliest { get; }

    /// <summary>Begins anew: nothing of what was heard counts any more.</summary>
    void Begin();

    /// <summary>Hears a frame.</summary>
    /// <param name="frame">What the encoder makes of it.</param>
    /// <param name="start">Seconds, its time.</param>
    /// <param name="end">Seconds, its end.</param>
    void Take(ReadOnlySpan<float> frame, double start, double end);

    /// <summary>Takes out the first settled tokens.</summary>
    void Remove(int tokens);

    /// <summary>Ends an utterance: the best hypothesis is all that is left, and settled. What it knows of the tokens before stays with it.</summary>
    void Finish();
}
