namespace Streaming.Speech;

/// <summary>A piece of a word where it was heard.</summary>
/// <param name="Id">Its number among the model's tokens.</param>
/// <param name="Probability">Given all that was heard up to it, 0 to 1.</param>
/// <param name="Start">Seconds, the time of the first frame in which it was heard.</param>
/// <param name="End">Seconds, the end of the last one.</param>
internal readonly record struct Token(int Id, float Probability, double Start, double End);
