namespace Streaming.Speech;

/// <summary>How many hypotheses a search follows, and which it drops.</summary>
/// <param name="Width">Hypotheses at most.</param>
internal sealed record Beam(int Width)
{
    /// <summary>
    /// The logarithm of the least probability with which a token may go on a hypothesis (1 in 1000, Hannun et al., First-Pass Large Vocabulary Continuous Speech Recognition using
    /// Bi-Directional Recurrent DNNs, 2014). So no boost can make a word of what the model does not hear at all.
    /// </summary>
    public double Floor { get; init; } = Math.Log(0.001);

    /// <summary>The logarithm by which a hypothesis may be less probable than the best.</summary>
    public double Reach { get; init; } = 6;

    /// <summary>Seconds after which what the best hypothesis says is no longer in question: those that say something else are dropped.</summary>
    public double Patience { get; init; } = 2;

    /// <summary>Tokens of a hypothesis that can be in question.</summary>
    public int Depth { get; init; } = 64;

    /// <summary>A beam that drops nothing but what there are too many of.</summary>
    public static Beam Exact(int width) => new(width) { Floor = double.NegativeInfinity, Reach = double.PositiveInfinity, Patience = double.PositiveInfinity };
}
