namespace Streaming.Speech;

/// <summary>A word that was said.</summary>
/// <param name="Text">The word.</param>
/// <param name="Confidence">The product of its tokens' probabilities, 0 to 1.</param>
/// <param name="Start">Seconds, when it begins.</param>
/// <param name="End">Seconds, when its last token ended, or the next word began.</param>
internal readonly record struct Word(string Text, double Confidence, double Start, double End);
