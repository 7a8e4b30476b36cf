namespace Streaming.Speech;

/// <summary>How far a hypothesis is in the phrases that are listened for.</summary>
/// <param name="Node">The longest beginning of a phrase that its tokens end with; 0: none.</param>
/// <param name="Earned">Which of its last 64 tokens belong to a whole phrase, the last one in the lowest bit.</param>
/// <param name="Credit">What its tokens of that beginning gained that belong to no whole phrase yet.</param>
internal readonly record struct HotwordState(long Node, ulong Earned, double Credit);
