namespace Streaming.Simulate;

/// <summary>Something that a simulated subject does.</summary>
/// <param name="Sample">The sample at which it begins, counted from 0.</param>
/// <param name="Label">Its name.</param>
/// <param name="Length">How many samples it lasts, or 0 when that is open.</param>
/// <param name="Channel">The channel it is about, or -1 when it is not about one.</param>
internal readonly record struct Truth(long Sample, string Label, long Length = 0, int Channel = -1);
